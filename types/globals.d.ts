// What the page's scripts find around them: the drawing engine and the window.

/** vis-network 9.1.2, of which only a part is typed: what the page uses. */
declare const vis: {
  DataSet: new (items: object[]) => any;
  Network: new (container: HTMLElement, data: object, options: object) => any;
};

/** For tests, and for people who embed the page: papers by id, boxes in CSS pixels. */
interface KgPage {
  drawn(): string[];
  citations(): [string, string][];
  fragile(): [string, string][];
  labels(): { id: string; x: number; y: number; w: number; h: number }[];
  colours(): Record<string, string>;
  topics(): Record<string, string | null>;
  passed(): string[] | null;
  focus(id: string, side?: "ancestors" | "descendants" | "both"): string[];
  positions(): Record<string, { x: number; y: number }>;
}

interface Window {
  kgPage: KgPage;
}

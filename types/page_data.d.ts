// Made by docs/make_page_types.py from kg/page/data.py; not to be edited.

interface CitationDetails {
  intents?: string[];
  influential?: boolean;
  evidence?: string[];
  contexts?: string[];
  context_intents?: string[][];
  more_contexts?: number;
}

interface CodeLink {
  url: string;
  framework?: string;
}

interface Column {
  first: number | null;
  last: number | null;
  x: number;
  width: number;
  steps: number;
  gap: boolean;
}

interface DatasetUse {
  name: string;
  how: string;
  evidence: string[];
  url?: string;
}

interface Drawing {
  nodes: DrawnPaper[];
  edges: DrawnCitation[];
  options: Record<string, any>;
}

interface DrawnCitation {
  from: number;
  to: number;
}

interface DrawnPaper {
  id: number;
  x: number;
  y: number;
}

interface EntryEvidence {
  list: number;
  section: string;
  line?: number;
  title?: string;
  year?: number;
  venue?: string;
  matched_by?: string;
  confidence?: string;
  evidence?: string;
}

interface Names {
  authors: string[];
  venues: string[];
  kinds: (string | null)[];
  lists: string[];
  sections: string[];
  topics: string[];
  datasets: string[];
  marks: string[];
  sources: string[][];
}

interface PageData {
  title: string;
  overview: string[];
  sources: ((string | null)[])[];
  papers: PaperColumns;
  order: number[];
  main: Trail;
  columns: Column[];
  focus: number[];
  drawing: Drawing;
}

interface PaperColumns {
  id: string[];
  title: string[];
  label: string[];
  year: (number | null)[];
  state: number[];
  listed: number[];
  count: (number | null)[];
  authors: number[][];
  venue: number[];
  lists: number[][];
  sections: number[][];
  topic: number[];
  datasets: number[][];
  code: number[];
  links: string[][][];
  key: string[];
  bibtex: string[];
  more: Record<string, PaperDetails>;
  cited: number[];
  citing: number[];
  citation: Record<string, CitationDetails>;
  sources: number[];
  names: Names;
}

interface PaperDetails {
  entries?: EntryEvidence[];
  datasets?: DatasetUse[];
  code?: CodeLink[];
  volume?: string;
  issue?: string;
  pages?: string;
  publisher?: string;
  doi?: string;
  counts_date?: string;
  abstract?: string;
  tldr?: string;
  references_state?: string;
  marks?: string[];
  note?: string;
}

interface Trail {
  papers: number[];
  arcs: [number, number][];
  steps: number[][];
  spine: number[];
  runs: number;
  kept: number[];
  fragile: [number, number][];
  words: string;
}

"""The lineage page: one HTML file that opens from disk and asks the network for nothing."""

from kg.page.rendering import NotebookPage, display, render, spine, write_page

__all__ = ["NotebookPage", "display", "render", "spine", "write_page"]

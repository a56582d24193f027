"""Tools for assistants over the Model Context Protocol; needs the extra ``mcp``."""

from kg.web.assistants.tools import server

__all__ = ["server"]

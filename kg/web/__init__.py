"""The graph where people are: a site of plain pages, and the answers behind them."""

from kg.web.publish import publish

__all__ = ["publish"]

"""The links of a list: each is asked once, and what its server says is judged with care."""

from kg.sources.links.answers import LinkAnswer
from kg.sources.links.links import LinkAnswers, LinkCounts

__all__ = ["LinkAnswer", "LinkAnswers", "LinkCounts"]

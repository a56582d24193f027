"""Topics of a citation graph: communities, named by their titles, and the papers that bridge them."""

from kg.topics.topics import PaperTopics, Topic, Topics, find_topics, topics_of_papers

__all__ = ["PaperTopics", "Topic", "Topics", "find_topics", "topics_of_papers"]

"""What the query of somebody else may take, in Cypher and in SPARQL."""

__all__ = ["PUBLIC_BYTES", "PUBLIC_MEMORY", "PUBLIC_ROWS", "PUBLIC_SECONDS"]

#: Seconds until it is ended.
PUBLIC_SECONDS = 10.0
#: Rows of the answer.
PUBLIC_ROWS = 10_000
#: Bytes of the answer, as JSON.
PUBLIC_BYTES = 10_000_000
#: Bytes of memory of the process that answers it.
PUBLIC_MEMORY = 2 << 30

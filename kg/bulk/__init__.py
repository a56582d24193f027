"""A whole release of Semantic Scholar, prepared and taken elsewhere by DuckDB or Spark."""

"""Do our answers equal DuckDB's? Random questions about awkward rows, on every engine."""

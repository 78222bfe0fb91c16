"""Tables: schema, the query object, its plans, loading, and rows as bytes."""

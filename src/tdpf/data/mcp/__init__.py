"""For AI assistants: the catalogue and its tables as MCP tools, read-only, with bounded answers."""

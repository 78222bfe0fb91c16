"""Rows of a table over HTTP: ours, a bare ASGI answer and Datasette, in one run."""

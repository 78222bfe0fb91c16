"""One module for each surface of the data server."""

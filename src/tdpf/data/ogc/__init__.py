"""OGC APIs over the published tables: Common, Features parts 1 to 3, Tiles and Styles at `/ogc`."""

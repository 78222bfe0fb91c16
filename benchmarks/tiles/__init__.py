"""Vector tiles of 200,000 points over HTTP."""

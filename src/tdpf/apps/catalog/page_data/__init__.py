"""What each page shows, gathered with few queries. Nothing here knows HTTP."""

"""What each page shows, gathered with few queries. Views turn it into HTML; nothing here knows HTTP."""

"""Which hours and days are worked, counted on all-night sessions. Refuses to know who: it keeps numbers alone."""

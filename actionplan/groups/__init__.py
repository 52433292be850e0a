"""Task and finish groups and their highlight reports: every one has an end date."""

"""The desk of those who lead and manage cases: search and lists, transfers, supervision, and the board."""

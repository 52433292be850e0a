"""Writes of papers, split by what they are: prints, letters, and requests for a copy."""

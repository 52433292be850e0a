"""Reads of papers, split by what they are: prints and letters of a case, and requests for a copy."""

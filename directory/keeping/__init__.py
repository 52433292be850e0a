"""Keeping the directory's entries current."""

"""Meetings that come in a rhythm: planned together, changed together, ended together."""

"""The meeting pack: one PDF of everything for a meeting."""

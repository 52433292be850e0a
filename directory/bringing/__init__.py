"""Bringing in another feed or a spreadsheet, with a preview."""

"""Indicators with their values, and cited statistics side by side."""

"""The plan as a spreadsheet: brought in, and taken away."""

"""What left of the figures: every released table, who took it and why. Refuses to keep a count that was not shown."""

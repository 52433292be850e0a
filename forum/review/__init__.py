"""The annual review of the strategy."""

"""Monitoring returns for funders, of one agency’s own numbers. Refuses every other agency’s."""

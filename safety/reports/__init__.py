"""Incident reports: what happened, the person's own words first, and five separate answers on what may come of it."""

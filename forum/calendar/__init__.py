"""Invitations and the calendar feed."""

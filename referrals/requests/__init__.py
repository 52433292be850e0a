"""Victim information requests: police ask for someone's information; the agency decides with the person's views.

Owns the request, the agency's own file about it, and what was released. Never tells the police whether a person is
known: “we hold nothing that we can give you” is one answer for unknown, refused and nothing held (domain.md 2.5).
"""

"""Outreach without signal: phones that may log, the entries they sealed, and what came of each.

Owns devices and offline entries. Refuses to keep on a phone anything that the phone itself could open again.
"""

"""Warnings: what somebody reported, told to member agencies without pointing at the one who said it.

Owns drafts, their anonymity check, the release by a second person, and the copies that each agency holds. Refuses to
let a warning out, or to keep it out, without a standing yes to exactly that; never gives one to police or probation.
"""

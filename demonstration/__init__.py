"""The demonstration: invented staff, people and a year's work, made through the same verbs that the pages use.

Owns nothing that a live service needs. Refuses to run outside the demonstration.
"""

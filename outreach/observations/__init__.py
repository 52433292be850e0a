"""What outreach workers see of exploitation, and a child met on outreach.

Refuses the identity of anybody who works: an observation holds the facts of its observer, and a manager reads it first.
"""

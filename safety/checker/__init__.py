"""The checker: one question about one number, address, plate or profile name, answered from the forum's own warnings.

Owns the count of what each account looked up, and that somebody was told of NUM's checkers. Holds nothing of NUM's.
"""

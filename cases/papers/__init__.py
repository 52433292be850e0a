"""Papers of a case file: prints, exports, letters, and the copy that a person has a right to.

Owns what leaves on paper, and why. Refuses a print without a purpose, and a pack with a review undone.
"""

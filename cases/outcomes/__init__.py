"""How things were for the person at the start, at each review and at the end, as they scored it; the way between.

Refuses a score under an answer that is none, and counts nothing but scores that the person gave.
"""

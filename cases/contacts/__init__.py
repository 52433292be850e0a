"""Contacts and notes of a case: what was done, by whom and when; corrected in sight, never changed or taken away.

Owns the words that a court may ask for. Refuses everybody outside the case team the words of a restricted note.
"""

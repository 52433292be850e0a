"""What crosses the edge of Roundtable: letters to readers outside, and people who write to an agency from outside.

Owns the one-time link, its consent, the public forms and their inbox. Refuses to open anything twice, to anyone twice.
"""

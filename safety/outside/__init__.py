"""The public page on which anybody tells an agency what happened, without an account, and can come back by a code.

Owns what was written until the agency's worker keeps it as a report. Keeps no name, no address and no track.
"""

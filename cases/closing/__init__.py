"""The end of a case and what comes after: checklist, exit plan, retention, holds, disposal, erasure.

Refuses to close without a reason or a whole checklist, and to erase what is held, open, or asked for by one alone.
"""

"""Patterns: the same number, address, plate or profile name in several reports, inside an agency and across two.

Owns the opaque marks and the link between two agencies. Refuses to let a report, its day or its reporter across.
"""

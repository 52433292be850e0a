"""Doors of case files: breaking the glass, an agency that opens its cases to all its caseworkers, who opened what.

Refuses an opening without its reason, the eleventh of a day, and a review by the one who opened.
"""

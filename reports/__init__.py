"""Disclosure-controlled statistics and the documents made of them. Reads only.

Owns suppression and rounding. Refuses every row about a person: it reads tallies and the action plan, nothing else.
"""

from flask import Blueprint

bp = Blueprint("reports", __name__)

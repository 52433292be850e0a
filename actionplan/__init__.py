"""The strategy and its action plan: priorities, commitments, actions and their updates.

Owns what the forum promised, who does it and by when. Refuses anything about a person.
"""

from flask import Blueprint

bp = Blueprint("actionplan", __name__)

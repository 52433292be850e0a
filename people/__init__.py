"""People, their consent and what has left the agency about them.

Owns a person inside one agency, by alias. Refuses every disclosure that consent does not cover.
"""

from flask import Blueprint

bp = Blueprint("people", __name__)

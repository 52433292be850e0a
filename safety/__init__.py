"""Incident reports, the warnings and information that come of them, and the checker.

Owns what people say happened to them, and refuses to let a word of it out but by the scope they said yes to.
"""

from flask import Blueprint

bp = Blueprint("safety", __name__)

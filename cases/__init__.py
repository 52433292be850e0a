"""Case files with ISVA support: who leads, who is on the team, contacts, and the criminal justice journey.

Owns an agency's work with a person. Refuses readers outside the case team, and any window into another agency.
"""

from flask import Blueprint

bp = Blueprint("cases", __name__)

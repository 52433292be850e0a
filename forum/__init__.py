"""The forum: members, meetings, agendas, and the progress report for each meeting.

Owns how the members meet. Refuses case discussion in papers and minutes.
"""

from flask import Blueprint

bp = Blueprint("forum", __name__)

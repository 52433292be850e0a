"""Outreach sessions and the contacts made on them.

Owns what happened on the van and the street. Refuses exact places, and headcounts smaller than the contacts.
"""

from flask import Blueprint

bp = Blueprint("outreach", __name__)

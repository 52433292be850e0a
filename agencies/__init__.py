"""Agencies, teams, accounts, roles, sign-in, sessions and information sharing agreements.

Owns who may act. Refuses to know whom an agency supports.
"""

from flask import Blueprint

bp = Blueprint("agencies", __name__)

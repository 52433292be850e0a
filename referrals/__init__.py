"""Referrals between agencies: a sealed copy, never a window.

Owns the referral, its package and its answer. Refuses every package that consent does not cover.
"""

from flask import Blueprint

bp = Blueprint("referrals", __name__)

"""The directory of organisations, services and locations that people can be referred to.

Owns public facts with the date they were checked. Refuses addresses of confidential premises.
"""

from flask import Blueprint

bp = Blueprint("directory", __name__)

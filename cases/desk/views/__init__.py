"""Pages of the desk."""

from cases.desk.views import board as board
from cases.desk.views import editing as editing
from cases.desk.views import filters as filters
from cases.desk.views import listing as listing
from cases.desk.views import supervision as supervision
from cases.desk.views import transfers as transfers

"""Reads of cases, split by what they read: one file, lists, what happened, numbers."""

from cases.queries.figures import Figures as Figures
from cases.queries.figures import figures_of as figures_of
from cases.queries.files import ClosedDoor as ClosedDoor
from cases.queries.files import Member as Member
from cases.queries.files import case as case
from cases.queries.files import closed_door as closed_door
from cases.queries.files import open_case_of as open_case_of
from cases.queries.files import peek as peek
from cases.queries.files import team_of as team_of
from cases.queries.files import visible_to as visible_to
from cases.queries.files import worker_names as worker_names
from cases.queries.history import Entry as Entry
from cases.queries.history import Timeline as Timeline
from cases.queries.history import contacts_of as contacts_of
from cases.queries.history import last_change as last_change
from cases.queries.history import milestone as milestone
from cases.queries.history import milestones_of as milestones_of
from cases.queries.history import opened_by as opened_by
from cases.queries.history import steps_of as steps_of
from cases.queries.history import timeline as timeline
from cases.queries.lists import CaseRow as CaseRow
from cases.queries.lists import cases_of as cases_of
from cases.queries.lists import cases_page as cases_page
from cases.queries.lists import last_reached as last_reached
from cases.queries.lists import own_counts as own_counts
from cases.queries.lists import quiet_cases as quiet_cases

"""The rooms of casework put together: their pages, and what each gives to a case file, a record and home.

Only `app.py` imports this: rooms do not know each other.
"""

from __future__ import annotations

from cases import counting, equality
from cases import panels as case_panels
from cases import part as root_part
from cases import views as case_views
from cases.assessment import counting as assessment_counting
from cases.assessment import part as assessment_part
from cases.assessment import queries as assessment_queries
from cases.assessment import views as assessment_views
from cases.closing import panels as closing_panels
from cases.closing import part as closing_part
from cases.closing import views as closing_views
from cases.contacts import part as contacts_part
from cases.contacts import views as contacts_views
from cases.desk import panels as desk_panels
from cases.desk import part as desk_part
from cases.desk import views as desk_views
from cases.documents import part as documents_part
from cases.documents import views as documents_views
from cases.doors import panels as doors_panels
from cases.doors import part as doors_part
from cases.doors import views as doors_views
from cases.justice import counting as justice_counting
from cases.justice import part as justice_part
from cases.justice import views as justice_views
from cases.outcomes import counting as outcomes_counting
from cases.outcomes import part as outcomes_part
from cases.outcomes import views as outcomes_views
from cases.papers import panels as papers_panels
from cases.papers import part as papers_part
from cases.papers import views as papers_views
from cases.parts import Part
from cases.plans import part as plans_part
from cases.plans import views as plans_views
from cases.tasks import panels as tasks_panels
from cases.tasks import part as tasks_part
from cases.tasks import queries as tasks_queries
from cases.tasks import views as tasks_views

#: Their pages stand under the blueprint of cases, which they fill as they are imported.
VIEWS = (
    case_views, doors_views, contacts_views, assessment_views, plans_views, tasks_views, justice_views, desk_views,
    outcomes_views, documents_views, papers_views, closing_views,
)  # fmt: skip

#: What makes up a case file, in the order of its sub-navigation.
PARTS: tuple[Part, ...] = (
    root_part.PART, doors_part.PART, contacts_part.PART, assessment_part.PART, plans_part.PART, tasks_part.PART,
    justice_part.PART, justice_part.RIGHTS_PART, desk_part.PART, desk_part.SUPERVISION, outcomes_part.PART,
    documents_part.PART, papers_part.PART, closing_part.PART,
)  # fmt: skip

#: What rooms say of many cases at once, for lists and the board.
GLANCE = {"risk": assessment_queries.latest_risk, "load": tasks_queries.overdue_counts}

PERSON_PANELS = (case_panels.person_panel, papers_panels.person_panel, doors_panels.person_panel)
HOME = (tasks_panels.home, case_panels.home, doors_panels.settings)
WAITING = (
    case_panels.waiting, papers_panels.waiting, closing_panels.waiting, doors_panels.waiting, tasks_panels.waiting,
)  # fmt: skip

#: What the agency's dashboard shows of casework: what is late, and who carries how much.
LATE = (papers_panels.late, desk_panels.late)
AGENCY_DESK = (desk_panels.caseload,)

#: What an agency's worker counts of its cases, quarter by quarter.
TALLIES = (
    counting.tally, assessment_counting.tally, justice_counting.tally, outcomes_counting.tally, equality.tally,
)  # fmt: skip

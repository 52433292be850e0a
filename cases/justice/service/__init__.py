"""Writes of the criminal justice journey, split by what they write: steps, incidents, court, rights, choices."""

from cases.justice.service.choosing import record_choice as record_choice
from cases.justice.service.choosing import set_leads as set_leads
from cases.justice.service.choosing import wish as wish
from cases.justice.service.court import add_breach as add_breach
from cases.justice.service.court import save_measure as save_measure
from cases.justice.service.court import save_order as save_order
from cases.justice.service.incidents import save_incident as save_incident
from cases.justice.service.incidents import save_suspect as save_suspect
from cases.justice.service.rights import save_complaint as save_complaint
from cases.justice.service.rights import save_right as save_right
from cases.justice.service.steps import add_milestone as add_milestone
from cases.justice.service.steps import record_told as record_told
from cases.justice.service.steps import replace_milestone as replace_milestone

"""Writes of the desk."""

from cases.desk.service.assigning import assign_cases as assign_cases
from cases.desk.service.filters import change_filter as change_filter
from cases.desk.service.filters import drop_filter as drop_filter
from cases.desk.service.filters import keep_filter as keep_filter
from cases.desk.service.supervision import write_supervision as write_supervision
from cases.desk.service.transfers import decline_case as decline_case
from cases.desk.service.transfers import offer_case as offer_case
from cases.desk.service.transfers import take_back as take_back
from cases.desk.service.transfers import take_case as take_case

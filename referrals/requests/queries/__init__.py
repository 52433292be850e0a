"""Reads of victim information requests, split by what they read: rows, pages, lists, and what would be released.

Police see their own team's; the agency those that its roles answer or help with.
"""

from referrals.requests.queries.keeping import narrowed as narrowed
from referrals.requests.queries.lists import VIEWS as VIEWS
from referrals.requests.queries.lists import Listed as Listed
from referrals.requests.queries.lists import count_waiting as count_waiting
from referrals.requests.queries.lists import counts as counts
from referrals.requests.queries.lists import listed as listed
from referrals.requests.queries.lists import of_person as of_person
from referrals.requests.queries.lists import requests_page as requests_page
from referrals.requests.queries.lists import waiting_for as waiting_for
from referrals.requests.queries.pages import Released as Released
from referrals.requests.queries.pages import RequestPage as RequestPage
from referrals.requests.queries.pages import Said as Said
from referrals.requests.queries.pages import ViewsLine as ViewsLine
from referrals.requests.queries.pages import request_page as request_page
from referrals.requests.queries.rows import agencies_to_ask as agencies_to_ask
from referrals.requests.queries.rows import ask_of as ask_of
from referrals.requests.queries.rows import asked_today as asked_today
from referrals.requests.queries.rows import due_to_close as due_to_close
from referrals.requests.queries.rows import file_of as file_of
from referrals.requests.queries.rows import open_releases_on as open_releases_on
from referrals.requests.queries.rows import release_of as release_of
from referrals.requests.queries.rows import row as row
from referrals.requests.queries.rows import views_of as views_of
from referrals.requests.queries.rows import visible as visible
from referrals.requests.queries.rows import visible_to as visible_to
from referrals.requests.queries.sheets import Choice as Choice
from referrals.requests.queries.sheets import Sheet as Sheet
from referrals.requests.queries.sheets import SheetPart as SheetPart
from referrals.requests.queries.sheets import consent_resting as consent_resting
from referrals.requests.queries.sheets import decision_last_days as decision_last_days
from referrals.requests.queries.sheets import decisions_for as decisions_for
from referrals.requests.queries.sheets import people_to_link as people_to_link
from referrals.requests.queries.sheets import resting_on as resting_on
from referrals.requests.queries.sheets import sheet as sheet

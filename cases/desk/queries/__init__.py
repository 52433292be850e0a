"""Reads of the desk, split by what they read: lists, kept filters, transfers, supervision, the board."""

from cases.desk.queries.board import Board as Board
from cases.desk.queries.board import Load as Load
from cases.desk.queries.board import board as board
from cases.desk.queries.filters import KeptFilter as KeptFilter
from cases.desk.queries.filters import kept_filter as kept_filter
from cases.desk.queries.filters import kept_filters as kept_filters
from cases.desk.queries.filters import names_of_own as names_of_own
from cases.desk.queries.filters import own_team as own_team
from cases.desk.queries.listing import cases_by_id as cases_by_id
from cases.desk.queries.listing import cases_page as cases_page
from cases.desk.queries.listing import recent_cases as recent_cases
from cases.desk.queries.supervision import NoteRow as NoteRow
from cases.desk.queries.supervision import is_corrected as is_corrected
from cases.desk.queries.supervision import next_supervisions as next_supervisions
from cases.desk.queries.supervision import supervision_note as supervision_note
from cases.desk.queries.supervision import supervision_of as supervision_of
from cases.desk.queries.supervision import words_of as words_of
from cases.desk.queries.transfers import Offer as Offer
from cases.desk.queries.transfers import count_offers as count_offers
from cases.desk.queries.transfers import may_answer as may_answer
from cases.desk.queries.transfers import offer as offer
from cases.desk.queries.transfers import offers_elsewhere as offers_elsewhere
from cases.desk.queries.transfers import offers_to as offers_to
from cases.desk.queries.transfers import open_transfer_of as open_transfer_of
from cases.desk.queries.transfers import transfer as transfer
from cases.desk.queries.transfers import transfers_of as transfers_of

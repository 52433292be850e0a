"""Writes of closing: one case that closes, records under review, erasure, and an agency's own schedule."""

from cases.closing.service.closings import begin_closing as begin_closing
from cases.closing.service.closings import close_case as close_case
from cases.closing.service.closings import give_up as give_up
from cases.closing.service.closings import start_missing as start_missing
from cases.closing.service.closings import write_closing as write_closing
from cases.closing.service.disposal import ask_erasure as ask_erasure
from cases.closing.service.disposal import keep_longer as keep_longer
from cases.closing.service.disposal import place_hold as place_hold
from cases.closing.service.disposal import refuse_erasure as refuse_erasure
from cases.closing.service.disposal import release_hold as release_hold
from cases.closing.service.disposal import withdraw_erasure as withdraw_erasure
from cases.closing.service.erasing import erase as erase
from cases.closing.service.erasing import replay as replay
from cases.closing.service.keeping import change_keeping as change_keeping

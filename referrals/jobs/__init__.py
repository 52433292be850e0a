"""Scheduled work of referrals, split by what it does."""

from referrals.jobs.counting import end_expired as end_expired
from referrals.jobs.counting import tally as tally
from referrals.jobs.counting import write_tallies as write_tallies
from referrals.jobs.escalating import watch_clocks as watch_clocks
from referrals.jobs.releasing import forget_drafts as forget_drafts
from referrals.jobs.releasing import release_letters as release_letters

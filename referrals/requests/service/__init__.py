"""Writes of victim information requests, split by who acts: the police, and the agency."""

from referrals.requests.service.answering import Confirmed as Confirmed
from referrals.requests.service.answering import answer_without_release as answer_without_release
from referrals.requests.service.answering import close_due as close_due
from referrals.requests.service.answering import close_release as close_release
from referrals.requests.service.answering import on_consent_ended as on_consent_ended
from referrals.requests.service.answering import record_refusal as record_refusal
from referrals.requests.service.answering import release as release
from referrals.requests.service.asking import ask as ask
from referrals.requests.service.asking import open_release as open_release
from referrals.requests.service.asking import reply as reply
from referrals.requests.service.asking import withdraw as withdraw
from referrals.requests.service.preparing import acknowledge as acknowledge
from referrals.requests.service.preparing import add_views as add_views
from referrals.requests.service.preparing import clarify as clarify
from referrals.requests.service.preparing import link_person as link_person
from referrals.requests.service.preparing import unlink_person as unlink_person

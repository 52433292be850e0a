"""What the public page takes, and from whom. Pure: a refusal, or None when it is allowed.

Sources: the order (no account, no tracking, quick exit, a code to come back with); domain.md 4.2, 4.3 and 4.5.
"""

from __future__ import annotations

from collections.abc import Collection

from agencies.models import AgencyKind
from core.errors import Refused
from safety.reports import rules as reports
from safety.reports.rules import Noticed
from safety.vocabulary import Scope

#: Reports in an hour: tried from one place, and kept for one agency. Tries at codes in an hour, by place and agency.
PLACE_LIMIT = 6
AGENCY_LIMIT = 100
CODE_PLACE_LIMIT = 20
CODE_AGENCY_LIMIT = 300

TAKERS = (AgencyKind.SUPPORT, AgencyKind.REPORTING_AND_SUPPORT)

#: What somebody without an account is asked. Police contact and a full report need somebody beside them: the page says
#: so, and whom to ring.
ASKED = (Scope.WARNING, Scope.INTELLIGENCE, Scope.RESEARCH)
#: In the words of whoever writes: plain English and Easy Read.
ASKED_WORDS = {
    Scope.WARNING: (
        "May we warn other support services about whoever did it? Nothing of you goes with it.",
        "Can we warn other helpers about this person? We do not say who you are.",
    ),
    Scope.INTELLIGENCE: (
        "May we tell the police what you noticed of whoever did it? Nothing of you goes with it, and nobody gets back "
        "to you about it.",
        "Can we tell the police about this person? We do not say who you are.",
    ),
    Scope.RESEARCH: (
        "May we count it in research? None of your words are used.",
        "Can we count this, so that people learn from it? We do not use your words.",
    ),
}


def page_may_open(kind: AgencyKind) -> Refused | None:
    """Only agencies that support people take reports here; police and councils have front doors of their own."""
    if kind in TAKERS:
        return None
    return Refused("Your agency takes no reports here.")


def may_be_written(words: str, noticed: Collection[Noticed]) -> Refused | None:
    """A report has words; what was noticed can be what it says it is."""
    if not words.strip():
        return Refused("Write what happened, in any words you like.", field="words")
    for count, each in enumerate(noticed):
        if refusal := reports.may_be_noticed(each.kind, each.value, count):
            return Refused(refusal.reason, instead=refusal.instead, field=each.kind.value)
    return None

"""The disclosure ledger told to the person it is about: short sentences, “you” for them, no code and no jargon.

Pure: rows in, words out. What the reason marks as withheld is never told on paper before a later row says that they
were told; that its day has passed is a reason to look again, and tells nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.words import listed, long_day
from people.models import Category, DisclosureKind

YOUR_WORDS: Mapping[Category, str] = {
    Category.ALIAS: "your name",
    Category.CONTACT: "how to reach you",
    Category.SUPPORT: "the support you want",
    Category.RISK: "what could put you at risk",
    Category.INCIDENT: "what happened to you",
    Category.CJ: "how things go with police and court",
    Category.HEALTH: "your health",
    Category.SUBSTANCE: "drugs and alcohol",
    Category.ADDRESS: "where you stay",
    Category.WORK: "where and how you work",
    Category.OFFENDER: "what you said about the person who harmed you",
    Category.CHILDREN: "your children and family",
    Category.DEMOG: "your equality answers",
    Category.CONVICTIONS: "your convictions",
    Category.LEGAL_NAME: "your legal name",
    Category.DOB: "your date of birth",
}

#: What each filter of the page shows. Everything else is neither: it stands under “everything”.
LEFT = frozenset({
    DisclosureKind.PACKAGE, DisclosureKind.REPORT, DisclosureKind.MESSAGE, DisclosureKind.OUTSIDE,
    DisclosureKind.DECISION, DisclosureKind.MISDIRECTED, DisclosureKind.RELEASE, DisclosureKind.PRINT,
    DisclosureKind.LETTER, DisclosureKind.FILE_PRINT, DisclosureKind.SUBJECT_COPY,
    DisclosureKind.INFORMATION,
})  # fmt: skip
STAYED = frozenset({
    DisclosureKind.REFUSAL, DisclosureKind.NOT_SHARED, DisclosureKind.WITHDRAWN, DisclosureKind.UNTOLD,
})  # fmt: skip

WITHHELD = re.compile(r"\s*withheld until(?:\s+(?P<day>\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ \d{4}))?", re.IGNORECASE)
#: How the reason of a row begins that ends the withholding of the decision it belongs to.
TOLD = "no longer withheld"


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One row of the ledger as it is told: when, what kind, to whom, of what, by whom, and on what it rests."""

    at: datetime
    kind: DisclosureKind
    recipient: str
    categories: tuple[Category, ...]
    by_name: str
    reason: str = ""
    agreed: bool = False
    decided: bool = False


def is_withheld(reason: str) -> bool:
    """Whether a row is marked as not to be told: “withheld until 1 December 2026”, whatever its day.

    The day is for looking again. It lifts nothing: nobody may have looked, and a slip of the pen must not tell what
    would endanger someone. Only a later row lifts it (`ends_withholding`).
    """
    return WITHHELD.match(reason) is not None


def ends_withholding(reason: str) -> bool:
    """Whether a row says that the person knows now, so that what was withheld of the same decision may be told."""
    return reason.strip().lower().startswith(TOLD)


def reason_to_tell(reason: str) -> str:
    """A reason without its mark of withholding, as a sentence; empty when nothing is left."""
    words = WITHHELD.sub("", reason, count=1).strip(" ,.;:–-") if WITHHELD.match(reason) else reason.strip()
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def sentences(row: ToldRow) -> list[str]:
    """What happened, in short sentences: “On 9 November 2026 Dee told National Ugly Mugs your name. You had agreed.”"""
    said = _TELLERS[row.kind](row, what_of(row.categories))
    why = reason_to_tell(row.reason)
    return [words for words in (*said, f"Why: {why}" if why and row.kind in _WITH_REASON else "") if words]


def what_of(categories: Sequence[Category]) -> str:
    """“your name, how to reach you and the support you want”; “something about you” when no kind is named."""
    return listed([YOUR_WORDS[category] for category in Category if category in categories]) or "something about you"


def _start(row: ToldRow) -> str:
    return f"On {long_day(row.at)} {row.by_name}"


def _package(row: ToldRow, what: str) -> list[str]:
    if row.decided:
        return _decision(row, what)
    return [f"{_start(row)} told {row.recipient} {what}.", "You had agreed." if row.agreed else ""]


def _refusal(row: ToldRow, what: str) -> list[str]:
    return [f"{_start(row)} wanted to tell {row.recipient} {what}.", "Roundtable refused. Nothing left."]


def _withdrawn(row: ToldRow, what: str) -> list[str]:
    return [f"On {long_day(row.at)} sharing with {row.recipient} was stopped.", f"It was about {what}.",
            "Nothing more goes to them."]  # fmt: skip


def _report(row: ToldRow, what: str) -> list[str]:
    about = f" It said {what}." if row.categories else ""
    return [f"{_start(row)} told {row.recipient} how things went.{about}", "You had agreed." if row.agreed else ""]


def _print(row: ToldRow, _: str) -> list[str]:
    return [f"{_start(row)} printed a list like this one for you."]


def _message(row: ToldRow, what: str) -> list[str]:
    about = f" It said {what}." if row.categories else ""
    rests = "You had agreed that they hear from us." if row.agreed else ""
    return [f"{_start(row)} wrote a message about you to {row.recipient}.{about}",
            "You had not agreed. They decided that they had to." if row.decided else rests]  # fmt: skip


def _outside(row: ToldRow, what: str) -> list[str]:
    link = "They do not use Roundtable: it went behind a one-time link."
    return [f"{_start(row)} told {row.recipient} {what}.", link, "You had agreed." if row.agreed else ""]


def _decision(row: ToldRow, what: str) -> list[str]:
    return [f"{_start(row)} told {row.recipient} {what}.", "You had not agreed. They decided that they had to.",
            "You can ask why, and you can complain."]  # fmt: skip


def _not_shared(row: ToldRow, what: str) -> list[str]:
    return [f"{_start(row)} thought about telling {row.recipient} {what} without asking you.",
            "They decided not to. Nothing left."]  # fmt: skip


def _misdirected(row: ToldRow, what: str) -> list[str]:
    return [f"On {long_day(row.at)} we found that something had gone to the wrong place: to {row.recipient}.",
            f"It was about {what}.",
            "We closed it at once. You can ask what happened, and you can complain."]  # fmt: skip


def _release(row: ToldRow, what: str) -> list[str]:
    return [f"{row.recipient} asked for something about you.", f"{_start(row)} gave them {what}.",
            "You had agreed." if row.agreed else ""]  # fmt: skip


def _untold(row: ToldRow, _: str) -> list[str]:
    if ends_withholding(row.reason):
        return [f"{_start(row)} wrote down that you were told about {row.recipient}."]
    return [f"{_start(row)} thought that it was not safe yet to tell you about {row.recipient}."]


def _letter(row: ToldRow, what: str) -> list[str]:
    if not row.categories:
        return [f"{_start(row)} wrote you a letter."]
    return [f"{_start(row)} wrote a letter about you to {row.recipient}.", f"It said {what}.",
            "You had agreed." if row.agreed else ""]  # fmt: skip


def _file_print(row: ToldRow, _: str) -> list[str]:
    return [f"{_start(row)} printed parts of your file for you."]


def _subject_copy(row: ToldRow, _: str) -> list[str]:
    return [f"{_start(row)} gave you a copy of what we hold about you. You had asked for it."]


def _information(row: ToldRow, what: str) -> list[str]:
    how = f", {row.reason}" if row.reason else ""
    return [f"{_start(row)} told {row.recipient} {what}{how}.", "You had said yes to that on your report."]


_TELLERS: Mapping[DisclosureKind, Callable[[ToldRow, str], list[str]]] = {
    DisclosureKind.PACKAGE: _package,
    DisclosureKind.REFUSAL: _refusal,
    DisclosureKind.WITHDRAWN: _withdrawn,
    DisclosureKind.REPORT: _report,
    DisclosureKind.PRINT: _print,
    DisclosureKind.MESSAGE: _message,
    DisclosureKind.OUTSIDE: _outside,
    DisclosureKind.DECISION: _decision,
    DisclosureKind.NOT_SHARED: _not_shared,
    DisclosureKind.MISDIRECTED: _misdirected,
    DisclosureKind.RELEASE: _release,
    DisclosureKind.UNTOLD: _untold,
    DisclosureKind.LETTER: _letter,
    DisclosureKind.FILE_PRINT: _file_print,
    DisclosureKind.SUBJECT_COPY: _subject_copy,
    DisclosureKind.INFORMATION: _information,
}
_WITH_REASON = frozenset({
    DisclosureKind.REFUSAL, DisclosureKind.WITHDRAWN, DisclosureKind.DECISION, DisclosureKind.NOT_SHARED,
    DisclosureKind.RELEASE,
})  # fmt: skip

"""Rules of list exports: what for, who has to agree, what a passphrase must be, and how long anything is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from agencies.exports.models import ExportPurpose, ExportShape, ExportState
from agencies.rules import KEEPS_NO_RECORD, YES, Answer, password_is_strong_enough
from core import tables

#: What the audit trail and the worker call it.
KIND = "list export"
#: An archive is gone a week after it was made; a request that nobody answers lapses after as long.
KEPT = timedelta(days=7)
#: How far back is looked for lists that the same colleague took, and for what they did to the approver's account.
LATELY = timedelta(days=28)
#: About so many people, within four weeks, somebody may take lists without a second yes.
ALONE = 25
MOST_ROWS = 20_000
MOST_OPEN = 5
SHORTEST_WHY = 20
SHORTEST_ANSWER = 10
LONGEST_WORDS = 500
#: A list may grow a little between the yes and the making; more than that was not agreed to.
GROWTH = 1.1
GROWTH_ROWS = 5

PURPOSE_WORDS = {
    ExportPurpose.SUPERVISION: "Supervision or a review of my work",
    ExportPurpose.HANDOVER: "Handing work over to a colleague",
    ExportPurpose.CASE_AUDIT: "A check of our records",
    ExportPurpose.FUNDER: "Checking a return to a funder",
    ExportPurpose.INSPECTION: "An inspection or an audit by law",
    ExportPurpose.LEGAL: "A legal duty or a court",
    ExportPurpose.MEETING: "A meeting",
    ExportPurpose.MOVING: "Moving to another system",
}
SHAPE_WORDS = {
    ExportShape.XLSX: "Spreadsheet (XLSX)", ExportShape.ODS: "Spreadsheet (ODS)", ExportShape.CSV: "Text (CSV)",
}  # fmt: skip
#: Of a list that is about nobody: the ending of its file, and its media type. As CSV it is a zip of two files.
FILES = {
    ExportShape.XLSX: ("xlsx", tables.XLSX_TYPE), ExportShape.ODS: ("ods", tables.ODS_TYPE),
    ExportShape.CSV: ("zip", tables.ZIP_TYPE),
}  # fmt: skip
STATE_WORDS = {
    ExportState.WAITING: "Waits for a second yes", ExportState.MAKING: "Being made", ExportState.READY: "Ready",
    ExportState.REFUSED: "Refused", ExportState.CANCELLED: "Taken back", ExportState.FAILED: "Could not be made",
    ExportState.GONE: "Gone",
}  # fmt: skip
STATE_TAGS = {
    ExportState.WAITING: "amber", ExportState.MAKING: "plain", ExportState.READY: "green", ExportState.REFUSED: "grey",
    ExportState.CANCELLED: "grey", ExportState.FAILED: "red", ExportState.GONE: "grey",
}  # fmt: skip
OPEN = (ExportState.WAITING, ExportState.MAKING, ExportState.READY)


def list_may_leave(*, about_people: bool, agency_kind: str) -> Answer:
    """Whether this kind of agency takes such a list out at all: police and probation none about people (T4)."""
    if about_people and agency_kind in KEEPS_NO_RECORD:
        return Answer(False, "No list about people is taken out by this kind of agency.")
    return YES


def second_yes_is_needed(*, whole_caseload: bool, alone: int | None, people: int, lately: int) -> bool:
    """Whether a second colleague has to agree: always to a whole caseload, else when the people add up.

    `lately` are the people in lists that the same colleague took, or asked for, in the last 28 days: a caseload that
    is taken in slices is a caseload. Source: security.md, mass collection before leaving (ASVS 2.4.1).
    """
    return whole_caseload or (alone is not None and people + lately > alone)


def why_is_enough(words: str) -> Answer:
    """Whether it is said what the list is for, so that somebody else could judge it a year on (UK GDPR, article 5)."""
    if len(set(words.casefold()) - set(" .-")) < 6 or len(words.strip()) < SHORTEST_WHY:
        return Answer(False, f"Say in a sentence what you need it for, {SHORTEST_WHY} characters or more.")
    return YES


def answer_is_enough(words: str) -> Answer:
    """Whether a no says why: the colleague has to know what to ask for instead."""
    if len(words.strip()) < SHORTEST_ANSWER:
        return Answer(False, "Say why, so that your colleague knows what to ask for instead.")
    return YES


def passphrase_may_be_used(passphrase: str, again: str, *, context: Iterable[str]) -> Answer:
    """Whether an archive may be locked with this: 15 characters or more, none that is known, typed alike twice.

    The rule of sign-in, since an archive can be tried at offline for ever. Only what every keyboard here types and
    every archive program reads alike: other letters are turned into bytes differently from program to program.
    """
    if not passphrase.isascii() or not passphrase.isprintable():
        return Answer(False, "Use letters without accents, figures, spaces and signs: other programs must read it too.")
    if passphrase != passphrase.strip():
        return Answer(False, "Begin and end it with a letter, a figure or a sign, not with a space.")
    strong = password_is_strong_enough(passphrase, context=context)
    if not strong:
        return Answer(False, strong.reason.replace("Password", "Passphrase"))
    return YES if passphrase == again else Answer(False, "The two passphrases differ. Type the same one twice.")


def may_decide(*, own: bool, beholden: bool) -> Answer:
    """Whether somebody may say the second yes: never to their own, nor for one who had a hand in their account."""
    if own:
        return Answer(False, "You cannot agree to your own list. Somebody else has to.")
    if beholden:
        return Answer(
            False,
            "The colleague who asks has changed your account in the last 28 days, so your yes would be no second one. "
            "Another approver has to answer.",
        )  # fmt: skip
    return YES


def has_outgrown(asked: int, now: int) -> bool:
    """Whether a list is longer now than what was asked for, and agreed to, allows."""
    return now > max(asked * GROWTH, asked + GROWTH_ROWS)


def about_so_many(rows: int) -> str:
    """A number for those who decide: rounded, so that it cannot be held against what they themselves may see."""
    return "fewer than 10" if rows < 10 else f"about {round(rows, -1)}"


def file_name(code: str, on: date) -> str:
    """What an archive is called: our own word for the list and a day, never anybody's name."""
    return f"roundtable-{code}-{on.isoformat()}"

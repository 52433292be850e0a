"""Words that referrals use, read from the reference files: needs, and reasons for declining."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from config import ROOT
from people.reference import watched_words as watched_words
from referrals.models import HandoverHow, MoreAnswer, Outcome

#: Asked about first on the form; the rest stand under “More needs”.
COMMON_NEEDS = ("SAFETY", "CJS", "HOUSING", "MENTAL_HEALTH", "PHYS_HEALTH", "SUBSTANCE", "MONEY", "BASIC")
DECLINE_CODES = ("DECLINED_CAPACITY", "DECLINED_CRITERIA", "UNABLE_CONTACT", "PERSON_DECLINED")


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.SUPPORTED: "They were supported",
    Outcome.WAITING_LIST: "On the waiting list",
    Outcome.REDIRECTED: "Passed on, by a warm handover",
    Outcome.UNABLE_CONTACT: "Could not be reached",
    Outcome.PERSON_DECLINED: "They chose not to go on",
    Outcome.ACTED_ON: "Read and acted on",
    Outcome.NO_FURTHER_ACTION: "Read, no further action",
}
OUTCOME_NOT_TOLD = "Ended. How it went is not told: the person has not agreed to that."
HANDOVER_WORDS: Mapping[HandoverHow, str] = {
    HandoverHow.IN_PERSON: "in person",
    HandoverHow.BY_PHONE: "by phone",
    HandoverHow.WITH_SENDER: "together with the worker who sent them",
}
MORE_WORDS: Mapping[MoreAnswer, str] = {
    MoreAnswer.SENT: "Sent",
    MoreAnswer.PART: "Sent in part",
    MoreAnswer.NOT_SHARED: "Not shared",
}


@cache
def _read(name: str) -> Any:
    return json.loads((ROOT / "reference" / name).read_text())


@cache
def need_words() -> dict[str, str]:
    """Need code to its words (`needs_domains.json`), common needs first."""
    known = {row["code"]: row["label"] for row in _read("needs_domains.json")["domains"]}
    return {code: known[code] for code in (*COMMON_NEEDS, *(code for code in known if code not in COMMON_NEEDS))}


def needs_in_words(codes: Iterable[str]) -> list[str]:
    """The words of need codes, in the order of the list; a code that the list no longer holds is left out."""
    chosen = set(codes)
    return [words for code, words in need_words().items() if code in chosen]


@cache
def decline_reasons() -> dict[str, str]:
    """Reason code to words for those a receiver may decline with (`closure_reasons.json`, referral outcomes)."""
    known = {row["code"]: row["label"] for row in _read("closure_reasons.json")["referral_outcomes"]}
    return {code: _short(known[code]) for code in DECLINE_CODES}


def _short(label: str) -> str:
    """“Declined – capacity” becomes “Capacity”; what stands in brackets is advice to whoever declines."""
    words = label.split(" – ")[-1].split(" (")[0]
    return words[:1].upper() + words[1:]

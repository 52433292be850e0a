"""What the cleaning of a file shares: its limits, what it may say was taken out, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Refused

MEGABYTE = 1024 * 1024

#: Code to words of what was taken out of a file before it was kept.
TAKEN_OUT: Mapping[str, str] = {
    "metadata": "where, when and with what it was made",
    "frames": "all but the first picture",
    "script": "scripts",
    "action": "what it would have done by itself",
    "attachment": "files that were attached inside it",
    "encryption": "its lock",
    "form": "what it would have sent elsewhere",
    "outside": "bytes that did not belong to it",
    "encoding": "its old encoding",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a file may be, and what may be inside it. Sizes are in bytes."""

    largest: int = 10 * MEGABYTE
    pixels: int = 40_000_000
    pages: int = 1_000
    entries: int = 2_000
    unpacked: int = 100 * MEGABYTE


def refusal(reason: str, instead: str = "Save it as a PDF, and add that.") -> Refused:
    """Why a file is not kept, said beside the field, with what to do."""
    return Refused(reason, instead=instead, field="file")

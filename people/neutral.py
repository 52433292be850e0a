"""The few messages that may go to a person: they name nobody, no service and no agency. `neutral_messages.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from config import ROOT

FILE = ROOT / "reference" / "neutral_messages.json"


@dataclass(frozen=True, slots=True)
class NeutralMessage:
    """One message: what the worker chooses by, and what the person reads."""

    code: str
    label: str
    subject: str
    text: str

    def opened_with(self, code_word: str | None) -> str:
        """The words that go, the code word first when there is one: so the person knows who writes."""
        return f"{code_word}\n\n{self.text}" if code_word else self.text


@cache
def neutral_messages() -> dict[str, NeutralMessage]:
    """Every message by its code, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["messages"]
    return {row["code"]: NeutralMessage(**row) for row in rows}

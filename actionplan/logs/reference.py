"""Loads the editions of the national police guidance that the seeds quote; loading again changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from actionplan.logs.models import GuidanceEdition, GuidanceStatement
from config import ROOT
from core.db import uuid7
from core.scoping import current_session

SOURCE = ROOT / "reference" / "npcc_guiding_statements.json"


def load() -> None:
    """Add the edition of January 2019 (the four statements that the strategy endorses) and that of 2023 (five).

    A further edition of April 2025 is known to exist; its wording was not read, so the coordinator adds it when it is.
    """
    source = json.loads(SOURCE.read_text(encoding="utf-8"))
    _edition(
        "npcc-2019", "NPCC guidance, January 2019", date(2019, 1, 1),
        "The four statements endorsed by the strategy 2020 to 2022.",
        [("", words) for words in source["statements_2019"]],
    )  # fmt: skip
    _edition(
        "npcc-2023", "NPCC guidance, 2023", date(2023, 1, 1), "Its five guiding statements.",
        [(each["theme"], each["text"]) for each in source["statements"]],
    )  # fmt: skip


def _edition(code: str, title: str, dated: date, source: str, statements: Sequence[tuple[str, str]]) -> None:
    session = current_session()
    if session.scalar(select(GuidanceEdition.id).where(GuidanceEdition.code == code)) is not None:
        return
    row = GuidanceEdition(id=uuid7(), code=code, title=title, dated=dated, source=source)
    session.add(row)
    session.flush()
    session.add_all(
        GuidanceStatement(edition_id=row.id, number=number, theme=theme, words=_sentence(words))
        for number, (theme, words) in enumerate(statements, 1)
    )
    session.flush()


def _sentence(words: str) -> str:
    whole = words[0].upper() + words[1:]
    return whole if whole.endswith(".") else whole + "."

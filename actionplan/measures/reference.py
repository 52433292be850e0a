"""Loads the statistics that the strategy's documents cite, each under its question and as its source prints it.

Loading again adds what is missing and leaves what is there.
"""

from __future__ import annotations

import json

from sqlalchemy import select

from actionplan.measures.models import CitedStatistic, StatisticTopic
from config import ROOT
from core.scoping import current_session

FILE = ROOT / "reference" / "cited_statistics.json"


def load() -> None:
    """Add the cited statistics. None has been checked against its source yet: pages say so."""
    session = current_session()
    topics = {row.code: row for row in session.scalars(select(StatisticTopic).where(StatisticTopic.code.is_not(None)))}
    known = set(session.scalars(select(CitedStatistic.code).where(CitedStatistic.code.is_not(None))))
    for entry in json.loads(FILE.read_text(encoding="utf-8"))["topics"]:
        row = topics.get(entry["code"])
        if row is None:
            row = StatisticTopic(code=entry["code"], question=entry["question"], difference=entry["difference"])
            session.add(row)
            session.flush()
        for figure in entry["figures"]:
            if figure["code"] not in known:
                session.add(CitedStatistic(topic_id=row.id, **figure))
                session.flush()

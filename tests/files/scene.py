"""A world in which whatever anybody could have typed is hostile, and whatever was said in confidence is marked."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from uuid import UUID

import pytest
from sqlalchemy import select, text

from actionplan.voice import service as voice
from actionplan.voice.models import AnswerKind, Finding
from cases.closing.models import Erasure
from core import pdf
from core.crypto.envelopes import seal_new
from core.db import db
from forum.review.models import AnnualReview
from safety.warnings.service import issuing
from tests.cases.closing import scene
from tests.core.test_tables import PAYLOADS
from tests.files import hostile
from tests.house import House
from tests.meta.world import World, build

#: What a database holds of the payloads; a NUL is refused long before it.
TYPED = [each for each in PAYLOADS if "\x00" not in each][::4]
FINAL_REPORT = ", ".join(
    f"report_{part} = 'Said.'" for part in ("done", "changed", "learned", "voice", "spent", "next")
)
BLANK = '<!DOCTYPE html><html lang="en-GB"><head><title>Before</title></head><body><h1>Before</h1></body></html>'


@dataclass(slots=True)
class Flooded:
    """A world in which every text is hostile, and every text that is sealed is marked by its place as well."""

    world: World
    texts: list[str]
    words: list[str]
    places: set[str]

    @property
    def review_id(self) -> UUID:
        """The annual review that is being written."""
        return db.session.scalars(select(AnnualReview.id)).one()

    def mark(self, place: str) -> str:
        """Marked words for a place, each time another of the hostile texts."""
        self.words.append(self.words.pop(0))
        return f"{self.words[0]} CNR-{place}"


def filled(house: House) -> Flooded:
    """The world of the sweeps with what papers need beside it, flooded: each text begins with a formula and goes on."""
    texts = hostile.texts(f"http://127.0.0.1:9/{token_hex(4)}")
    words = [f"{payload} {texts[n % len(texts)]}" for n, payload in enumerate(TYPED)]
    with pytest.MonkeyPatch.context() as early:
        blank = pdf.render(BLANK, stylesheet="papers.css")
        early.setattr(pdf, "render", lambda html, *, stylesheet: blank)
        early.setattr(
            issuing, "seal_new",
            lambda row_id, maker, others, content: seal_new(
                row_id, maker, others, hostile.flooded_leaves(content, words[0])
            ),
        )  # fmt: skip
        world = build(house)
        who, _ = scene.closed_long_ago(house)
    with house.acting("mcc_coordinator") as actor:
        found_id = db.session.scalars(select(Finding.id)).one()
        voice.answer_finding(actor=actor, finding_id=found_id, kind=AnswerKind.DOING, words="Lamps.", easy="Lamps.")
        db.session.commit()
    with hostile.past_every_rule() as connection:
        connection.execute(text(f"update task_group set {FINAL_REPORT}"))
        assert hostile.flood_plain(connection, words) > 200
    found = Flooded(world, texts, words, set())
    found.places |= hostile.flood_sealed(house, found.mark)
    assert len(found.places) > 60
    scene.erased(house, who)
    with house.acting("num_protection"):
        world.add("erasure_id", db.session.scalars(select(Erasure.id)).one())
    return found

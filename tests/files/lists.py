"""Every list that may be taken out of an agency, asked for, agreed to, made, handed out and opened again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyzipper

from agencies.exports import queries, service
from agencies.exports.lists import offers
from agencies.exports.models import ExportState
from core import making
from core.db import db
from tests.house import House

ASKERS = ("mash_caseworker", "mash_outreach", "mash_manager", "mash_auditor", "mcc_coordinator")
APPROVERS = ("mash_protection", "mash_manager")
PASSPHRASE = "otter lantern seven quarry"
SHAPES = ("xlsx", "ods", "csv")


def taken(house: House) -> Iterator[tuple[str, bytes]]:
    """Each list in one shape after another: its name with its ending, and the file that stood in the archive."""
    asked = [_ask(house, offer.code, SHAPES[at % 3]) for at, offer in enumerate(offers())]
    db.session.rollback()
    assert making.make_due(len(asked)) == len(asked)
    for (code, persona), offer in zip(asked, offers(), strict=True):
        browser = house.client(persona)
        with house.acting(persona) as actor:
            row = next(each.row for each in queries.own_page(actor, 1).items if each.row.list_code == code)
            assert row.state is ExportState.READY
            where = f"/exports/{row.id}/file"
        answer = browser.post(where)
        assert answer.status_code == 200
        yield from _opened(code, answer.data, locked=offer.about_people)


def _ask(house: House, code: str, shape: str) -> tuple[str, str]:
    """Ask for a list as the first who may, and have it agreed to where it needs a second yes; says who asked."""
    for persona in ASKERS:
        with house.acting(persona) as actor:
            offer = next((each for each in queries.offered(actor) if each.code == code), None)
            if offer is None or not offer.size(actor).rows:
                continue
            wish = service.Wish(
                code=code, shape=shape, purpose="inspection", why="An invented reason for a test alone.",
                passphrase=PASSPHRASE, again=PASSPHRASE,
            )  # fmt: skip
            row = service.ask(actor=actor, wish=wish)
            row_id, version, waits = row.id, row.version, row.state is ExportState.WAITING
            db.session.commit()
        if waits:
            with house.acting(next(each for each in APPROVERS if each != persona)) as actor:
                service.agree(actor=actor, export_id=row_id, version=version)
                db.session.commit()
        return code, persona
    raise AssertionError(f"nobody can take out {code}")


def _opened(code: str, content: bytes, *, locked: bool) -> Iterator[tuple[str, bytes]]:
    if not locked:
        yield code, content
        return
    with pyzipper.AESZipFile(io.BytesIO(content)) as packed:
        packed.setpassword(PASSPHRASE.encode())
        for name in packed.namelist():
            yield f"list-{name}", packed.read(name)

"""What stands in outreach and safety of the world: one row of each kind, every sealed word a marker of its agency.

`WRN-…` is a warning that MASH let out: it may be read in every support agency, and by no police. `TIP-…` is what MASH
passed on to the police with a yes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.scoping import current_session
from outreach.brief import service as briefs
from outreach.brief.rules import Facts as Asked
from outreach.observations import service as observations
from outreach.observations.models import Agreed, HowKnown, HowMany
from outreach.observations.rules import Facts as Seen
from outreach.offline import service as offline
from outreach.rota import service as rota
from outreach.rota.service import Plan
from outreach.stock import service as stock
from outreach.stock.models import StockBatch
from safety.outside import service as outside
from safety.patterns import queries as pattern_queries
from safety.patterns import service as patterns
from safety.police import service as police
from safety.police.models import ReleaseKind
from safety.reports import queries as report_queries
from safety.reports import service as reports
from safety.reports.rules import Facts, Noticed
from safety.vocabulary import DescriptorKind, Scope
from safety.warnings.content import WarningText
from tests.house import House
from tests.safety.police import stage
from tests.safety.warnings import scene

if TYPE_CHECKING:
    from tests.meta.world import World

PHONE = "07700 900461"
AUTHORS = {"MASH": ("mash_outreach", "mash_manager"), "NUM": ("num_caseworker", "num_manager")}


def fill(world: World, house: House) -> None:
    """Write one row of each kind at MASH, and at NUM what two agencies must not see of each other."""
    for agency, (author, manager) in AUTHORS.items():
        with house.acting(author) as actor:
            report_id = _report(world, actor, agency)
            if agency == "MASH":
                _night(world, actor)
        with house.acting(manager) as actor:
            _shelf(world, actor, agency)
            if agency == "MASH":
                _shift(world, actor)
        _draft(world, house, agency, author, report_id)
    _warning(world, house)
    _to_police(world, house)
    _patterns(world, house)
    _from_the_public(world, house)


def _report(
    world: World, actor: Actor, agency: str, yes: tuple[Scope, ...] = tuple(Scope), looks: str | None = None
) -> UUID:
    facts = Facts(
        harms=("THREATS",), platform=world.mark(agency, "platform"), injuries=world.mark(agency, "injuries"),
        wants=world.mark(agency, "wanted"), note=world.mark(agency, "aside"),
    )  # fmt: skip
    seen = looks or world.mark(agency, "looks")
    row = reports.take_report(
        actor=actor, words=world.mark(agency, "happened"), facts=facts, person_id=world.files[agency][0],
        answers={scope: scope in yes for scope in Scope},
        noticed=[Noticed(DescriptorKind.PHONE, PHONE), Noticed(DescriptorKind.LOOKS, seen)],
    )  # fmt: skip
    reports.add_words(actor=actor, report_id=row.id, words=world.mark(agency, "later"), own_words=True)
    world.add("report_id", row.id)
    for each in report_queries.descriptors(actor, row.id):
        world.add("descriptor_id", each.id, report_id=row.id)
    return row.id


def _night(world: World, actor: Actor) -> None:
    """A talk, an observation and a phone of the worker's, at MASH."""
    session_id, now = UUID(sorted(world.ids["session_id"])[0]), clock.now()
    talk = briefs.record_intervention(
        actor=actor, session_id=session_id, facts=Asked(answers={"Q1": world.mark("MASH", "help")}, tips=("T1",))
    )
    world.add("brief_id", talk.id)
    seen = Seen(
        seen_at=now - timedelta(hours=1), ward="E05011376", how_known=HowKnown.SAW, how_many=HowMany.FEW,
        facts=world.mark("MASH", "observed"), agreed=Agreed.NOBODY, grounds=world.mark("MASH", "grounds"),
    )  # fmt: skip
    world.add("observation_id", observations.record_observation(actor=actor, facts=seen, session_id=session_id).id)
    world.add("device_id", offline.make_ready(actor=actor, name="A phone", browser_hash="hers").device_id)


def _shelf(world: World, actor: Actor, agency: str) -> None:
    row = stock.keep_item(actor=actor, item="naloxone", on_hand=0, low_at=2)
    stock.receive(
        actor=actor, stock_item_id=row.id, quantity=5, number=world.mark(agency, "batch"),
        expires_on=clock.today() + timedelta(days=300),
    )  # fmt: skip
    world.add("stock_item_id", row.id)
    for batch_id in current_session().scalars(select(StockBatch.id).where(StockBatch.stock_item_id == row.id)):
        world.add("batch_id", batch_id)


def _text(words: str) -> WarningText:
    return replace(scene.TEXT, title=f"Reported {words}", noticed=scene.TEXT.noticed[:1])


def _shift(world: World, actor: Actor) -> None:
    plan = Plan(
        starts_at=clock.now() + timedelta(hours=2), ends_at=clock.now() + timedelta(hours=5), mode="van",
        ward="E05011376", notes=world.mark("MASH", "shiftnote"), staff=[actor.user_id],
    )  # fmt: skip
    for shift in rota.plan_shift(actor=actor, plan=plan):
        world.add("shift_id", shift.id)


def _draft(world: World, house: House, agency: str, author: str, report_id: UUID) -> None:
    world.add("draft_id", scene.drafted(house, [report_id], _text(world.mark(agency, "draft")), by=author))


def _warning(world: World, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        report_id = _report(world, actor, "MASH", (Scope.WARNING,))
    draft_id = scene.drafted(house, [report_id], _text("WRN-warning-001"))
    world.add("warning_id", scene.released(house, scene.sent(house, draft_id)))
    world.add("draft_id", draft_id)


def _to_police(world: World, house: House) -> None:
    """One letter on MASH's desk, and one that the police have, with a question about it."""
    with house.acting("mash_outreach") as actor:
        report_id = _report(world, actor, "MASH", (Scope.CONTACT, Scope.INTELLIGENCE), looks="TIP-looks-001")
    words = f"It was reported that TIP-letter-001 happened. {stage.LETTER}"
    letter_id, release_id = stage.sent(house, report_id, ReleaseKind.CONTACT, words)
    world.add("police_letter_id", letter_id)
    world.add("release_id", release_id)
    desk = stage.letter(house, report_id, ReleaseKind.INTELLIGENCE, f"Reported: {world.mark('MASH', 'tipdraft')}")
    world.add("police_letter_id", desk)
    with house.acting("gmp_liaison") as actor:
        police.open_received(actor=actor, release_id=release_id)
        asked = police.ask(actor=actor, release_id=release_id, words="TIP-question-001: which day was it?")
        world.add("message_id", asked.id, police_letter_id=letter_id)


def _patterns(world: World, house: House) -> None:
    for manager in ("mash_manager", "num_manager", "mash_manager"):  # whose id comes first makes the link
        with house.acting(manager) as actor:
            patterns.look_for_patterns(actor=actor)
    with house.acting("mash_manager") as actor:
        for line in pattern_queries.links_page(actor, 1).items:
            world.add("link_id", line.id)


def _from_the_public(world: World, house: House) -> None:
    with house.acting("mash_manager") as actor:
        outside.change_page(actor=actor, is_on=True, welcome="Hello.", ring="0161 496 0000", version=0)

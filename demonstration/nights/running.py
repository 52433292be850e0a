"""Running outreach in the demonstration: months of sessions, the stock of the van, the rota, and who is out now."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, at, days_ago, hours_ago
from outreach import queries as outreach_queries
from outreach import service as outreach
from outreach.models import MetBefore
from outreach.rota import service as rota
from outreach.rota import watching
from outreach.stock import queries as stock_queries
from outreach.stock import service as stock

#: What MASH counts: how many lay on the shelf, and when managers are told.
SHELF = {
    "condoms": (1450, 400), "lube": (620, 150), "hot_drink": (180, 40), "attack_alarm": (14, 15), "num_card": (240, 50),
    "hygiene_pack": (36, 20), "food": (60, 20), "foil": (75, 25),
}  # fmt: skip
BATCHES = {"naloxone": (("LOT 25N417", 24, 330), ("LOT 24N902", 6, 41)), "sti_kit": (("SK-2291", 30, 200),)}
#: Who goes where: ward, way of meeting, how many are met in the first month.
ROUNDS = (
    ("E05011376", "van", 22),
    ("E05011350", "street", 17),
    ("E05011371", "premises", 12),
    ("E05011376", "dropin", 31),
)
GIVEN: tuple[dict[str, int], ...] = (
    {"condoms": 12, "lube": 2, "hot_drink": 1}, {"condoms": 6, "naloxone": 1}, {"hot_drink": 2, "food": 1},
    {"naloxone": 2, "foil": 3},
)  # fmt: skip
SESSIONS_A_ROUND = 3
PLAN = (
    "1. Ring their number, twice.\n2. Ring whoever is with them.\n"
    "3. Ring the other team that is out: who is nearer goes there.\n"
    "4. Nobody reached after 20 minutes: ring 999 and ask for the police. Say that a worker is missing."
)


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Three months of outings at MASH, what is on the shelf, two weeks of shifts, and a colleague not heard from."""
    _months(cast)
    with acting(cast, "mash_manager", days_ago(9, 10)) as actor:
        _shelf(actor)
        rota.save_check_ins(
            actor=actor, every_minutes=60, grace_minutes=10, again_minutes=15, plan=PLAN, version=0
        )  # fmt: skip
        _shifts(cast, actor)
    _three_nights_ago(cast)
    _tonight(cast)


def _months(cast: Cast) -> None:
    for number, (ward, mode, first) in enumerate(ROUNDS):
        for month in range(SESSIONS_A_ROUND):
            day = _month_ago(month + 1) + timedelta(days=4 + number * 5)
            _session(cast, day, ward, mode, first + cast.chance.randrange(8) + month * (number % 3))


def _month_ago(months: int) -> date:
    day = clock.today().replace(day=1)
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def _session(cast: Cast, day: date, ward: str, mode: str, met: int) -> None:
    with acting(cast, "mash_outreach", at(day, 23, 30)) as actor:
        session = outreach.start_session(actor=actor, mode=mode, ward=ward, team="Dee and Lou", began_at=at(day, 20))
        new = cast.chance.randrange(1, met // 3)
        outreach.count_heads(
            actor=actor, session_id=session.id, version=1, headcount=met, declined=1, observations="", new=new,
            known=met - new - 1,
        )  # fmt: skip
        outreach.end_session(actor=actor, session_id=session.id)


def _shelf(actor: Actor) -> None:
    for item, (on_hand, low_at) in SHELF.items():
        stock.keep_item(actor=actor, item=item, on_hand=on_hand, low_at=low_at)
    for item, batches in BATCHES.items():
        row = stock.keep_item(actor=actor, item=item, on_hand=0, low_at=8)
        for number, quantity, days in batches:
            expires_on = clock.today() + timedelta(days=days)
            stock.receive(
                actor=actor, stock_item_id=row.id, quantity=quantity, number=number, expires_on=expires_on
            )  # fmt: skip


def _shifts(cast: Cast, actor: Actor) -> None:
    dee, ines = cast.actor("mash_outreach").user_id, cast.actor("mash_caseworker").user_id
    tonight = clock.today() + timedelta(days=9)
    for days, mode, ward, staff in ((0, "street", "E05011350", [dee]), (2, "van", "E05011376", [dee, ines]),
                                    (4, "premises", "E05011371", [ines])):  # fmt: skip
        day = tonight + timedelta(days=days)
        plan = rota.Plan(
            starts_at=at(day, 20), ends_at=at(day + timedelta(days=1), 0, 30), mode=mode, ward=ward, wanted=3,
            on_call_id=actor.user_id, notes="Van keys are with Lou. Charge both phones.", staff=staff,
            volunteers=["Lou"],
        )  # fmt: skip
        rota.plan_shift(actor=actor, plan=plan, weeks=2)


def _three_nights_ago(cast: Cast) -> None:
    """A night whose contacts were taken off the stock, kits from their batch."""
    with acting(cast, "mash_outreach", days_ago(3, 21)) as actor:
        session = outreach.start_session(
            actor=actor, mode="van", ward="E05011376", team="Dee and Lou", began_at=days_ago(3, 20)
        )  # fmt: skip
        _kits(actor, session.id)
        for given in GIVEN:
            outreach.log_contact(
                actor=actor, session_id=session.id, met_before=MetBefore.KNOWN, given=given,
                interventions=("welfare_check",),
            )  # fmt: skip
        outreach.end_session(actor=actor, session_id=session.id)


def _tonight(cast: Cast) -> None:
    """Dee checks in on the session that runs; Ines went out by herself and is not heard from."""
    with acting(cast, "mash_outreach", hours_ago(0.7)) as actor:
        watch_id = _dee_is_out(actor)
    with acting(cast, "mash_outreach", hours_ago(0.2)) as actor:
        watching.say_safe(actor=actor, watch_id=watch_id)
    with acting(cast, "mash_caseworker", hours_ago(1.6)) as actor:
        visit = outreach.start_session(
            actor=actor, mode="premises", ward="E05011371", team="Ines", began_at=clock.now()
        )  # fmt: skip
        watching.go_out(actor=actor, session_id=visit.id, every_minutes=60, reach="07700 900242")


def _dee_is_out(actor: Actor) -> UUID:
    session = outreach_queries.open_session(actor)
    if session is None:
        raise RuntimeError("The demonstration has no session tonight.")
    _kits(actor, session.id)
    return watching.go_out(
        actor=actor, session_id=session.id, every_minutes=60, reach="07700 900241", company="Lou"
    ).id  # fmt: skip


def _kits(actor: Actor, session_id: UUID) -> None:
    for choice in stock_queries.choices_for(actor, session_id):
        stock.choose_batch(
            actor=actor, session_id=session_id, stock_item_id=choice.item.id, batch_id=choice.offered[0].batch.id,
            version=choice.version,
        )  # fmt: skip

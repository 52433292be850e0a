"""What was seen and said on outreach: a Very Brief Intervention, observations of exploitation, and the hours worked."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.tallies import quarter_of
from demonstration.stage import Cast, acting, at, days_ago
from outreach import service as outreach
from outreach.brief import service as brief
from outreach.brief.rules import Facts as Asked
from outreach.brief.rules import Said
from outreach.hours import service as hours
from outreach.models import MetBefore
from outreach.observations import service as observations
from outreach.observations.models import Agreed, HowKnown, HowMany, SlaveryRoute
from outreach.observations.rules import Facts

PICCADILLY, ARDWICK = "E05011376", "E05011351"
#: How many were seen in each hour of an all-night session: fewer on a weekday, later at the weekend.
WEEKDAY = {21: 6, 22: 9, 23: 11, 0: 8, 1: 6, 2: 3, 3: 2, 4: 1}
WEEKEND = {21: 7, 22: 12, 23: 16, 0: 18, 1: 15, 2: 12, 3: 9, 4: 7, 5: 4}


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Seven nights that were counted last quarter, one evening's interventions, and four observations."""
    _counted_nights(cast)
    with acting(cast, "mash_outreach", days_ago(4, 23)) as actor:
        _evening(actor, known)
        written = _seen(actor)
    with acting(cast, "mash_manager", days_ago(2, 11)) as manager:
        _reviewed(manager, written)


def _counted_nights(cast: Cast) -> None:
    last = quarter_of(quarter_of(clock.today()).start - timedelta(days=1))
    for number in range(7):
        day = last.start + timedelta(days=9 + 11 * number)
        _night(cast, day, WEEKEND if day.weekday() in (4, 5) else WEEKDAY)


def _night(cast: Cast, day: date, pattern: dict[int, int]) -> None:
    with acting(cast, "mash_outreach", at(day + timedelta(days=1), 6)) as actor:
        session = outreach.start_session(
            actor=actor, mode="van", ward=PICCADILLY, team="Dee and Lou", began_at=at(day, 21)
        )
        seen: dict[int, int | None] = {hour: number + (hour + day.day) % 3 - 1 for hour, number in pattern.items()}
        hours.count_hours(actor=actor, session_id=session.id, ward=PICCADILLY, seen=seen, version=0)
        hours.count_hours(actor=actor, session_id=session.id, ward=ARDWICK, seen={23: 2, 0: 3, 1: 2}, version=0)
        outreach.end_session(actor=actor, session_id=session.id)


def _evening(actor: Actor, known: dict[str, UUID]) -> None:
    session = outreach.start_session(
        actor=actor, mode="van", ward=PICCADILLY, team="Dee and Lou", began_at=clock.now() - timedelta(hours=3)
    )
    robyn = outreach.log_contact(
        actor=actor, session_id=session.id, met_before=MetBefore.KNOWN, alias="Robyn", person_id=known.get("Robyn"),
        given={"hot_drink": 1, "attack_alarm": 1}, interventions=["welfare_check"],
    )  # fmt: skip
    brief.record_intervention(
        actor=actor, session_id=session.id, contact_id=robyn.id, facts=Asked(
            answers={"Q1": "Just somewhere to sit for ten minutes", "Q6": "The one from before, he has a new car"},
            said={"worried": Said.YES, "safe_place": Said.NO, "afraid": Said.YES, "wants_it_to_stop": Said.NOT_SURE},
            tips=("T1", "T9", "T11", "T14", "T15"), tips_ways=("talked", "printed"),
            assisted="Sat in the van for half an hour; rang the night shelter together.",
            services=("num", "suzy-lamplugh"), wants_referral=Said.YES,
            follow_up_due=clock.today() + timedelta(days=6), follow_up="Ask whether the shelter had a bed",
        ),
    )  # fmt: skip
    brief.record_intervention(
        actor=actor, session_id=session.id, facts=Asked(
            said={"worried": Said.NO, "safe_place": Said.YES, "afraid": Said.DECLINED}, tips=("T3", "T6", "T13"),
            tips_ways=("talked",),
        ),
    )  # fmt: skip
    outreach.end_session(actor=actor, session_id=session.id)


def _seen(actor: Actor) -> list[UUID]:
    """Three observations of one evening, the first waiting for a manager."""
    now = clock.now()
    shared = {"ward": PICCADILLY, "setting": "STREET", "how_many": HowMany.FEW, "agreed": Agreed.NOBODY}
    told: tuple[Facts, ...] = (
        Facts(
            seen_at=now - timedelta(hours=1), how_known=HowKnown.SAW, **shared,  # type: ignore[arg-type]
            facts="A woman who does not work stood nearby all evening. Each time somebody came back she held out her "
            "hand, and was given money. Nobody spoke to us while she watched.",
            others="About 50, short grey hair, dark red coat. Came and left in a silver people carrier.",
            signs=("controlled", "money_taken", "watched", "long_hours"),
            grounds="Third evening in two weeks that we have seen the same.",
        ),
        Facts(
            seen_at=now - timedelta(days=6), how_known=HowKnown.TOLD, **shared,  # type: ignore[arg-type]
            facts="Told that two people are driven in at nine and picked up at five, seven days a week, and may keep "
            "nothing until something is paid off.",
            signs=("moved", "long_hours", "debt"), own_view="It is what it is. I do not want anybody at the door.",
            grounds="The same hours as on our counted nights.",
        ),
        Facts(
            seen_at=now - timedelta(days=9), ward=ARDWICK, setting="PARLOUR", how_known=HowKnown.HEARD,
            how_many=HowMany.NOT_SURE, agreed=Agreed.NOT_ASKED, signs=("lives_there",),
            facts="Heard that somebody sleeps on the premises and has not been out for weeks. Nobody we know saw it.",
        ),
    )  # fmt: skip
    return [observations.record_observation(actor=actor, facts=facts).id for facts in told]


def _reviewed(manager: Actor, written: list[UUID]) -> None:
    _, driven, heard = written
    observations.review_observation(
        actor=manager, observation_id=driven, forward=True, version=1, why_it_stays="",
        wording="Reported by somebody it happens to: two people are brought to the city centre each evening and "
        "collected early in the morning, every day, and may keep no money until something is paid off.",
        words="Fits what two teams have seen. Nobody can be known from these words.",
    )  # fmt: skip
    observations.note_route(
        actor=manager, observation_id=driven, route=SlaveryRoute.HELPLINE, version=2,
        words="Asked on Monday. They say: keep the door open, offer legal advice, do not name anybody.",
    )  # fmt: skip
    observations.review_observation(
        actor=manager, observation_id=heard, forward=False, version=1, why_it_stays="", wording="",
        words="Hearsay, and we cannot ask safely yet. Dee visits again in December.",
    )  # fmt: skip
    observations.add_note(actor=manager, observation_id=heard, words="Ask the parlour visits team what they have seen.")

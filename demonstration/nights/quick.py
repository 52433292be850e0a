"""Two nights out as they are written down on a phone: most people without a name, one with a code of her own, and what
is followed up afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, days_ago
from outreach import queries as outreach_queries
from outreach import service as outreach
from outreach.details import Details
from outreach.models import AgeBand, Duration, FourAnswers, MetBefore, ReportingIntent

CODE = "Ro 47 x"
Met = tuple[int, MetBefore, dict[str, int], tuple[str, ...], dict[str, Any]]
NEW, KNOWN, NOT_SURE = MetBefore.NEW, MetBefore.KNOWN, MetBefore.NOT_SURE
#: Minutes after setting out, met before, given, done, what else was said.
VAN: tuple[Met, ...] = (
    (15, KNOWN, {"condoms": 6, "hot_drink": 1}, ("welfare_check",), {}),
    (32, NEW, {"condoms": 4, "lube": 2, "num_card": 1}, ("welfare_check", "safety_advice"), {
        "details": Details(duration=Duration.TO_15, age_band=AgeBand.FROM_25, information=("num", "checker"))}),
    (58, KNOWN, {"hot_drink": 1, "food": 1}, ("welfare_check", "emotional"), {
        "code": CODE, "details": Details(
            duration=Duration.TO_30, concerns=("sleeping_rough",), reporting_intent=ReportingIntent.THINKING,
            barrier="NOT_BELIEVED", information=("reporting", "our_records"))}),
    (80, KNOWN, {"condoms": 10, "attack_alarm": 1}, ("safety_advice",), {"alias": "Kit", "flags": ("follow_up",)}),
    (101, NOT_SURE, {"naloxone": 1}, ("harm_reduction",), {}),
)  # fmt: skip
LATER: tuple[Met, ...] = (
    (20, KNOWN, {"hot_drink": 1}, ("welfare_check",), {
        "code": CODE, "details": Details(
            duration=Duration.TO_15, referral_offered=FourAnswers.YES, referral_accepted=FourAnswers.NOT_KNOWN)}),
    (44, NEW, {"condoms": 6, "lube": 1}, ("welfare_check", "sexual_health"), {"details": Details(concerns=("debt",))}),
    (70, KNOWN, {"condoms": 6}, (), {"flags": ("worried",), "note": "Quieter than last week. Said she was tired."}),
)  # fmt: skip


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Two nights of the van, six days ago and two days ago."""
    with acting(cast, "mash_outreach", days_ago(6, 23, 30)) as actor:
        first = _night(actor, 6, VAN, known)
        outreach.count_heads(
            actor=actor, session_id=first, headcount=11, declined=2, new=3, known=7,
            version=_version(actor, first),
            presented={"gender": {"women": 8, "trans_or_non_binary": 2, "not_sure": 1}, "age": {"25-34": 5}},
            observations="Fewer people about after ten. Works on the corner, so the light there is off.",
        )  # fmt: skip
        _end(actor, first, near_miss="A car came very close while the hatch was open. Nobody hurt; van parked on the "
             "other side since.", debrief="Two of us at the hatch works better than one.")  # fmt: skip
    with acting(cast, "mash_outreach", days_ago(2, 23, 15)) as actor:
        _end(actor, _night(actor, 2, LATER, known), near_miss="", debrief="")


def _night(actor: Actor, days: int, contacts: tuple[Met, ...], known: dict[str, UUID]) -> UUID:
    began = clock.now() - timedelta(hours=3)
    session = outreach.start_session(
        actor=actor, mode="van", ward="E05011376", route="Canal route", team="Dee, Lou and a volunteer", began_at=began
    )
    for minutes, met, given, did, more in contacts:
        contact = outreach.log_contact(
            actor=actor, session_id=session.id, met_before=met, given=given, interventions=did,
            at=began + timedelta(minutes=minutes), **more,
        )  # fmt: skip
        if contact.alias in known:
            outreach.link_contact(actor=actor, contact_id=contact.id, person_id=known[contact.alias])
        if "follow_up" in contact.flags:
            outreach.plan_follow_up(
                actor=actor, contact_id=contact.id, due=clock.today() + timedelta(days=days), by=actor.user_id,
                words="Bring the housing form along.", version=contact.version,
            )  # fmt: skip
    return session.id


def _end(actor: Actor, session_id: UUID, *, near_miss: str, debrief: str) -> None:
    outreach.write_up(
        actor=actor, session_id=session_id, interpreter=False, police_seen=bool(near_miss), near_miss=near_miss,
        debrief_done=bool(debrief), debrief=debrief, version=_version(actor, session_id),
    )  # fmt: skip
    outreach.end_session(actor=actor, session_id=session_id)


def _version(actor: Actor, session_id: UUID) -> int:
    return outreach_queries.session(actor, session_id).version

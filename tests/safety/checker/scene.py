"""What the checker needs: reports that somebody agreed to warn of, and a warning that is out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from core.actor import Actor
from safety.reports import service as reports
from safety.reports.models import IncidentReport
from safety.reports.rules import Noticed
from safety.vocabulary import DescriptorKind, Grade, Scope
from safety.warnings import service as warnings
from safety.warnings.content import Noticed as Shown
from safety.warnings.content import WarningText
from tests.house import House

NUMBER = "07700 900461"
EMAIL = "No.Show@Example.org"
PLATE = "AB12 CDE"
PROFILE = "@Quiet_Paul"
ALL = (
    (DescriptorKind.PHONE, NUMBER), (DescriptorKind.EMAIL, EMAIL), (DescriptorKind.PLATE, PLATE),
    (DescriptorKind.PROFILE, PROFILE),
)  # fmt: skip
#: The same number as people write, paste and disguise it.
TWELVE = (
    "07700 900461", "07700900461", "+447700900461", "+44 7700 900461", "+44 (0)7700 900461", "0044 7700 900 461",
    "(07700) 900-461", "07700.900.461", "tel:+44-7700-900461", "44 7700 900461", "\u200b07700\u00a0900\u202f461",
    "０７７００ ９００４６１", "O77OO 9OO461", "call 07700 900461 after 6",
)  # fmt: skip


def take(
    actor: Actor, noticed: Iterable[tuple[DescriptorKind, str]], answers: dict[Scope, bool] | None = None
) -> IncidentReport:
    """A report with what was noticed; by default somebody said yes to a warning and to nothing else."""
    return reports.take_report(
        actor=actor, words="He would not leave.", noticed=[Noticed(kind, value) for kind, value in noticed],
        answers={Scope.WARNING: True} if answers is None else answers,
    )  # fmt: skip


def warn(house: House, noticed: Iterable[tuple[DescriptorKind, str]] = ALL) -> tuple[UUID, UUID]:
    """MASH takes a report and lets a warning out; returns the report's id and the warning's."""
    told = list(noticed)
    with house.acting("mash_caseworker") as actor:
        report_id = take(actor, told).id
        text = WarningText(
            title="Reported for refusing to leave", words="A man was reported for refusing to leave.",
            harms=("THREATS",), noticed=tuple(Shown(kind, value) for kind, value in told),
        )  # fmt: skip
        draft = warnings.start_draft(actor=actor, report_ids=[report_id], text=text, grade=Grade.FIRST_HAND)
        sent = warnings.send_draft(actor=actor, draft_id=draft.id, version=draft.version)
        draft_id, version = sent.id, sent.version
    with house.acting("mash_manager") as actor:
        from_draft = warnings.release(actor=actor, draft_id=draft_id, version=version)
        return report_id, from_draft.id

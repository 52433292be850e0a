"""The check of a letter before it goes: what in it points at somebody, and what police never learn."""

from __future__ import annotations

from collections.abc import Iterable

from agencies.models import AgencyKind
from core.actor import Actor
from core.crypto.fields import unpacked
from people.reference import watched_words
from safety.anonymity import look_for, open_findings
from safety.police import rules
from safety.police.models import PoliceLetter, ReleaseKind
from safety.police.queries.letters import reasons_of, who_of
from safety.reports.models import IncidentReport
from safety.vocabulary import DESCRIPTOR_WORDS, DescriptorKind
from safety.wording import Finding, FindingKind

Noticed = list[tuple[DescriptorKind, str]]


def noticed_of(row: PoliceLetter) -> Noticed:
    """What was noticed of whoever did it, as it will stand beside the words."""
    return [(DescriptorKind(kind), value) for kind, value in unpacked(row.noticed) or ()]


def noticed_lines(noticed: Iterable[tuple[DescriptorKind, str]]) -> list[tuple[str, str]]:
    """With the words of each kind, as the police read it."""
    return [(DESCRIPTOR_WORDS[kind], value) for kind, value in noticed]


def findings(actor: Actor, row: PoliceLetter, report: IncidentReport | None) -> list[Finding]:
    """What in a letter is to be mended or answered before it goes.

    Without a name: all that could point at anybody, and the firewall. A full report names its person by their own
    wish, so there the firewall alone counts. Source: domain.md 4.2 and 4.5.
    """
    noticed, who = noticed_of(row), who_of(row)
    values = [value for _, value in noticed]
    whole = "\n".join([row.words or "", *values, who.reach, who.worker])
    found = rules.firewall_findings(rules.watched_in(whole, row.kind, watched_words()))
    if row.kind is ReleaseKind.FULL_REPORT:
        return found
    reports = [report] if report is not None else []
    names = [value for kind, value in noticed if kind is DescriptorKind.NAME_USED]
    pointing = look_for(actor, row.words or "", *reports, kind=AgencyKind.POLICE, beside=values, names_used=names)
    return [each for each in pointing if each.kind is not FindingKind.FIREWALL] + found


def left_open(actor: Actor, row: PoliceLetter, report: IncidentReport | None) -> list[Finding]:
    """The findings that still stand in the way."""
    return open_findings(findings(actor, row, report), reasons_of(row))

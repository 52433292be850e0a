"""Brings the entries of a file in: read and kept apart, shown, and written only when somebody says yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from directory.bringing import queries, rules
from directory.bringing.models import DirectoryDraft, DraftState
from directory.bringing.queries import Step
from directory.bringing.rules import Brought, Outcome
from directory.models import Location, Organisation, Service, ServiceStatus

KEPT = timedelta(days=7)
CHANGED = "The directory changed since this was shown."


def keep_draft(*, actor: Actor, source: str, file_name: str, entries: Sequence[Brought]) -> DirectoryDraft:
    """Keep what was read of a file until somebody says yes or no. Nothing of it stands in the directory by this."""
    _may_bring(actor)
    row = DirectoryDraft(
        source=source.strip(), file_name=file_name[:200], entries=[entry.kept() for entry in entries],
        state=DraftState.WAITING, read_at=clock.now(), by_user_id=actor.user_id, by_agency_id=actor.agency_id,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="read", kind="directory file", row_id=row.id, fields=["entries"])
    return row


def bring(*, actor: Actor, draft_id: UUID, shown: str) -> int:
    """Write what was shown, all of it in one transaction; returns how many entries were new or changed.

    `shown` is the sum of the preview: when the directory changed meanwhile it is refused, so that a yes is a yes to
    what was read. New entries are to be verified, and so are those that change. Entries that a member keeps are left.
    """
    _may_bring(actor)
    row = queries.draft(actor, draft_id)
    steps = queries.steps(actor, row)
    if rules.digest(step.planned for step in steps) != shown:
        raise Refused(CHANGED, instead="Look at it again below, then say yes.")
    _end(row, DraftState.BROUGHT)
    owners: dict[str, UUID] = {}
    written = [step for step in steps if _is_written(step)]
    for step in written:
        _write(actor, row.source, step, owners)
    audit.record(actor=actor, verb="brought in", kind="directory file", row_id=draft_id, fields=["entries"])
    return len(written)


def drop_draft(*, actor: Actor, draft_id: UUID) -> None:
    """Say no to a file: nothing of it was stored, and nothing is."""
    _may_bring(actor)
    row = queries.draft(actor, draft_id)
    _end(row, DraftState.DROPPED)
    audit.record(actor=actor, verb="dropped", kind="directory file", row_id=draft_id)


def forget_old(actor: Actor) -> int:
    """Drop the files of an agency that nobody answered within a week; returns how many. For its system actor."""
    old = delete(DirectoryDraft).where(
        DirectoryDraft.by_agency_id == actor.agency_id, DirectoryDraft.read_at < clock.now() - KEPT
    )
    gone = current_session().scalars(
        old.returning(DirectoryDraft.id).execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    return len(gone)


def _may_bring(actor: Actor) -> None:
    if not actor.may(Permission.DIRECTORY_KEEP):
        raise NotVisible


def _is_written(step: Step) -> bool:
    return step.planned.outcome in (Outcome.NEW, Outcome.CHANGED)


def _end(row: DirectoryDraft, state: DraftState) -> None:
    """Answered once, whoever asks twice; the entries are let go of."""
    won = current_session().scalar(
        update(DirectoryDraft)
        .where(DirectoryDraft.id == row.id, DirectoryDraft.state == DraftState.WAITING)
        .values(state=state, ended_at=clock.now(), entries=[])
        .returning(DirectoryDraft.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash("A colleague answered this file first.")


def _write(actor: Actor, source: str, step: Step, owners: dict[str, UUID]) -> None:
    entry = step.planned.entry
    service_id = _change(step) if step.service else _add(source, step, owners)
    _write_places(service_id, step, confidential=entry.confidential)
    verb = "changed" if step.service else "added"
    audit.record(actor=actor, verb=verb, kind="service", row_id=service_id, fields=sorted(entry.said))


def _columns(entry: Brought) -> dict[str, Any]:
    found = dict(entry.said)
    if "status" in found:
        found["status"] = ServiceStatus(found["status"])
    return found


def _add(source: str, step: Step, owners: dict[str, UUID]) -> UUID:
    entry = step.planned.entry
    values = {"description": entry.name, "status": ServiceStatus.ACTIVE, **_columns(entry)}
    values["description"] = values["description"] or entry.name
    row = Service(
        id=uuid7(), organisation_id=_owner(source, step, owners), brought_from=source, brought_id=entry.brought_id,
        confidential=entry.confidential, changed_at=clock.now(), **values,
    )  # fmt: skip
    row.code = str(row.id)
    current_session().add(row)
    current_session().flush()
    return row.id


def _owner(source: str, step: Step, owners: dict[str, UUID]) -> UUID:
    """The organisation of a new service: the one that is known, or a new one, made once for a file."""
    if step.organisation is not None:
        return step.organisation.id
    entry = step.planned.entry
    key = entry.organisation_id or entry.organisation.casefold()
    if key not in owners:
        row = Organisation(
            id=uuid7(), name=entry.organisation, description=entry.about_organisation or entry.organisation,
            url=entry.organisation_url, brought_from=source, brought_id=entry.organisation_id or None,
            changed_at=clock.now(),
        )  # fmt: skip
        row.code = str(row.id)
        current_session().add(row)
        current_session().flush()
        owners[key] = row.id
    return owners[key]


def _change(step: Step) -> UUID:
    """Change an entry; its check was a check of other words, so it is to be verified again."""
    row, entry = step.service, step.planned.entry
    assert row is not None  # noqa: S101  # the caller asked
    hidden = {"confidential": True} if entry.confidential else {}
    won = current_session().scalar(
        update(Service)
        .where(Service.id == row.id, Service.version == row.version)
        .values(**_columns(entry), **hidden, checked_on=None, version=row.version + 1, changed_at=clock.now())
        .returning(Service.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash(CHANGED)
    return row.id


def _write_places(service_id: UUID, step: Step, *, confidential: bool) -> None:
    confidential = confidential or bool(step.service and step.service.confidential)
    for place in step.planned.entry.places:
        there = step.places.get(place.brought_id)
        if there is None:
            current_session().add(
                Location(service_id=service_id, brought_id=place.brought_id, confidential=confidential,
                         **asdict(place.words))
            )  # fmt: skip
            continue
        current_session().execute(
            update(Location).where(Location.id == there.id).values(**asdict(place.words))
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    current_session().flush()

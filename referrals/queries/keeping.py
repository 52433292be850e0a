"""Referrals about a person from whom somebody is kept away: held back with everything that hangs on them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, select

from core.scoping import Asker
from people import queries as people
from referrals.models import Referral, ReferralReceipt, ReferralSubject


def narrowed(table: type[Any], asker: Asker) -> ColumnElement[bool] | None:
    """What the backstop adds to a referral and to rows that hang on one: those about a hidden person are not there,
    whether the asker's agency sent them or opened its record from them; None for a table that has no part in it."""
    if table.__table__ is Referral.__table__:
        return _not_about_hidden(table.id, asker)
    columns = table.__table__.c
    if "referral_id" not in columns or "person_id" in columns:
        return None
    return _not_about_hidden(table.referral_id, asker)


def _not_about_hidden(column: Any, asker: Asker) -> ColumnElement[bool]:
    kept = [column.not_in(_hidden(note, asker)) for note in (ReferralSubject, ReferralReceipt)]
    return and_(*kept)


def _hidden(note: type[Any], asker: Asker) -> Select[Any]:
    notes = cast(Table, note.__table__).alias(f"kept_{note.__tablename__}")
    about = notes.c.person_id.in_(people.excluded_people(asker))
    return select(notes.c.referral_id).where(notes.c.agency_id == asker.agency_id, about).correlate(None)

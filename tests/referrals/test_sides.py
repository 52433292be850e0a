"""What two agencies share keeps its sides, and a sealed package never changes: refused by the database itself."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from core.db import db
from referrals.models import DisclosurePackage, Referral
from tests.house import House
from tests.referrals import stage


def test_nobody_turns_a_shared_row_round(house: House) -> None:
    """The receiver could else write in the sender's name: both sides may change the row, neither whose it is."""
    with house.acting("mash_outreach") as actor:
        referral_id = stage.sent(actor).id
    with house.acting("num_isva") as actor:
        turned = (
            update(Referral)
            .where(Referral.id == referral_id, Referral.to_agency_id == actor.agency_id)
            .values(from_agency_id=actor.agency_id, to_agency_id=Referral.from_agency_id)
        )
        with pytest.raises(DatabaseError, match="keeps its sides"):
            db.session.execute(turned)
        db.session.rollback()


@pytest.mark.postgres_only
def test_a_sealed_package_never_changes(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        referral_id = stage.sent(actor).id
    for persona in ("mash_outreach", "num_isva"):
        with house.acting(persona) as actor:
            side = DisclosurePackage.from_agency_id if persona.startswith("mash") else DisclosurePackage.to_agency_id
            changed = db.session.scalars(
                update(DisclosurePackage)
                .where(side == actor.agency_id, DisclosurePackage.referral_id == referral_id)
                .values(categories=["HEALTH"])
                .returning(DisclosurePackage.referral_id)
            ).all()
            assert changed == []

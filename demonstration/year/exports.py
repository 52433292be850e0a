"""Two lists that leave NUM: one that was agreed to and is ready for a week, and one that waits for the second yes."""

from __future__ import annotations

from uuid import UUID

from agencies.exports import service
from agencies.exports.service import Wish
from core import making
from demonstration.stage import Cast, acting, hours_ago

#: Of an invented list about invented people.
PASSPHRASE = "otter lantern seven quarry"  # noqa: S105  # opens nothing that is real


def tell(cast: Cast) -> None:
    """Ask for both, agree to the first, and let it be made."""
    ready = _asked(cast, "num_isva", 26, "cases-own", "supervision", "Supervision on Thursday, to see who waits.")
    with acting(cast, "num_manager", hours_ago(25)) as priya:
        service.agree(actor=priya, export_id=ready, version=1)
    making.make_due()
    _asked(cast, "num_caseworker", 2, "cases-own", "handover", "Robin takes these over for two weeks from Monday.")


def _asked(cast: Cast, key: str, hours: float, code: str, purpose: str, why: str) -> UUID:
    with acting(cast, key, hours_ago(hours)) as actor:
        wish = Wish(code=code, shape="xlsx", purpose=purpose, why=why, passphrase=PASSPHRASE, again=PASSPHRASE)
        return service.ask(actor=actor, wish=wish).id

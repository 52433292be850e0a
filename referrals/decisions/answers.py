"""What is written in a decision, page by page: one frozen value, stored as one sealed text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from core.crypto.fields import packed, unpacked


@dataclass(frozen=True, slots=True)
class Answers:
    """Every answer of the path; an empty one was not given yet. Codes are those of sharing_decisions.json.

    `service_id` names a team in Roundtable, `outside` a body that is no member: never both. `checked_words`: digest of
    what was to leave when its words were read again, so that new words need a new look.
    """

    ground: str = ""
    happening: str = ""
    child_evidence: str = ""
    not_only_work: bool = False
    limb_needs: str = ""
    limb_risk: str = ""
    limb_unable: str = ""
    limb_words: str = ""
    consent: str = ""
    consent_words: str = ""
    capacity: str = ""
    capacity_words: str = ""
    wishes: str = ""
    where: str = ""
    service_id: str = ""
    outside: str = ""
    outside_name: str = ""
    outside_how: str = ""
    categories: tuple[str, ...] = ()
    message: str = ""
    withheld: bool = False
    words_checked: bool = False
    checked_words: str = ""
    basis: str = ""
    common_law: str = ""
    policy: bool = False
    necessity: str = ""
    harm_of_sharing: str = ""
    harm_of_not_sharing: str = ""
    advice: tuple[str, ...] = ()
    advice_words: str = ""
    telling: str = ""
    telling_words: str = ""
    tell_on: str = ""
    review_on: str = ""

    @classmethod
    def read(cls, sealed: str | None) -> Answers:
        """From the stored text; a name that is no longer known is left out."""
        known = {each.name for each in fields(cls)}
        stored: dict[str, Any] = unpacked(sealed) or {}
        return cls(**{name: _frozen(value) for name, value in stored.items() if name in known})

    def written(self) -> str:
        """As text, to be sealed; empty answers are left out."""
        return packed({name: value for name, value in asdict(self).items() if value})

    def changed(self, changes: Mapping[str, Any]) -> Answers:
        """The same answers with some of them given anew."""
        return replace(self, **{name: _frozen(value) for name, value in changes.items()})

    @property
    def service(self) -> UUID | None:
        """The service in Roundtable that it would go to."""
        return UUID(self.service_id) if self.service_id else None

    @property
    def review_day(self) -> date | None:
        """When the decision is looked at again."""
        return date.fromisoformat(self.review_on) if self.review_on else None

    @property
    def tell_day(self) -> date | None:
        """When the person is told, or telling them is looked at again."""
        return date.fromisoformat(self.tell_on) if self.tell_on else None


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value

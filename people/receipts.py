"""The person's own copy of what they said: as pages in plain words, and as a record shaped like ISO/IEC TS 27560.

Shapes only: nothing here reads the database or knows a request. Neither copy holds the names of interpreters and
witnesses or the note about capacity: they are about others, or for the agency's own record.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import clock, pdf, words
from people.models import Category, ConsentState
from people.queries import AskedLine, ConsentReceipt, Party
from people.words import CATEGORY_WORDS, CONSENT_METHOD_WORDS, PURPOSE_WORDS

STYLESHEET = "receipt.css"
EASY_READ = "easy-read"
SCHEMA_VERSION = "ISO/IEC TS 27560:2023, Roundtable 1.0"

#: UK GDPR Article 9(1) and Article 10: these kinds need explicit consent, which is what is asked for.
SPECIAL = frozenset({
    Category.HEALTH, Category.SUBSTANCE, Category.DEMOG, Category.WORK, Category.INCIDENT, Category.CONVICTIONS,
    Category.CJ, Category.OFFENDER,
})  # fmt: skip
RIGHTS = ("to be told", "to see what is held", "to have it put right", "to take consent back", "to complain")


def receipt_pdf(receipt: ConsentReceipt, *, home: str) -> bytes:
    """The conversation as a tagged PDF/UA-1 file in A4, larger and shorter when Easy Read was read.

    Takes the conversation, and what the agency that asked is called.
    """
    return pdf.render(receipt_html(receipt, home=home), stylesheet=STYLESHEET)


def receipt_html(receipt: ConsentReceipt, *, home: str) -> str:
    """The document behind the PDF, with every value escaped."""
    chosen = receipt.chosen.record
    return _environment().get_template("people/receipt_pdf.html").render(
        receipt=receipt, row=chosen.row, home=home, made_on=clock.today(), method=chosen.method,
        easy=chosen.style == EASY_READ, texts=_texts(receipt), groups=_groups(receipt),
    )  # fmt: skip


def _texts(receipt: ConsentReceipt) -> list[tuple[str, str, list[str]]]:
    """Each text that was read, once: its wording, its language, its paragraphs."""
    seen: dict[str, tuple[str, str, list[str]]] = {}
    for line in receipt.asked:
        shown = line.record.row.shown or ""
        seen.setdefault(shown, (line.record.wording, line.record.language, shown.split("\n\n")))
    return list(seen.values())


def _groups(receipt: ConsentReceipt) -> list[tuple[AskedLine, list[str]]]:
    """The conversation by recipient: reasons that were answered alike stand together, in words."""
    groups: list[tuple[AskedLine, list[str]]] = []
    for line in receipt.asked:
        alike = next((reasons for first, reasons in groups if _reads_as(first) == _reads_as(line)), None)
        if alike is None:
            groups.append((line, [line.record.purpose.lower()]))
        else:
            alike.append(line.record.purpose.lower())
    return groups


def _reads_as(line: AskedLine) -> tuple[object, ...]:
    record = line.record
    return record.recipient, record.standing, record.answers, record.taken_back, line.changes, record.row.withdrawn_at


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment


def consent_record(line: AskedLine, reference: str, *, home: Party, recipient: Party) -> dict[str, Any]:
    """One consent as a record with the sections of ISO/IEC TS 27560:2023: header, processing, parties, events.

    `reference` stands for the person and names no one; `home` asked, `recipient` would be told. What each field means
    is in reference/consent_record.schema.json.
    """
    record = line.record
    return {
        "schema_version": SCHEMA_VERSION,
        "record_id": str(record.row.id),
        "pii_principal_id": reference,
        "status": record.standing,
        "pii_processing": [_processing(line, home, recipient)],
        "party_identification": [
            _party(home, "pii_controller", ""), _party(recipient, "recipient_third_party", record.team)
        ],
        "events": _events(line, home),
    }  # fmt: skip


def as_json(record: dict[str, Any]) -> bytes:
    """A record as UTF-8 JSON that people can read too."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _processing(line: AskedLine, home: Party, recipient: Party) -> dict[str, Any]:
    record, row = line.record, line.record.row
    return {
        "privacy_notice": {"wording_id": str(row.wording_id), "wording": record.wording, "text": row.shown or ""},
        "language": record.language,
        "purposes": [
            {
                "purpose": PURPOSE_WORDS[row.purpose],
                "purpose_type": row.purpose.value,
                "lawful_basis": ["UK GDPR Article 6(1)(a)", "UK GDPR Article 9(2)(a)"],
                "pii_information": [
                    _information(line, category) for category in Category if category in record.answers
                ],
                "pii_controllers": [home.code],
                "collection_method": CONSENT_METHOD_WORDS[row.method],
                "processing_method": "Told in a sealed referral, message or letter; never by access to the record",
                "retention_period": f"Consent ends on {row.valid_until.isoformat()}",
                "jurisdiction": "GB",
                "recipient_third_parties": [recipient.code],
                "withdrawal_method": f"Tell any worker at {home.name}, in any way",
                "privacy_rights": list(RIGHTS),
            }
        ],
        "conditions": row.conditions,
        "told_may_refuse": row.told_may_refuse,
        "told_limits_of_confidentiality": row.told_limits,
        "safe_to_speak": row.safe_to_speak,
        "interpreter_used": row.interpreter_sealed is not None,
        "copied_from": str(row.copied_from_id) if row.copied_from_id else None,
        "asked_together": str(row.occasion_id) if row.occasion_id else None,
    }


def _information(line: AskedLine, category: Category) -> dict[str, Any]:
    said = line.record.said
    return {
        "pii_type": CATEGORY_WORDS[category],
        "pii_attribute_id": category.value,
        "pii_optional": True,
        "special_category": category in SPECIAL,
        "agreed": said.said[category],
        "asked_by_itself": category in said.alone,
        "taken_back_at": _moment(said.taken_back.get(category)),
    }


def _party(party: Party, role: str, team: str) -> dict[str, Any]:
    return {
        "party_id": party.code, "party_name": party.name, "party_role": role, "party_type": party.kind,
        "party_url": party.url, "party_contact": team or None,
    }  # fmt: skip


def _events(line: AskedLine, home: Party) -> list[dict[str, Any]]:
    row, said = line.record.row, line.record.said
    first = "given" if any(said.said.values()) else "refused"
    events = [_event(row.given_at, first, home, f"{clock.london(row.given_at).date()}/{row.valid_until}")]
    events += [_event(moment, "withdrawn_in_part", home) for moment in sorted(set(said.taken_back.values()))]
    if row.withdrawn_at:
        events.append(_event(row.withdrawn_at, "withdrawn", home))
    elif row.state is ConsentState.GIVEN and not line.record.is_live:
        ended = datetime.combine(row.valid_until, datetime.max.time().replace(microsecond=0), clock.LONDON)
        events.append(_event(ended, "expired", home))
    return events


def _event(moment: datetime, state: str, home: Party, lasts: str | None = None) -> dict[str, Any]:
    return {
        "event_time": _moment(moment), "validity_duration": lasts, "entity_id": home.code, "event_type": "explicit",
        "event_state": state,
    }  # fmt: skip


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds") if value else None

"""Rules of phones without signal, and the reading of what was opened: pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.crypto.keyring import CannotOpen
from outreach.offline import keys, rules
from outreach.offline.models import EntryKind
from tests.outreach.offline.phone import Phone

NOW = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
SESSION = UUID("3b0f3a0e-6a55-4d0e-9a3e-2f6b0f6f7a11")
WHOLE = {"kind": "contact", "session": str(SESSION), "at": NOW.isoformat(), "fields": [["met", "new"], ["did", "a"]]}


def test_an_entry_is_read_as_it_was_written() -> None:
    entry = rules.written(json.dumps(WHOLE))
    assert (entry.kind, entry.session_id, entry.at) == (EntryKind.CONTACT, SESSION, NOW)
    assert entry.pairs == (("met", "new"), ("did", "a"))
    assert rules.written(json.dumps(rules.as_kept(entry))) == entry


@pytest.mark.parametrize(
    "words",
    [
        "", "[]", "7", json.dumps({**WHOLE, "kind": "case note"}), json.dumps({**WHOLE, "session": "x"}),
        json.dumps({**WHOLE, "at": "2026-11-23T22:00:00"}), json.dumps({**WHOLE, "fields": [["met"]]}),
        json.dumps({**WHOLE, "fields": [["met", 1]]}), json.dumps({**WHOLE, "fields": [["a", "b"]] * 301}),
        json.dumps({name: value for name, value in WHOLE.items() if name != "at"}),
    ],
)  # fmt: skip
def test_what_no_page_of_ours_writes_is_no_entry(words: str) -> None:
    with pytest.raises(rules.NotAnEntry):
        rules.written(words)


def test_only_outreach_can_be_written_without_signal() -> None:
    assert {kind.value for kind in EntryKind} == {"session", "contact", "met", "end", "unreadable"}


def test_a_clock_that_runs_ahead_is_put_right() -> None:
    assert rules.moment(NOW + timedelta(hours=3), NOW) == NOW
    assert rules.moment(NOW - timedelta(hours=3), NOW) == NOW - timedelta(hours=3)


def test_refusals_say_what_to_do() -> None:
    assert rules.phone_may_log(None) is None
    assert rules.another_phone_may_be_ready(4) is None
    assert rules.entry_may_be_settled("held") is None
    said = [rules.phone_may_log(NOW), rules.another_phone_may_be_ready(5), rules.entry_may_be_settled("taken")]
    assert all(refusal is not None and refusal.instead for refusal in said)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("", "A browser on a device"),
    ],
)
def test_a_phone_is_named_in_words(agent: str, name: str) -> None:
    assert rules.browser_name(agent) == name


def test_an_entry_opens_in_its_place_and_with_its_key_alone() -> None:
    device_id, entry_id = uuid4(), uuid4()
    public, private = keys.make_pair()
    phone = Phone(device_id, public)
    sealed = phone.sealed(entry_id, "Angel, by the canal")
    assert keys.opened(private, sealed, rules.place(device_id, entry_id)) == "Angel, by the canal"
    assert b"Angel" not in sealed.sealed + sealed.wrapped
    _, another = keys.make_pair()
    altered = keys.SealedEntry(sealed.wrapped, sealed.nonce, sealed.sealed[:-1] + bytes([sealed.sealed[-1] ^ 1]))
    for key, entry, place in (
        (another, sealed, rules.place(device_id, entry_id)), (private, sealed, rules.place(device_id, uuid4())),
        (private, sealed, rules.place(uuid4(), entry_id)), (private, altered, rules.place(device_id, entry_id)),
    ):  # fmt: skip
        with pytest.raises(CannotOpen):
            keys.opened(key, entry, place)

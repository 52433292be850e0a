"""Passwords, agreements, roles and addresses: the pure questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from agencies import rules

CONTEXT = ["dee@mash.example", "Dee Marlowe", "MASH", "Manchester Action on Street Health", "National Ugly Mugs", "NUM"]

COMMON = (
    "password",
    "iloveyou",
    "princess",
    "football",
    "sunshine",
    "superman",
    "trustno1",
    "letmein1",
    "whatever",
    "baseball",
    "starwars",
    "computer",
    "michelle",
    "jennifer",
    "liverpool",
    "chelsea1",
    "arsenal1",
    "welcome1",
    "dragon12",
    "monkey12",
)
WALKS = (
    "qwertyuiopasdfgh",
    "1qaz2wsx3edc4rfv",
    "zxcvbnmasdfghjkl",
    "qwertyuiop123456",
    "asdfghjklqwertyuiop",
    "1234qwerasdfzxcv",
    "qazwsxedcrfvtgb1",
    "poiuytrewqlkjhgf",
    "mnbvcxzlkjhgfdsa",
    "qweasdzxcqweasdzxc",
)
SEQUENCES = (
    "123456789012345",
    "abcdefghijklmnop",
    "0987654321098765",
    "abcabcabcabcabc",
    "111111111111111",
    "123123123123123",
    "aaaaaaaaaaaaaaaa",
    "zyxwvutsrqponmlk",
    "121212121212121212",
    "112233445566778899",
    "               ",
    "!!!!!!!!!!!!!!!!",
)
OURS = (
    "MASHMASHMASHMASH",
    "roundtable-roundtable",
    "sexworksexwork1",
    "Roundtable2026!!",
    "deemarlowe-mash",
    "sexworkforum2026",
    "ManchesterManchester1",
    "nationaluglymugs1",
    "street-health-2026",
    "outreachoutreach1",
    "Sex-Work-Forum-1",
    "MASH-outreach-2026",
)
DOUBLED = tuple(word + word for word in COMMON) + tuple((word * 3)[:20] for word in COMMON)
DRESSED = tuple(f"{word.capitalize()}{tail}" for word, tail in product(COMMON[:13], ("1234567890", "20262026")))
BAD = (*WALKS, *SEQUENCES, *OURS, *DOUBLED, *DRESSED)

GOOD = (
    "lantern orbit maple stoat",
    "umbrella-canal-forty-two-otters",
    "Träume über Wäldern gehen",
    "пароль из трёх слов тут",
    "kettle wobbles past midnight",
    "🦊🌲🛶🎈🦉🍋🪁🧭🐌🌋🎻🧶🪴🫖🧂",
    "q8!vR2#nZ6$kM4%pX",
    "nine brass ferries hum quietly " * 8,
)


def strong(password: str) -> rules.Answer:
    """The rule, for an outreach worker at MASH."""
    return rules.password_is_strong_enough(password, context=CONTEXT)


def test_the_list_of_bad_passwords_is_long() -> None:
    assert len({password for password in BAD if len(password) >= rules.SHORTEST_PASSWORD}) >= 100


@pytest.mark.parametrize("password", [password for password in BAD if len(password) >= rules.SHORTEST_PASSWORD])
def test_a_known_or_foreseeable_password_is_refused(password: str) -> None:
    assert not strong(password)
    assert strong(password).reason


@pytest.mark.parametrize("password", GOOD)
def test_any_characters_and_lengths_do(password: str) -> None:
    assert strong(password), strong(password).reason


def test_fourteen_characters_are_too_few_and_257_too_many() -> None:
    assert "15 characters or more" in strong("kv8 wn3 zq1 lj").reason
    assert "256 characters or fewer" in strong("kettle wobbles past " * 13).reason
    assert strong(("kettle wobbles past " * 13)[:256])


def test_one_own_name_is_a_word_tried_first() -> None:
    assert not strong("dee.marlowe@mash")
    assert rules.password_is_strong_enough("dee.marlowe@mash", context=[]).reason != strong("dee.marlowe@mash").reason


@dataclass(frozen=True)
class Agreement:
    valid_from: date
    valid_until: date
    ended_on: date | None = None


@pytest.mark.parametrize(
    ("day", "ended", "current"),
    [
        (date(2026, 3, 31), None, False),
        (date(2026, 4, 1), None, True),
        (date(2027, 3, 31), None, True),
        (date(2027, 4, 1), None, False),
        (date(2026, 6, 1), date(2026, 6, 1), False),
        (date(2026, 5, 31), date(2026, 6, 1), True),
    ],
)
def test_an_agreement_counts_on_both_its_dates_until_it_is_ended(day: date, ended: date | None, current: bool) -> None:
    agreement = Agreement(date(2026, 4, 1), date(2027, 3, 31), ended)
    assert rules.agreement_is_current(agreement, day) is current


def test_police_may_not_hold_a_support_role() -> None:
    answer = rules.role_may_be_held(label="Caseworker", forbidden_kinds=["police", "probation"], agency_kind="police")
    assert not answer
    assert "Caseworker" in answer.reason
    assert rules.role_may_be_held(label="Caseworker", forbidden_kinds=["police"], agency_kind="support")


def test_nobody_changes_their_own_roles_or_closes_their_own_account() -> None:
    assert not rules.roles_may_be_changed(own_account=True, chosen=["isva"])
    assert not rules.roles_may_be_changed(own_account=False, chosen=[])
    assert rules.roles_may_be_changed(own_account=False, chosen=["isva"])
    assert not rules.account_may_be_closed(own_account=True)
    assert rules.account_may_be_closed(own_account=False)


ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " /people",
    "/people\r\nSet-Cookie: a=b",
    "//evil.example/%2e%2e",
    "https:///evil.example",
    "/\\/evil.example",
    "////evil.example",
    "data:text/html,x",
    "",
    "http://127.0.0.1/",
    "//127.0.0.1",
    "?next=/people",
    "#people",
    "../people",
    "/people\\..\\x",
    "/\x00people",
    "ftp://e",
    "//user@evil.example",
    "/ /evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "/\x7fpeople",
)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_elsewhere_is_no_local_path(address: str) -> None:
    assert rules.local_path(address) == ""


@pytest.mark.parametrize("path", ["/", "/people", "/referrals/new?person=1&b=2", "/people?q=a%20b#top"])
def test_a_path_here_is_kept_as_it_is(path: str) -> None:
    assert rules.local_path(path) == path


def test_a_code_is_read_with_or_without_its_hyphens() -> None:
    assert rules.normalised_code(" ABCD-efgh 2345 ") == "abcdefgh2345"
    assert rules.normalised_email(" Dee@MASH.example ") == "dee@mash.example"

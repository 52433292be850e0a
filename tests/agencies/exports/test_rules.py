"""What a list may be taken out for, by whom, and what locks it: pure questions."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import pyzipper

from agencies.exports import rules
from agencies.exports.archive import locked
from agencies.models import AgencyKind

GOOD = "otter lantern seven quarry"


@pytest.mark.parametrize(
    ("whole", "alone", "people", "lately", "needed"),
    [
        (True, None, 1, 0, True),
        (False, 25, 25, 0, False),
        (False, 25, 26, 0, True),
        (False, 25, 5, 21, True),
        (False, 25, 0, 25, False),
        (False, None, 9999, 9999, False),
    ],
)
def test_a_caseload_in_slices_is_a_caseload(
    whole: bool, alone: int | None, people: int, lately: int, needed: bool
) -> None:
    asked = rules.second_yes_is_needed(whole_caseload=whole, alone=alone, people=people, lately=lately)
    assert asked is needed


@pytest.mark.parametrize(
    ("passphrase", "again", "says"),
    [
        ("otter lantern", "otter lantern", "15 characters"),
        ("password1234567890", "password1234567890", "easy to guess"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("joan petrie joan petrie", "joan petrie joan petrie", "try first"),
        ("ötter lantern seven quarry", "ötter lantern seven quarry", "without accents"),
        ("otter\tlantern seven quarry", "otter\tlantern seven quarry", "without accents"),
        (f"{GOOD} ", f"{GOOD} ", "not with a space"),
        (GOOD, f"{GOOD}s", "differ"),
        ("otter" * 60, "otter" * 60, "256"),
    ],
)
def test_an_archive_is_locked_with_what_nobody_guesses(passphrase: str, again: str, says: str) -> None:
    answer = rules.passphrase_may_be_used(passphrase, again, context=("Joan Petrie", "MASH"))
    assert not answer
    assert says in answer.reason
    assert "assword" not in answer.reason


def test_a_good_passphrase_a_good_reason_and_a_good_no_pass() -> None:
    assert rules.passphrase_may_be_used(GOOD, GOOD, context=("Joan Petrie",))
    assert rules.why_is_enough("Supervision on Thursday, to go through who waits.")
    assert rules.answer_is_enough("Ask for the open ones of Robin only.")
    assert not rules.why_is_enough("aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert not rules.why_is_enough("I need it")
    assert not rules.answer_is_enough("no")


def test_nobody_answers_for_themselves_or_for_one_who_has_a_hand_in_their_account() -> None:
    assert rules.may_decide(own=False, beholden=False)
    assert "your own" in rules.may_decide(own=True, beholden=False).reason
    assert "28 days" in rules.may_decide(own=False, beholden=True).reason


@pytest.mark.parametrize("kind", AgencyKind)
def test_police_and_probation_take_out_nothing_about_people(kind: AgencyKind) -> None:
    keeps_none = kind in (AgencyKind.POLICE, AgencyKind.PROBATION)
    assert bool(rules.list_may_leave(about_people=True, agency_kind=kind)) is not keeps_none
    assert rules.list_may_leave(about_people=False, agency_kind=kind)


def test_a_list_may_grow_a_little_and_no_more() -> None:
    assert not rules.has_outgrown(100, 110)
    assert rules.has_outgrown(100, 111)
    assert not rules.has_outgrown(1, 6)
    assert rules.has_outgrown(1, 7)


def test_an_approver_reads_rounded_numbers_and_a_file_is_called_after_nobody() -> None:
    assert [rules.about_so_many(each) for each in (0, 9, 11, 16, 104)] == [
        "fewer than 10", "fewer than 10", "about 10", "about 20", "about 100",
    ]  # fmt: skip
    assert rules.file_name("cases-own", date(2026, 11, 23)) == "roundtable-cases-own-2026-11-23"


def test_an_archive_is_aes_256_without_the_check_sum_of_what_is_in_it() -> None:
    made = locked({"cases-own.xlsx": b"Ivy Marker" * 50, "b.csv": b"x"}, GOOD)
    assert b"Ivy" not in made
    with pyzipper.AESZipFile(io.BytesIO(made)) as archive:
        for info in archive.infolist():
            assert info.CRC == 0
            assert info.extra[4:11] == b"\x02\x00AE\x03\x08\x00"  # AE-2, 256 bits, deflated
        archive.setpassword(GOOD.encode())
        assert archive.read("cases-own.xlsx").startswith(b"Ivy Marker")
        archive.setpassword(b"another lantern seven quarry")
        with pytest.raises(RuntimeError, match="password"):
            archive.read("b.csv")
    with pytest.raises(NotImplementedError):
        zipfile.ZipFile(io.BytesIO(made)).read("b.csv", pwd=GOOD.encode())

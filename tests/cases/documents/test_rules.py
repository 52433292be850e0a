"""Whom a document may reach, and who may open it."""

from __future__ import annotations

import itertools

import pytest

from agencies.models import AgencyKind
from cases.documents import rules
from people.models import Category
from people.rules import category_may_go_to


@pytest.mark.parametrize(("category", "kind"), list(itertools.product(Category, AgencyKind)))
def test_the_firewall_holds_for_documents_as_it_does_for_words(category: Category, kind: AgencyKind) -> None:
    plain = rules.may_leave_with(category, kind, immigration=False)
    assert (plain is None) == category_may_go_to(category, kind)
    tagged = rules.may_leave_with(category, kind, immigration=True)
    assert tagged is not None
    assert "immigration" in tagged.reason


@pytest.mark.parametrize(
    ("restricted", "on_team", "opens"),
    [(False, False, True), (False, True, True), (True, True, True), (True, False, False)],
)
def test_a_restricted_document_opens_to_the_case_team_alone(restricted: bool, on_team: bool, opens: bool) -> None:
    assert rules.may_open(restricted=restricted, on_team=on_team) is opens


def test_a_case_takes_documents_up_to_its_cap() -> None:
    assert rules.may_be_added(199, 200) is None
    refused = rules.may_be_added(200, 200)
    assert refused is not None
    assert refused.field == "file"


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (350_000, "342 KB"), (1_300_000, "1.2 MB")])
def test_sizes_are_said_in_words(size: int, words: str) -> None:
    assert rules.size_words(size) == words

"""What agencies shows on the home page: accounts for those who manage them, the trail for auditors."""

from __future__ import annotations

from tests.house import House


def page(house: House, persona: str) -> str:
    return house.client(persona).get("/").get_data(as_text=True)


def test_an_administrator_sees_accounts_and_the_agreement(house: House) -> None:
    home = page(house, "lgbtf_administrator")
    assert "Open accounts" in home
    assert "Sharing agreement" in home
    assert "Audit trail" not in home


def test_an_auditor_sees_how_long_the_trail_is(house: House) -> None:
    home = page(house, "mash_auditor")
    assert "Audit trail" in home
    assert "Open accounts" not in home


def test_a_caseworker_sees_neither(house: House) -> None:
    home = page(house, "num_caseworker")
    assert "Open accounts" not in home
    assert "Audit trail" not in home

"""What the sweeps share."""

from __future__ import annotations

import pytest

from core import pdf


@pytest.fixture(autouse=True)
def _papers_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweeps read every word that a paper is made of; laying it out is for the tests of each paper."""
    monkeypatch.setattr(pdf, "render", lambda html, *, stylesheet: html.encode())

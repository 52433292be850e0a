"""What the sweeps share."""

from __future__ import annotations

import pytest

from core import pdf
from forum.pack import making


@pytest.fixture(autouse=True)
def _papers_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweeps read every word that a paper is made of; laying it out is for the tests of each paper."""
    monkeypatch.setattr(pdf, "render", lambda html, *, stylesheet: html.encode())
    monkeypatch.setattr(making, "pages_in", lambda content: 1)
    monkeypatch.setattr(making, "joined", lambda parts, *_, **__: b"".join(part.content for part in parts))

"""Reports that take no time to make: asked here is when they are made and what is kept, not what stands in them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pikepdf
import pytest

from core import clock
from forum.reporting import making as reports


def _blank() -> bytes:
    document, content = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(content)
    return content.getvalue()


BLANK = _blank()


def counted_at(moment: datetime) -> dict[str, Any]:
    """Figures that say when they were counted, and nothing else."""
    return {"snapshot": moment.isoformat(), "statement": "Small numbers are not shown."}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures without counting, and a PDF of one empty page."""
    monkeypatch.setattr(reports, "figures_of", lambda actor, subject: counted_at(clock.now()))
    monkeypatch.setattr(reports, "drawn", lambda *_, **__: BLANK)

"""The pages of monitoring returns, from a look at the figures to the file that is taken away."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pikepdf
import pytest

from core import making
from reports.returns import files
from reports.returns.documents import return_pdf
from tests.house import House

NEW = "/reports/returns/new/pcc-gmca/2026-27-q2"
TAKE = {"purpose": "funder", "why": "For the return of this quarter"}


@pytest.mark.usefixtures("tallied")
def test_a_return_goes_from_figures_to_the_funder_through_two_pairs_of_eyes(house: House) -> None:
    joan, grace = house.client("mash_manager"), house.client("mash_protection")
    look = joan.get(NEW).get_data(as_text=True)
    assert "PCC/GMCA: Victims’ services return, July to September 2026" in look
    assert "Counts people." in look
    assert joan.get("/reports/returns/new/pcc-gmca/2026-27-q3").status_code == 404
    assert joan.get("/reports/returns/new/no-such/2026-27-q2").status_code == 404
    at = joan.post(NEW).headers["Location"]
    assert joan.post(NEW).status_code == 422
    assert joan.post(f"{at}/check").status_code == 422
    assert "Check the PCC/GMCA return" in grace.get("/").get_data(as_text=True)
    assert grace.post(f"{at}/check").status_code == 303
    assert "It was sent" in joan.get(at).get_data(as_text=True)
    assert joan.post(f"{at}/sent", {"words": "no"}).status_code == 422
    assert joan.post(f"{at}/sent", {"words": "By the portal, to the commissioning team."}).status_code == 303
    assert "By the portal" in grace.get(at).get_data(as_text=True)
    assert "Sent" in grace.get("/reports/returns").get_data(as_text=True)
    assert "Set it aside" in joan.get(f"{at}/set-aside").get_data(as_text=True)
    for persona in ("num_manager", "mash_caseworker", "gmp_liaison", "mcc_chair"):
        assert house.client(persona).get(at).status_code == 404


@pytest.mark.usefixtures("tallied")
def test_a_return_is_taken_away_as_pdf_and_as_tables_and_each_time_is_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "return_pdf", _of_its_first_part)
    joan = house.client("mash_manager")
    at = joan.post(NEW).headers["Location"]
    assert joan.post(f"{at}/file", {"shape": "pdf", "purpose": "funder", "why": "x"}).status_code == 422
    waits = joan.post(f"{at}/file", {"shape": "pdf", **TAKE}).headers["Location"]
    assert "waits for its turn" in joan.get(waits).get_data(as_text=True)
    assert joan.get(f"{waits}/return.pdf").status_code == 404
    assert making.make_due() == 1
    assert "It is made" in joan.get(waits).get_data(as_text=True)
    with pikepdf.open(io.BytesIO(joan.get(f"{waits}/return.pdf").data)) as document:
        assert "Victims’ services return" in str(document.docinfo["/Title"])
        assert document.Root.MarkInfo.Marked
        assert len(document.pages) > 1
    grace, elsewhere = house.client("mash_protection"), house.client("num_manager")
    assert [each.get(waits).status_code for each in (grace, elsewhere)] == [404, 404]
    assert [each.get(f"{waits}/return.pdf").status_code for each in (grace, elsewhere)] == [404, 404]
    monkeypatch.setattr(files, "return_pdf", _not_again)
    again = joan.post(f"{at}/file", {"shape": "pdf", **TAKE}).headers["Location"]
    assert making.make_due() == 1
    assert joan.get(f"{again}/return.pdf").data.startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(joan.post(f"{at}/file", {"shape": "xlsx", **TAKE}).data))
    assert book.sheetnames[0] == "About"
    cells = {row[0].value: row[2].value for row in book["Cases"].iter_rows(min_row=2)}
    assert (cells["All cases opened"], cells["Cases closed"]) == (65, "no totals")
    kept = joan.get("/reports/released").get_data(as_text=True)
    assert len(re.findall("Victims’ services return", kept)) >= 3


def _of_its_first_part(figures: dict[str, Any], **told: Any) -> bytes:
    """A real PDF of fewer pages: a whole one takes its time."""
    return return_pdf({**figures, "parts": figures["parts"][:1], "definitions": figures["definitions"][:3]}, **told)


def _not_again(*anything: object, **more: object) -> bytes:
    raise AssertionError("The file of this step is kept already.")

"""The pages on which a file is brought in."""

from __future__ import annotations

import io
import re

from core.tables import to_csv
from directory.bringing import sheets
from tests.house import House


def test_a_sheet_is_corrected_shown_and_brought_in(house: House) -> None:
    sam = house.client("mcc_coordinator")
    template = sam.get("/directory/bring/template.csv").data
    assert template == to_csv(sheets.HEADINGS, [list(sheets.EXAMPLE.values())])
    bad = sam.post(
        "/directory/bring", {"source": "A list", "file": (io.BytesIO(b"Organisation,Service,Phone\nA,B,ring"), "a.csv")}
    )
    assert bad.status_code == 422
    assert "Row 2" in bad.get_data(as_text=True)
    assert "ring is no telephone number." in bad.get_data(as_text=True)
    assert sam.post("/directory/bring", {"source": "A list"}).status_code == 422
    good = sam.post("/directory/bring", {"source": "A list", "file": (io.BytesIO(template), "a.csv")})
    assert good.status_code == 303
    shown = sam.get(good.location).get_data(as_text=True)
    assert "1 new" in shown
    assert "Money advice" in shown
    assert "Money advice" not in sam.get("/directory").get_data(as_text=True)
    digest = re.search(r'name="shown"[^>]*value="([0-9a-f]+)"', shown)[1]  # type: ignore[index]  # it stands there
    assert sam.post(good.location, {"shown": "other"}).status_code == 422
    assert sam.post(good.location, {"shown": digest}).status_code == 303
    assert "Money advice" in sam.get("/directory").get_data(as_text=True)
    assert sam.get(good.location).status_code == 404
    again = sam.post("/directory/bring", {"source": "A list", "file": (io.BytesIO(template), "a.csv")})
    assert "1 as they stand already" in sam.get(again.location).get_data(as_text=True)
    assert sam.post(f"{again.location}/drop").status_code == 303
    assert house.client("num_manager").get("/directory/bring").status_code == 403

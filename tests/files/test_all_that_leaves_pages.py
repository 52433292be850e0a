"""Every file of the house, each by its own route, from a database full of hostile words and of marked confidences.

No connection is made, no file is put in, every paper is made and can be read aloud (security.md T14, PDF/UA-1); no
table holds a live formula, opened by a real spreadsheet (T13); no figure holds a word of a person's record (T16).
LibreOffice starts once, opens every file and works out anew whatever it takes for a formula.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from markupsafe import escape
from werkzeug.test import TestResponse

from config import ROOT
from core import clock, tables
from core.tables import Sheet
from tests.core.test_tables import PAYLOADS, PHONE
from tests.files import figures, hostile, lists, papers
from tests.files.press import Witness, paper_templates, places_that_give, witness
from tests.files.scene import TYPED, Flooded, filled
from tests.house import House
from tests.meta.sweep import addresses, pages, readable
from tests.meta.world import World
from tests.office import opened

__all__ = ["witness"]
pytestmark = [pytest.mark.sqlite_only]

#: Every address of one file, and who asks for it; what the floors of figures give is found by following links.
ASKED = {
    "actionplan.export_log": "mcc_coordinator", "actionplan.export_measures": "mcc_coordinator",
    "actionplan.export_plan": "mcc_coordinator", "actionplan.print_final_report": "mcc_coordinator",
    "actionplan.print_highlight": "mcc_coordinator", "actionplan.print_standing_item": "mcc_coordinator",
    "actionplan.print_terms": "mcc_coordinator", "actionplan.print_you_said": "mcc_coordinator",
    "actionplan.sheet_template": "mcc_coordinator", "cases.download_certificate": "num_protection",
    "cases.download_plan_copy": "num_isva", "cases.download_print": "mash_caseworker",
    "cases.download_subject_pack": "mash_protection", "cases.preview_letter": "mash_caseworker",
    "directory.bring_template": "mcc_coordinator", "directory.print_pdf": "mash_caseworker",
    "forum.download_minutes": "mcc_coordinator", "forum.download_paper": "mcc_coordinator",
    "forum.download_report": "mcc_coordinator",
    "outreach.download_report": "mash_outreach", "outreach.print_tips": "mash_outreach",
    "people.download_ledger_copy": "mash_caseworker", "people.print_receipt": "mash_caseworker",
    "referrals.download_decision": "mash_caseworker", "safety.print_paper": "mash_outreach",
    "safety.sheet_pdf": "mash_outreach",
}  # fmt: skip
#: The kind of table, where an address gives several.
KINDS = {
    "actionplan.export_log": "ods", "actionplan.export_measures": "csv", "actionplan.export_plan": "xlsx",
    "actionplan.sheet_template": "csv",
}  # fmt: skip
#: Templates of fixed words and numbers.
TYPED_BY_NOBODY = {"outreach/brief/tips_pdf.html", "outreach/rota/report_pdf.html", "forum/pack/numbers_pdf.html"}
#: Functions that hand out what is neither a paper nor a table: a calendar, a record of one consent, plain words of one
#: notice, and what somebody brought as a file.
NO_PAPER = {
    "cases/documents/views.py:as_file", "cases/tasks/views.py:read_calendar",
    "forum/calendar/views.py:_ics", "people/views/consents.py:export_consent",
    "safety/police/views/received.py:read_received_text",
}  # fmt: skip
#: What gives tables in which nothing stands that anybody typed.
WORDS_OF_OURS = {
    "actionplan-sheets-views-py-sheet-template", "directory-bringing-views-py-bring-template",
    "list-contacts-own-zip", "reports-dashboards-views-py-file", "reports-releases-taking-py-spreadsheet",
    "reports-returns-views-py-handed-out",
}  # fmt: skip
#: A register of codes alone, which wants a crowd to be shown at all: its own test opens the file.
CODES_ALONE = {"safety/reports/register_views.py:export_register"}
#: A word of a person's record, from the flood or from the world of the sweeps; but not why an agency's own colleagues
#: took figures out, which the page of what was taken out is about.
MARK = re.compile(r"(?:CNR|MRK|SHR|QRY|TIP|WRN)-(?!agency_release\.why|\w+-why)\w[\w.-]+", re.IGNORECASE)
#: By then the quarter, the half and the financial year of all that happened are over.
A_YEAR_OVER = timedelta(days=200)
SHEETS = (tables.XLSX_TYPE, tables.ODS_TYPE, tables.CSV_TYPE, tables.ZIP_TYPE)
LIVE = re.compile(r'table:formula="|<f[ >]|<(?:text:a|hyperlink)[ >]|xlink:href=')


def test_all_that_leaves(house: House, witness: Witness, subtests: pytest.Subtests, tmp_path: Path) -> None:
    flooded = filled(house)
    for endpoint, persona in ASKED.items():
        with subtests.test(endpoint):
            assert file_of(house, flooded.world, endpoint, persona) is not None, "it gave no file"
    assert MARK.search(witness.html), "papers about people hold the marks, or the marks prove nothing"
    files = list(lists.taken(house))
    with clock.frozen_at(clock.now() + A_YEAR_OVER):
        _every_figure(house, witness, flooded, subtests)
    with subtests.test("papers"):
        _every_paper(witness, flooded)
    with subtests.test("tables"):
        _every_table(_tables_of([*files, *witness.left]), tmp_path)
    assert witness.connected == []
    assert places_that_give() - {place for place, _ in witness.left} == NO_PAPER | CODES_ALONE


def file_of(house: House, world: World, endpoint: str, persona: str) -> TestResponse | None:
    """The first file that an address gives a persona; None when it gives none."""
    browser, rule = house.client(persona), next(each for each in pages(house.app) if each.endpoint == endpoint)
    browser.inspects = False
    for address in addresses(house.app, rule, world):
        where = re.sub(r"\.[\w-]+$", f".{KINDS[endpoint]}", address) if endpoint in KINDS else address
        for asked in _with_queries(where, world, endpoint):
            answer = (
                browser.get(asked) if "GET" in (rule.methods or ()) else browser.post(asked, {"holds": "everything"})
            )
            if answer.status_code == 200 and answer.mimetype != "text/html":
                return answer
    return None


def _with_queries(where: str, world: World, endpoint: str) -> list[str]:
    """The address, with what it has to be told by a query."""
    asked = {"safety.sheet_pdf": ("warning", sorted(world.ids["warning_id"])), "outreach.print_tips": ("tip", ["T1"])}
    name, values = asked.get(endpoint, ("", []))
    return [f"{where}?{name}={value}" for value in values] or [where]


def _every_figure(house: House, witness: Witness, flooded: Flooded, subtests: pytest.Subtests) -> None:
    """No page and no file of figures holds a word of a person's record, whoever asks, in any shape."""
    missing = hostile.places() - flooded.places
    assert hostile.row_for_every_place(house, missing, flooded.mark) == missing
    before = {template: len(each) for template, each in witness.rendered.items()}
    figures.count(clock.today())
    figures.ask_for_all(house)
    figures.ask_for_pack(house, min(flooded.world.ids["meeting_id"]))
    figures.ask_for_review(house, flooded.review_id)
    seen: Counter[str] = Counter()
    for where, answer in figures.given(house):
        seen[answer.mimetype or ""] += 1
        with subtests.test(where):
            is_pdf = answer.mimetype == "application/pdf"
            words = papers.said_of_itself(answer.data) if is_pdf else readable(answer)
            assert MARK.findall(words) == []
    drawn = [html for template, each in witness.rendered.items() for html in each[before.get(template, 0) :]]
    assert not MARK.search("".join(drawn)), "a paper of figures holds a word of a person's record"
    assert seen["text/html"] > 20
    assert seen["application/pdf"] >= 3
    assert sum(seen[kind.partition(";")[0]] for kind in SHEETS) >= 6, seen


def _every_paper(witness: Witness, flooded: Flooded) -> None:
    """Each can be read aloud and holds nothing that acts; hostile words reached every template, as words alone."""
    made = {content: place for place, content in witness.left if content.startswith(b"%PDF")}
    assert len(made) > 20
    assert {place: found for content, place in made.items() if (found := papers.faults(content))} == {}
    escaped, tags = [str(escape(each)) for each in flooded.texts], [each for each in flooded.texts if "<" in each]
    assert not [word for word in tags if word in witness.html]
    reached = {name for name, each in witness.rendered.items() if any(word in "".join(each) for word in escaped)}
    assert paper_templates() - witness.rendered.keys() == set(), "not rendered"
    assert paper_templates() - reached - TYPED_BY_NOBODY == set(), "nothing hostile reached it"


def _tables_of(left: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Every table among the files that left, by a name that says where; of an archive each table in it."""
    found = {}
    for number, (place, content) in enumerate(left):
        name = f"{number}-{re.sub(r'[^a-z0-9]+', '-', place)}"
        if content.startswith(b"\xef\xbb\xbf"):
            found[f"{name}.csv"] = content
        if not content.startswith(b"PK"):
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = packed.namelist()
            if "xl/workbook.xml" in inside or "mimetype" in inside:
                found[f"{name}.{'ods' if 'mimetype' in inside else 'xlsx'}"] = content
            else:
                found |= {f"{name}-{at}.csv": packed.read(each) for at, each in enumerate(inside) if "csv" in each}
    return found


def _every_table(given: dict[str, bytes], folder: Path) -> None:
    """None holds a live formula; hostile words stand in them as they were typed, and a telephone number too."""
    written, naive = _written(), _naive()
    assert {name for name, content in {**given, **written}.items() if LIVE.search(_inside(content))} == set()
    read = opened(_kept({**given, **written, **naive}, folder), folder)
    live = {Path(name).stem for name, shown in read.items() if LIVE.search(shown)}
    assert live == {Path(name).stem for name in naive}, "what was written without care is seen, and nothing else"
    cells = {name: _cells(shown) for name, shown in read.items()}
    for name in written:
        # LibreOffice takes a CSV that it opens unasked for Windows text.
        assert cells[name] >= {_bare(each) for each in PAYLOADS if each.isascii() or not name.endswith("csv")}, name
        assert _bare(PHONE) in cells[name], name
    typed = tuple(_bare(each) for each in TYPED)
    reached = {_place(name) for name in given if any(cell.startswith(typed) for cell in cells[name])}
    assert {_place(name) for name in given} - reached <= WORDS_OF_OURS


def _place(name: str) -> str:
    """Which function gave a table, by the name that `_tables_of` gave it."""
    return re.sub(r"^\d+-|(-\d+)?\.\w+$", "", name)


def _written() -> dict[str, bytes]:
    """Every payload, by every writer: alone in a file, and in a book of two sheets."""
    headings, rows = PAYLOADS[:5], [[payload, PHONE] for payload in PAYLOADS]
    pair = [Sheet("One", headings, rows), Sheet("one", headings, rows)]
    with zipfile.ZipFile(io.BytesIO(tables.book("csv", pair))) as packed:
        assert packed.namelist() == ["1 One.csv", "2 one (2).csv"]
        second = packed.read("2 one (2).csv")
    return {
        "written-csv.csv": tables.to_csv(headings, rows), "written-book.csv": second,
        "written-xlsx.xlsx": tables.book("xlsx", pair), "written-ods.ods": tables.book("ods", pair),
    }  # fmt: skip


def _naive() -> dict[str, bytes]:
    """The same as somebody in a hurry would write it: a test of the test."""
    out, book = io.StringIO(), openpyxl.Workbook()
    csv.writer(out).writerow(["=1+1", "=2+2"])
    book.create_sheet("Naive")["A1"] = "=1+1"
    kept = io.BytesIO()
    book.save(kept)
    return {"naive-csv.csv": out.getvalue().encode(), "naive-xlsx.xlsx": kept.getvalue()}


def _kept(files: dict[str, bytes], folder: Path) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def _inside(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if "sheet" in name or "content" in name)


def _cells(flat: str) -> set[str]:
    """The words of every cell of a flat OpenDocument text, without what cannot be seen."""
    table = ElementTree.fromstring(flat).iter(  # noqa: S314  # what LibreOffice wrote
        "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
    )
    return {_bare("".join(cell.itertext())) for cell in table}


def _bare(words: str) -> str:
    """Words by which a cell is known again, whatever became of what stands before them."""
    return "".join(letter for letter in words if letter.isprintable() and not letter.isspace()).lstrip("'")


def test_only_one_module_writes_tables_and_one_hands_out_files() -> None:
    floors = [folder for folder in ROOT.iterdir() if (folder / "__init__.py").exists()]
    ours = {
        str(file.relative_to(ROOT)): file.read_text()
        for file in [ROOT / "app.py", *(file for folder in floors for file in folder.rglob("*.py"))]
    }
    assert len(ours) > 500
    assert {name for name, words in ours.items() if WRITES.search(words)} == {"core/tables.py"}
    assert {name for name, words in ours.items() if HANDS_OUT.search(words)} == {"core/downloads.py"}


WRITES = re.compile(r"csv\.(?:writer|DictWriter)|\bxlsxwriter\b|\bopenpyxl\b|\bodfpy?\b")
HANDS_OUT = re.compile(r"Content-Disposition|as_attachment|download_name")

"""No column, field or question is about immigration or nationality; no file and no export goes past the firewall."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from agencies.permissions import LIAISON
from config import ROOT
from core.access import access_of
from core.db import Base
from core.web import Roundtable
from people.models import Category
from people.rules import NEVER_TO
from tests.meta.sweep import pages

FORBIDDEN = re.compile(
    r"nationalit|immigra|visa|asylum|citizen|passport|ethnic|refugee|migrant|nrpf|\bbrp\b|leave_to|country|"
    r"birth_?place|place_of_birth|(?<!alter)native|mother_tongue|home_office",
    re.IGNORECASE,
)
#: Not about anyone: whether a request was refused for its purpose, and the mark that keeps a document in the agency.
ABOUT_NOBODY = {"information_request.for_immigration", "document.immigration"}
FLOORS = ("agencies", "directory", "people", "outreach", "cases", "referrals", "actionplan", "forum", "reports")
#: Police say for which purpose they ask; a person is told who would receive a referral to the national mechanism.
ASKED_ABOUT_NOBODY = {"immigration", "home_office"}
#: For equality, if the person wants to say: sealed with their key, and a part that no liaison may ever receive.
FOR_EQUALITY = {"ethnicity", "ethnicity_words"}
#: Where a file may come in: cleaned of what it says of its maker, its name sealed, and held in a case.
TAKES_FILES = {
    "cases/documents/forms.py", "cases/documents/views.py", "templates/cases/documents/new.html",
    "templates/cases/documents/replace.html",
}  # fmt: skip
#: Files about nobody: a plan as a spreadsheet, a directory, a paper for a meeting. Checked for names, or read and gone.
FILES_ABOUT_NOBODY = ("actionplan/sheets/", "directory/bringing/", "forum/papers/")


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.py")):
            yield file, ast.parse(file.read_text())


def test_no_column_is_about_immigration_or_nationality(app: Roundtable) -> None:
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    found = {name for name in columns if FORBIDDEN.search(name)}
    print(f"{len(columns)} columns looked at, {len(found - ABOUT_NOBODY)} about it")  # noqa: T201  # the figure
    assert len(columns) > 200
    assert found == ABOUT_NOBODY


def test_a_column_on_it_would_be_seen() -> None:
    for name in ("person.nationality", "identity.visa_expires", "person.country_of_birth", "x.immigration_status"):
        assert FORBIDDEN.search(name)


def test_no_form_asks_about_it(app: Roundtable) -> None:
    asked = {
        target.id
        for file, tree in _sources()
        if "forms" in str(file.relative_to(ROOT))
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    assert len(asked) > 100
    assert {name for name in asked if FORBIDDEN.search(name)} <= ASKED_ABOUT_NOBODY | FOR_EQUALITY


def test_no_category_of_consent_is_about_it() -> None:
    assert [category for category in Category if FORBIDDEN.search(category.value)] == []
    assert all(Category.DEMOG in barred for barred in NEVER_TO.values())


def test_only_documents_take_a_file_and_seal_its_name() -> None:
    taking = [
        str(file.relative_to(ROOT))
        for file, tree in _sources()
        for each in ast.walk(tree)
        if (isinstance(each, ast.Attribute) and each.attr == "files")
        or (isinstance(each, ast.Name) and each.id in ("FileField", "MultipleFileField", "FileStorage"))
    ]
    inputs = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "templates").rglob("*.html")
        if re.search(r'type=["\']file["\']|multipart/form-data', file.read_text())
    ]
    about_people = {
        file for file in taking + inputs if not file.removeprefix("templates/").startswith(FILES_ABOUT_NOBODY)
    }
    assert about_people <= TAKES_FILES
    names = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    assert {name for name in names if "file_name" in name} == {
        "document_version.file_name_sealed", "plan_sheet.file_name", "directory_draft.file_name"
    }  # fmt: skip


#: How a module that hands out files says so: it asks the one place that does, or does it by itself.
HANDS_OUT = re.compile(r"core\.downloads|Content-Disposition|as_attachment|download_name|send_file")


def _downloads(app: Flask) -> set[str]:
    """Endpoints whose view, or what it calls in its own module, names a file to be kept."""
    named = set()
    for rule in pages(app):
        view = app.view_functions[rule.endpoint]
        file = Path(view.__code__.co_filename)
        text = file.read_text() if file.is_relative_to(ROOT) else ""
        if HANDS_OUT.search(text):
            named.add(rule.endpoint)
    return named


def test_no_export_is_open_to_police_or_probation(app: Roundtable) -> None:
    exports = {
        name for name in _downloads(app) if re.search(r"export|download|pdf|csv|xlsx|copy|receipt|print|document", name)
    }
    open_to_them = {
        name for name in exports if (declared := access_of(app, name)) and LIAISON & set(declared.permissions)
    }
    assert exports
    assert open_to_them == set()

"""The documents are in step with the code: what they name exists, and what they must name is there.

Each check is a plain function from text to complaints; at the end each of them is shown a fault that it must find.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from agencies.permissions import Permission
from app import create_app
from config import Settings, SettingsError
from core.web import Roundtable
from tests.meta import roles_page

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix()
)
README = (ROOT / "README.md").read_text()
FLOORS = (
    "app", "forum", "reports", "referrals", "actionplan", "cases", "outreach", "people", "directory", "agencies",
    "core", "config",
)  # fmt: skip
BESIDE = ("demonstration", "migrations", "reference", "templates")
FOLDERS = (*FLOORS, *BESIDE, "tests", "docs", "bin", "static", "frontend")

LIVE = {
    "ROUNDTABLE_MODE": "live", "DATABASE_URL": "postgresql://h/d", "SECRET_KEY": "s" * 40, "KEYRING_FILE": "/k",
    "AUDIT_WITNESS_FILE": "/w", "PUBLIC_BASE_URL": "https://roundtable.example", "MAIL_URL": "folder:/m",
}  # fmt: skip

DATED = r"^Date: \d{4}-\d\d-\d\d\. Status: (proposed|accepted|replaced by \d{3})\."
#: Words in code type that are no names of ours, but PostgreSQL's.
FOREIGN_NAMES = frozenset({
    "log_statement", "log_min_error_statement", "log_error_verbosity", "log_parameter_max_length_on_error", "pg_dump",
})  # fmt: skip


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- checks: text in, complaints out --------------------------------------------------------------------------


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Links and pictures that lead nowhere, and anchors that no heading answers to."""
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists():
            yield f"{named(path)} links to {target}, which is not there"
        elif anchor and anchor not in anchors(text if there == path else there.read_text()):
            yield f"{named(path)} links to {target}, which has no such heading"


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def code_words(text: str) -> list[str]:
    """What stands in code type inside a sentence or a table."""
    return [" ".join(word.split()) for word in re.findall(r"(?<!`)`([^`]+)`(?!`)", text)]


def missing_files(text: str) -> Iterator[str]:
    """Paths in code type that are not there."""
    for word in code_words(text):
        looks_like_path = re.fullmatch(r"[\w./-]+/[\w./-]*", word) and word.split("/")[0] in FOLDERS
        if looks_like_path and not (ROOT / word).exists():
            yield f"there is no {word}"


def missing_names(text: str) -> Iterator[str]:
    """Dotted names of ours, such as people.rules.may_share, that cannot be imported."""
    for word in code_words(text):
        dotted = re.fullmatch(r"([a-z_]+(?:\.\w+)+)(?:\(.*\))?", word)
        if not dotted or word in tuple(Permission) or word.endswith((".md", ".py", ".json")):
            continue
        if dotted[1].split(".")[0] in FLOORS and not resolves(dotted[1]):
            yield f"there is no {dotted[1]}"


def resolves(dotted: str) -> bool:
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return _has(found, parts[cut:])
    return False


def _has(found: object, names: Iterable[str]) -> bool:
    for name in names:
        if not hasattr(found, name):
            return False
        found = getattr(found, name)
    return True


def unknown_words(text: str) -> Iterator[str]:
    """Names in code type, such as letter_is_the_one_shown, that no file of ours holds."""
    for word in code_words(text):
        plain = word.split("(")[0].lstrip("@")
        is_a_name = re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+|(?:[A-Z][a-z]+){2,}", plain) and plain not in FOREIGN_NAMES
        if is_a_name and not re.search(rf"\b{plain}\b", source()):
            yield f"{plain} stands nowhere in the code"


@cache
def source() -> str:
    """Every Python, template and JSON file of the service, the tests left out."""
    tops = [ROOT / top for top in (*FLOORS, *BESIDE)]
    files = [file for top in tops for kind in ("*.py", "*.html", "*.json") for file in top.rglob(kind)]
    return "\n".join(file.read_text() for file in [*files, *ROOT.glob("*.py"), ROOT / "tests/conftest.py"])


def unknown_targets(text: str) -> Iterator[str]:
    """`make` targets that the Makefile does not have."""
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    written = [*code_words(text), *(line.strip() for line in text.splitlines() if line.startswith("    make "))]
    for target in [found[1] for word in written if (found := re.match(r"make ([a-z-]+)", word))]:
        if target not in known:
            yield f"there is no make {target}"


def unknown_commands(text: str, known: Iterable[str]) -> Iterator[str]:
    """Commands after `flask --app app` that the application does not have."""
    have = set(known)
    for words in re.findall(r"(?:\.venv/bin/)?flask --app app ([a-z]+(?: [a-z-]+)?)", text):
        if words not in have and words.split()[0] not in have:
            yield f"there is no command {words}"


def stray_threats(text: str) -> Iterator[str]:
    """Threats that are not numbered on, or do not say what stops them."""
    sections = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    for number, section in enumerate(sections, 1):
        if not section.startswith(f"{number}. "):
            yield f"threat {number} is headed {section.splitlines()[0]}"
        if "**Stops it.**" not in section or not re.search(r"\*\*(Shown by|Not in this version)", section):
            yield f"threat {number} does not say what stops it, and what shows that or is not there"


# --- every document -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    assert list(broken_links(path, path.read_text())) == []


@pytest.mark.parametrize("check", [missing_files, missing_names, unknown_words, unknown_targets])
@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_what_is_named_exists(path: Path, check: Callable[[str], Iterator[str]]) -> None:
    assert list(check(path.read_text())) == []


# --- commands -------------------------------------------------------------------------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Roundtable:
    """The application, over no database: its commands are all that is looked at."""
    return create_app({"ROUNDTABLE_MODE": "demonstration", "ROUNDTABLE_INSTANCE": str(tmp_path)}, testing=True)


def commands(app: Roundtable) -> set[str]:
    """Every command as it is typed: `audit verify`, `doctor`."""
    found = set()
    for name, command in app.cli.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}" for inner in command.commands}
        else:
            found.add(name)
    return found


def test_commands_that_are_named_exist(made: Roundtable) -> None:
    known = {*commands(made), "shell"}  # Flask's own, which every application has
    assert [line for path in DOCUMENTS for line in unknown_commands(path.read_text(), known)] == []


def test_every_command_of_ours_is_in_the_readme(made: Roundtable) -> None:
    listed = set(re.findall(r"^\| `([a-z -]+)` \|", section(README, "Commands"), re.MULTILINE))
    ours = {command for command in commands(made) if not command.startswith("db ")} | {"db upgrade"}
    assert listed == ours


# --- settings -------------------------------------------------------------------------------------------------


def section(text: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no “{heading}” in this document"
    return found[1]


def settings_table() -> dict[str, list[str]]:
    lines = [line for line in section(README, "Settings").splitlines() if line.startswith("| `")]
    return {name.strip("`"): rest for name, *rest in (line.strip("| ").split(" | ") for line in lines)}


def settings_in_code() -> set[str]:
    """Every environment variable that config.py reads: constants in capitals given to a call."""
    calls = (node for node in ast.walk(ast.parse((ROOT / "config.py").read_text())) if isinstance(node, ast.Call))
    first = (call.args[0] for call in calls if call.args)
    values = (node.value for node in first if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {value for value in values if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", value)}


def test_the_table_of_settings_is_whole() -> None:
    assert set(settings_table()) == settings_in_code()


@pytest.mark.parametrize("name", sorted(settings_table()))
def test_the_table_says_which_settings_a_live_service_needs(name: str, tmp_path: Path) -> None:
    given = {**LIVE, "ROUNDTABLE_INSTANCE": str(tmp_path)}
    given.pop(name, None)
    if "must be given" in settings_table()[name][1]:
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment(given)
    elif name != "ROUNDTABLE_INSTANCE":
        assert Settings.from_environment(given).mode == "live"


# --- data that documents repeat ---------------------------------------------------------------------------------


def test_the_page_of_roles_is_printed_from_the_data() -> None:
    printed = roles_page.page(roles_page.roles())
    assert printed == roles_page.PAGE.read_text(), f"Print it anew: {roles_page.COMMAND}"


def test_every_permission_in_the_data_is_known() -> None:
    held = {permission for role in roles_page.roles() for permission in role["permissions"]}
    assert held <= {permission.value for permission in Permission}


def test_the_readme_names_accounts_that_exist() -> None:
    accounts = json.loads((ROOT / "demonstration/accounts.json").read_text())
    cast = {account["email"]: account["name"] for account in accounts}
    rows = re.findall(r"^\| `(\S+@\S+)` \| ([^,|]+),", README, re.MULTILINE)
    assert len(rows) == 3
    assert {email: cast.get(email) for email, _ in rows} == dict(rows)


def test_threats_are_numbered_and_answered() -> None:
    assert list(stray_threats((ROOT / "docs/threat-model.md").read_text())) == []


def test_decisions_are_numbered_and_follow_the_template() -> None:
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [file.name[:3] for file in files] == [f"{number:03}" for number in range(len(files))]
    wanted = re.findall(r"^## .+$", files[0].read_text(), re.MULTILINE)
    for file in files[1:]:
        text = file.read_text()
        assert re.findall(r"^## .+$", text, re.MULTILINE) == wanted, file.name
        assert text.startswith(f"# {file.name[:3]}. "), file.name
        assert re.search(DATED, text, re.MULTILINE), file.name


def test_only_migrations_work_on_the_whole_database() -> None:
    """What decision 005 promises."""
    files = [file for top in (*FLOORS, *BESIDE) for file in (ROOT / top).rglob("*.py")]
    carry = {named(file) for file in files if "whole_database" in file.read_text()}
    assert carry == {"core/scoping.py", "migrations/env.py"}


# --- tests of the tester --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        (lambda text: broken_links(ROOT / "README.md", text), "[gone](docs/gone.md)"),
        (lambda text: broken_links(ROOT / "README.md", text), "[gone](docs/architecture.md#gone)"),
        (missing_files, "see `core/gone.py`"),
        (missing_names, "see `people.rules.may_not_share`"),
        (missing_names, "see `core.web.Roundtable.dispatch_requests`"),
        (unknown_words, "see `letter_is_another`"),
        (unknown_targets, "run `make gone`"),
        (lambda text: unknown_commands(text, {"audit verify", "doctor"}), "flask --app app audit gone"),
        (stray_threats, "### 2. A threat\n\n**Stops it.** Luck.\n**Shown by** nothing."),
        (stray_threats, "### 1. A threat\n\nSomething."),
    ],
)  # fmt: skip
def test_each_check_finds_its_fault(check: Callable[[str], Iterator[str]], fault: str) -> None:
    assert list(check(fault)), f"nothing was said about: {fault}"

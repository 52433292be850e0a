"""The import contracts are complete and awake: each is seen to break in a scratch tree.

The order of the floors is written once, in pyproject.toml. import-linter enforces it over packages; the two
single modules, app.py and config.py, and the completeness of the list are held here.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_FLOORS = frozenset({"bench", "tests"})
ROOMS = ("models", "rules", "queries", "service", "forms", "views")
TROUBLE = {
    "The floors": ("core/queries.py", "import people.rules"),
    "The floors: siblings": ("cases/service.py", "import outreach"),
    "The roof": ("people/service.py", "from app import create_app"),
    "Rules are pure": ("cases/rules.py", "from flask import g"),
    "Rules are pure: clock": ("agencies/rules.py", "from core import clock"),
    "Views are HTTP only": ("people/views.py", "from people.models import Person"),
    "Models know no web": ("people/models.py", "from flask import g"),
    "Forms ask questions": ("people/forms.py", "from sqlalchemy import select"),
}


def contracts() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return settings


def floors() -> list[str]:
    names: list[str] = contracts()["root_packages"]
    return names


def test_every_package_has_its_floor() -> None:
    present = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - NOT_FLOORS
    assert present == set(floors()), (
        "Give the package its place in pyproject.toml: root_packages, the layers contract and the roof."
    )
    layers = [name.strip() for layer in contracts()["contracts"][0]["layers"] for name in layer.split("|")]
    assert layers == floors()
    assert contracts()["contracts"][1]["source_modules"] == floors()


def test_config_imports_nothing_of_ours() -> None:
    assert imported_tops(ROOT / "config.py").isdisjoint({*floors(), "app"})


def test_only_the_known_modules_stand_at_the_top() -> None:
    assert {path.name for path in ROOT.glob("*.py")} == {"app.py", "config.py"}


def imported_tops(module: Path) -> set[str]:
    tops: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            tops |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            tops.add(node.module.split(".")[0])
    return tops


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A tree of empty rooms under the real contracts."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for package in floors():
        (tmp_path / package).mkdir()
        for room in ("__init__", *ROOMS):
            (tmp_path / package / f"{room}.py").write_text("")
    for name in ("app.py", "config.py", "core/clock.py", "core/db.py"):
        (tmp_path / name).write_text("")
    return tmp_path


def lint_imports(tree: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    finished = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, timeout=60)
    return finished.stdout + finished.stderr


def test_an_orderly_tree_keeps_every_contract(scratch: Path) -> None:
    (scratch / "app.py").write_text("import forum\nimport config\n")
    (scratch / "people" / "views.py").write_text("from people import queries\nimport flask\n")
    (scratch / "people" / "queries.py").write_text("from people import models\nimport sqlalchemy\n")
    (scratch / "core" / "db.py").write_text("import config\nimport sqlalchemy\n")
    assert "0 broken" in lint_imports(scratch)


@pytest.mark.parametrize("contract", TROUBLE)
def test_each_contract_breaks_when_it_should(scratch: Path, contract: str) -> None:
    room, line = TROUBLE[contract]
    (scratch / room).write_text(f"{line}\n")
    said = lint_imports(scratch)
    assert "1 broken" in said, said
    assert any(each.startswith(contract.split(":")[0]) and "BROKEN" in each for each in said.splitlines())

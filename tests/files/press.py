"""A witness at the door: every document that is rendered, every file that leaves, and everybody who is connected to."""

from __future__ import annotations

import ast
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Template

from config import ROOT
from core import downloads, pdf

GIVES = ("kept_file", "table_file", "book_file", "pdf_file")
DOOR = "core/downloads.py"


@dataclass(slots=True)
class Witness:
    """What was rendered, by its template; what left, by the place in the code that let it out; who was asked."""

    rendered: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    left: list[tuple[str, bytes]] = field(default_factory=list)
    connected: list[Any] = field(default_factory=list)

    @property
    def html(self) -> str:
        """All that was rendered."""
        return "".join(html for each in self.rendered.values() for html in each)


@pytest.fixture
def witness(monkeypatch: pytest.MonkeyPatch) -> Witness:
    """Every paper is rendered as ever, every file leaves as ever, both noted; nobody can connect without being seen."""
    seen, last = Witness(), [""]
    render, write, hand_out = pdf.render, Template.render, downloads.make_response  # type: ignore[attr-defined]  # where it is looked up

    def noted(template: Template, *args: Any, **values: Any) -> str:
        last[0] = template.name or ""
        return write(template, *args, **values)

    def rendered(html: str, *, stylesheet: str) -> bytes:
        seen.rendered[last[0]].append(html)
        return render(html, stylesheet=stylesheet)

    def handed_out(content: Any) -> Any:
        seen.left.append((_caller(), content if isinstance(content, bytes) else str(content).encode()))
        return hand_out(content)

    def connect(self: socket.socket, address: Any) -> None:
        seen.connected.append(address)
        raise OSError("Nobody connects here.")

    monkeypatch.setattr(Template, "render", noted)
    monkeypatch.setattr(pdf, "render", rendered)
    monkeypatch.setattr(downloads, "make_response", handed_out)
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return seen


def _caller() -> str:
    """The place in the floors that asked for a file."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename == downloads.__file__:
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_code.co_name}"


def places_that_give() -> set[str]:
    """Every function of the floors that asks for a file to be handed out."""
    floors = [folder for folder in ROOT.iterdir() if (folder / "__init__.py").exists()]
    files = {file for folder in floors for file in folder.rglob("*.py")} - {ROOT / DOOR}
    return {f"{file.relative_to(ROOT)}:{name}" for file in files for name in _givers(file)}


def _givers(file: Path) -> Iterator[str]:
    words = file.read_text()
    if "core.downloads" not in words and "downloads" not in words:
        return
    for each in ast.walk(ast.parse(words)):
        if isinstance(each, ast.FunctionDef) and any(_gives(call) for call in ast.walk(each)):
            yield each.name


def _gives(call: ast.AST) -> bool:
    if not isinstance(call, ast.Call):
        return False
    return (getattr(call.func, "id", "") or getattr(call.func, "attr", "")) in GIVES


def paper_templates() -> set[str]:
    """Every template that is a whole document and no page."""
    folder = ROOT / "templates"
    found = {str(file.relative_to(folder)) for file in folder.rglob("*.html") if "<!DOCTYPE html>" in file.read_text()}
    return found - {"layout.html", "outreach/offline/page.html"}

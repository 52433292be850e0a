"""The PDF fetcher answers for packaged files alone: no network, no disk, nothing attached (security.md T14)."""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from config import ROOT
from core.pdf import RefusedAddress, packaged_file, render

STYLE = "report.css"
PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>A page</title>{head}</head><body><h1>Hello</h1>{body}</body></html>'
)
SVG = "%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='OUTSIDE/a.png'/%3E%3C/svg%3E"

# (in the head, in the body): OUTSIDE is a listener on this machine, SECRET a file beside the service.
VECTORS = {
    "image by http": ("", '<img alt="x" src="OUTSIDE/a.png">'),
    "image by file": ("", '<img alt="x" src="file://SECRET">'),
    "image by a bare path": ("", '<img alt="x" src="SECRET">'),
    "image by ../": ("", '<img alt="x" src="packaged:../config.py">'),
    "attachment": ('<link rel="attachment" href="file://SECRET">', ""),
    "attachment by http": ('<link rel="attachment" href="OUTSIDE/a">', ""),
    "attachment on a link": ("", '<a rel="attachment" href="file://SECRET">x</a>'),
    "stylesheet": ('<link rel="stylesheet" href="OUTSIDE/a.css">', ""),
    "import": ("<style>@import url(OUTSIDE/a.css);</style>", ""),
    "font": ("<style>@font-face{font-family:x;src:url(OUTSIDE/a.woff2)}h1{font-family:x}</style>", ""),
    "background": ("<style>h1{background:url(OUTSIDE/a.png)}</style>", ""),
    "content": ("<style>h1::before{content:url(file://SECRET)}</style>", ""),
    "list mark": ("<style>li{list-style-image:url(OUTSIDE/a.png)}</style>", "<ul><li>x</li></ul>"),
    "image inside inline SVG": ("", '<svg viewBox="0 0 9 9"><title>x</title><image href="OUTSIDE/a.png"/></svg>'),
    "use inside inline SVG": ("", '<svg viewBox="0 0 9 9"><title>x</title><use href="OUTSIDE/a.svg#x"/></svg>'),
    "image inside SVG in data": ("", f'<img alt="x" src="data:image/svg+xml,{SVG}">'),
    "object": ("", '<object data="OUTSIDE/a.svg">x</object>'),
    "embed": ("", '<embed src="OUTSIDE/a.svg">'),
    "base": ('<base href="OUTSIDE/">', '<img alt="x" src="a.png">'),
    "ftp": ("", '<img alt="x" src="ftp://127.0.0.1/a.png">'),
}  # fmt: skip


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine that counts who comes."""
    hits: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            hits.append(b"connected")
            caller.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", hits
    server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text("marker-of-a-secret")
    return file


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_from_outside_gets_in(vector: str, listener: tuple[str, list[bytes]], secret: Path) -> None:
    address, hits = listener
    head, body = (part.replace("OUTSIDE", address).replace("SECRET", str(secret)) for part in VECTORS[vector])
    try:
        made = render(PAGE.format(head=head, body=body), stylesheet=STYLE)
    except RefusedAddress:
        made = b""
    assert hits == []
    assert_holds_nothing(made)


def assert_holds_nothing(made: bytes) -> None:
    if not made:
        return
    with pikepdf.open(io.BytesIO(made)) as document:
        assert not document.attachments
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                assert b"marker-of-a-secret" not in each.read_bytes()


#: Renders a page with every vector in it, and then connects on purpose: whoever watches must see that alone.
WATCHED = """
import pathlib, socket, sys
from core.pdf import RefusedAddress, render
try:
    render(pathlib.Path(sys.argv[1]).read_text(), stylesheet="report.css")
except RefusedAddress:
    socket.socket().connect_ex(("127.0.0.1", 7))
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
def test_the_system_is_asked_for_no_connection(tmp_path: Path, secret: Path) -> None:
    """What the guard in Python cannot see either: a library of C that opens a socket by itself."""
    head, body = ("".join(vector[at] for name, vector in VECTORS.items() if name != "base") for at in (0, 1))
    page, seen = tmp_path / "page.html", tmp_path / "seen"
    page.write_text(
        PAGE.format(head=head, body=body).replace("OUTSIDE", "http://127.0.0.1:9").replace("SECRET", str(secret))
    )
    watch = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect", "-o", str(seen)]
    ran = subprocess.run([*watch, sys.executable, "-c", WATCHED, str(page)], cwd=ROOT, check=False)
    if not seen.exists() or not seen.read_text().strip():
        pytest.skip("this machine lets nobody watch a process")
    assert ran.returncode == 0
    reached = [line for line in seen.read_text().splitlines() if "AF_INET" in line]
    assert len(reached) == 1, reached
    assert "htons(7)" in reached[0]


@pytest.mark.parametrize("vector", ["image by http", "image by file", "attachment", "stylesheet", "font", "background"])
def test_a_document_that_asks_is_refused_whole(vector: str, listener: tuple[str, list[bytes]], secret: Path) -> None:
    head, body = (part.replace("OUTSIDE", listener[0]).replace("SECRET", str(secret)) for part in VECTORS[vector])
    with pytest.raises(RefusedAddress, match=r"packaged|outside"):
        render(PAGE.format(head=head, body=body), stylesheet=STYLE)


@pytest.mark.parametrize(
    "address",
    ["http://example.org/", "https://example.org/", "file:///etc/passwd", "FILE:///etc/passwd", "data:text/plain,x",
     "ftp://example.org/", "//example.org/x", "/etc/passwd", "packaged:../config.py", "packaged:/etc/passwd",
     "packaged:fonts/../../config.py", "packaged:", "packaged:nothing-here.css", "packaged:..%2fconfig.py", ""],
)  # fmt: skip
def test_only_packaged_files_are_files(address: str) -> None:
    with pytest.raises(RefusedAddress):
        packaged_file(address)


def test_a_packaged_file_is_found() -> None:
    assert packaged_file("packaged:report.css") == ROOT / "static" / "report.css"


def test_a_link_that_leads_outside_is_text_and_not_fetched(listener: tuple[str, list[bytes]]) -> None:
    made = render(PAGE.format(head="", body=f'<p><a href="{listener[0]}">A page</a></p>'), stylesheet=STYLE)
    assert made.startswith(b"%PDF-1.7")
    assert listener[1] == []


def test_our_own_typeface_is_in_the_file() -> None:
    made = render(PAGE.format(head="", body=""), stylesheet=STYLE)
    with pikepdf.open(io.BytesIO(made)) as document:
        dictionaries = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        fonts = {str(each.BaseFont) for each in dictionaries if "/BaseFont" in each}
    assert fonts
    assert all("Atkinson-Hyperlegible-Next" in name for name in fonts)

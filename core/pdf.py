"""PDF: HTML in, a tagged PDF/UA-1 file out, with a fetcher that refuses every address but packaged files.

Rendering never touches the network or the disk beyond `static/` (security.md T14).
"""

from __future__ import annotations

import io
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from config import ROOT

PACKAGED = "packaged:"
STATIC = ROOT / "static"


class RefusedAddress(ValueError):
    """A document asked for something that is not packaged with the service."""


def packaged_file(address: str) -> Path:
    """The file behind `packaged:<path under static/>`; raises RefusedAddress for anything else."""
    if not address.startswith(PACKAGED):
        raise RefusedAddress(f"Documents may use packaged files only, not {address[:60]}")
    file = (STATIC / address.removeprefix(PACKAGED)).resolve()
    if not file.is_relative_to(STATIC) or not file.is_file():
        raise RefusedAddress(f"There is no packaged file {address[:60]}")
    return file


@cache
def _unpacked(font: Path) -> bytes:
    """A packaged font as OpenType. Unpacked anew for each document, four of them took longer than a short document."""
    from fontTools.ttLib import woff2  # half a second that only a first document needs

    out = io.BytesIO()
    woff2.decompress(io.BytesIO(font.read_bytes()), out)
    return out.getvalue()


def _content(file: Path) -> bytes:
    return _unpacked(file) if file.suffix == ".woff2" else file.read_bytes()


def _fetcher(refused: list[str]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # needs Pango: the service starts without it

    class PackagedOnly(URLFetcher):
        """Answers for packaged files; raises for all else, and remembers it, since WeasyPrint swallows the error."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                file = packaged_file(url)
            except RefusedAddress as refusal:
                refused.append(str(refusal))
                raise
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=_content(file), headers={"Content-Type": kind})

    return PackagedOnly(allowed_protocols=["packaged"], allow_redirects=False)


def render(html: str, *, stylesheet: str) -> bytes:
    """A PDF/UA-1 of one HTML document.

    Takes the HTML and the name of a packaged stylesheet; returns the bytes of the file.
    Raises RefusedAddress when the document asks for anything from outside: it is never made without it.
    """
    from weasyprint import CSS, HTML  # needs Pango: the service starts without it
    from weasyprint.text.fonts import FontConfiguration  # the same

    refused: list[str] = []
    fetcher, fonts, base = _fetcher(refused), FontConfiguration(), PACKAGED
    words = packaged_file(PACKAGED + stylesheet).read_text(encoding="utf-8")
    style = CSS(string=words, base_url=base, url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, base_url=base, url_fetcher=fetcher)
    made = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    if refused:
        raise RefusedAddress(refused[0])
    return bytes(made)


def pages_in(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)

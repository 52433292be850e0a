"""Plain text: made UTF-8, with plain line ends. What a browser would run as a page is refused."""

from __future__ import annotations

import re

from cases.documents.cleaning.terms import refusal

MARKUP = re.compile(
    r"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|meta|link|form|img|math|style|\?xml|\?php|%)",
    re.IGNORECASE,
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: The first letters of scripts that a double click would run.
RUNS = ("#!", "@echo", "<?", "<%", "[autorun]", "[internetshortcut]", "{\\rtf")


def clean_text(content: bytes) -> tuple[bytes, list[str]]:
    """The same words in UTF-8. Refuses what is not text, and text that is a page or a script."""
    words, old = _decoded(content)
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    if CONTROLS.search(words):
        raise refusal("This kind of file is not kept.", "Save it as a PDF or a picture, and add that.")
    if MARKUP.search(words) or words.lstrip().lower().startswith(RUNS):
        raise refusal("This is a web page or a script, whatever it is called.", "Print it to a PDF, and add that.")
    if not words.strip():
        raise refusal("There is nothing in this file.", "Choose another.")
    return words.encode(), ["encoding"] if old else []


def _decoded(content: bytes) -> tuple[str, bool]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _as(content, encoding) or "\x00", True
    plain = _as(content, "utf-8")
    return (plain, False) if plain is not None else (_as(content, "cp1252") or "\x00", True)


def _as(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None

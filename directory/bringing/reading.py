"""Reads a file of entries: a feed of Open Referral UK as JSON, or a spreadsheet as CSV. Pure: bytes in, entries out.

A feed is somebody else's, so what in it cannot be kept is left out and said. A spreadsheet is ours to correct, so
every error is named by row and column, and nothing is taken until there is none.
"""

from __future__ import annotations

from directory.bringing.feeds import read_feed
from directory.bringing.rules import MOST_ENTRIES, Brought, Problem
from directory.bringing.sheets import read_sheet


def read(content: bytes, file_name: str) -> tuple[list[Brought], list[Problem]]:
    """The entries of a file and what is wrong with it; with any problem nothing may be taken."""
    is_feed = file_name.casefold().endswith(".json") or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    entries, problems = read_feed(content) if is_feed else read_sheet(content)
    if not entries and not problems:
        problems = [Problem("File", "", "No service stands in it")]
    if len(entries) > MOST_ENTRIES:
        problems = [
            Problem("File", "", f"At most {MOST_ENTRIES:,} services at once: it has {len(entries):,}. Split it")
        ]
    seen: set[str] = set()
    for entry in entries:
        if entry.brought_id in seen:
            problems.append(Problem(entry.row, "id", "The same service stands in it twice"))
        seen.add(entry.brought_id)
    return entries, problems

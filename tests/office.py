"""LibreOffice without a screen: what a spreadsheet becomes once a real program has opened it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

INSTALL_LINE = "sudo apt-get install -y --no-install-recommends libreoffice-calc-nogui"
#: No address can be reached from a spreadsheet, whatever it asks for: there is nobody at this one.
NOBODY = "http://127.0.0.1:9"


class OfficeUnavailable(RuntimeError):
    """There is no LibreOffice here."""


def find_office() -> str:
    """A LibreOffice to run: the setting SOFFICE, else the usual names. Refuses when there is none."""
    for name in (os.environ.get("SOFFICE", ""), "soffice", "/usr/bin/soffice", "libreoffice"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise OfficeUnavailable(f"LibreOffice was not found. Run: {INSTALL_LINE}")


def opened(files: Iterable[Path], into: Path) -> dict[str, str]:
    """The files as LibreOffice reads them, each as one flat OpenDocument text, by its name with its ending.

    One start for all of them: it takes seconds. Every formula is worked out anew on the way.
    """
    listed = list(files)
    command = [
        find_office(), f"-env:UserInstallation={(into / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "fods", "--outdir", str(into), *map(str, listed),
    ]  # fmt: skip
    reached = {**os.environ, "LC_ALL": "C.UTF-8", "http_proxy": NOBODY, "https_proxy": NOBODY}
    subprocess.run(command, capture_output=True, check=True, timeout=300, env=reached)
    return {file.name: (into / file.stem).with_suffix(".fods").read_text() for file in listed}

"""Reference data of this edge: words in a name that tell what an organisation outside is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from config import ROOT
from referrals.outside.models import OutsideKind

NAMES_FILE = ROOT / "reference" / "outside_names.json"


@cache
def telling_words() -> Mapping[str, OutsideKind]:
    """Each word of `reference/outside_names.json` with the kind to choose, for `rules.kind_fits_name`."""
    return {row["word"]: OutsideKind(row["kind"]) for row in json.loads(NAMES_FILE.read_text())["words"]}

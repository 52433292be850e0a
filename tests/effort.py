"""How much a run asks. `make test` asks enough to find a fault; `make thorough` asks everything, for an hour or so."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("THOROUGH") == "1"
ENGINE = os.environ.get("ROUNDTABLE_TEST_ENGINE", "sqlite")

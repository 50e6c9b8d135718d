"""How much is tried: in `make test` as much as there is time for, all of it in `make soak`."""

from __future__ import annotations

import os

THOROUGH = "BITEWING_THOROUGH" in os.environ

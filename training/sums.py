"""The settings that lie in audit/models go in, their checksums come out in SHA256SUMS.learned: after every training.

    python training/sums.py

The weights have theirs in the settings; what the parser is made of stands in SHA256SUMS.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

MODELS = Path(__file__).resolve().parents[1] / "audit" / "models"


def main() -> None:
    """Lists them anew."""
    names = sorted(path.name for path in MODELS.glob("*.json") if path.name not in ("echo.json", "resources.json"))
    lines = [f"{hashlib.sha256((MODELS / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (MODELS / "SHA256SUMS.learned").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

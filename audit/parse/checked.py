"""A folder of models and the name of a learned part go in, its settings come out, once its weights are those listed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


def checked(folder: Path, name: str, broken: type[ValueError]) -> tuple[Path, dict[str, Any]]:
    """The path of ``name``.safetensors and what ``name``.json tells of it, "sha256" among it.

    Raises ``broken``, naming the file and the way without it, where one is missing, or the weights have another
    checksum than the one told.
    """
    weights, settings = folder / f"{name}.safetensors", folder / f"{name}.json"
    remedy = "install the package again, or go without it (--rules-only)"
    try:
        told = json.loads(settings.read_text(encoding="utf-8"))
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise broken(f"{settings}: the learned part cannot be read ({error}); {remedy}") from error
    if found != told.get("sha256"):
        raise broken(f"{weights}: this model file is damaged (its checksum is not the listed one); {remedy}")
    return weights, told

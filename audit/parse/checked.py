"""A folder of models and the name of a learned part go in, its settings come out, once its weights are those listed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

LISTS: Final = ("SHA256SUMS", "SHA256SUMS.learned")  # what the parser is made of; the settings of what was learned
_REMEDY: Final = "install the package again, or go without it (--rules-only)"


def vouched(path: Path, broken: type[ValueError]) -> bytes:
    """The content of a file of models, as long as it is the one that a list of checksums in its folder names; a folder
    without lists, such as one under training, vouches for nothing. Raises ``broken`` for another, and OSError."""
    content = path.read_bytes()
    for listed in filter(Path.is_file, map(path.with_name, LISTS)):
        for line in listed.read_text(encoding="utf-8").splitlines():
            wanted, _, name = line.partition("  ")
            if name == path.name and wanted != hashlib.sha256(content).hexdigest():
                raise broken(f"{path}: this model file is damaged (its checksum is not the listed one); {_REMEDY}")
    return content


def checked(folder: Path, name: str, broken: type[ValueError]) -> tuple[Path, dict[str, Any]]:
    """The path of ``name``.safetensors and what ``name``.json tells of it, "sha256" among it.

    Raises ``broken``, naming the file and the way without it, where one is missing, the weights have another checksum
    than the one told, or the settings another than the listed one.
    """
    weights, settings = folder / f"{name}.safetensors", folder / f"{name}.json"
    try:
        told = json.loads(vouched(settings, broken))
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except broken:
        raise
    except (OSError, ValueError) as error:
        raise broken(f"{settings}: the learned part cannot be read ({error}); {_REMEDY}") from error
    if found != told.get("sha256"):
        raise broken(f"{weights}: this model file is damaged (its checksum is not the listed one); {_REMEDY}")
    return weights, told

"""An index of traced articles goes in, a folder with all it holds comes out, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import attrs
import numpy as np

from audit.lexicon import Lexicon
from audit.model import Article, Evidence
from audit.model.plain import from_plain, to_plain
from audit.trace.across.index import State, TraceIndex
from audit.trace.credit.account import Account
from audit.trace.credit.copied import Credit
from audit.trace.echo.judge import Encode
from audit.trace.echo.verdict import PairScorer

_VERSION: Final = 2


class SavedIndexError(ValueError):
    """A saved index cannot be used; the message names the file and what to do."""


def save_index(index: TraceIndex, folder: str | Path) -> None:
    """Writes an index into a folder: ``index.json`` and ``vectors.npz``; missing folders are made."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    state = index.state
    readings = [
        {
            "article": to_plain(attrs.evolve(r.article, attributions=())),
            "credits": [to_plain(credit) for credit in r.credits],
            "names": dict(r.names),
            "found": {key: {id: [t, to_plain(e)] for id, (t, e) in f.items()} for key, f in r.found.items()},
            "independent": {id: [t, to_plain(e)] for id, (t, e) in r.independent.items()},
        }
        for _, r in sorted(state.accounts.items())
    ]
    data = {
        "version": _VERSION,
        "origin": index.origin,
        "lexicons": dict(index.lexicon.checksums),
        "order": list(state.order),
        "encoder": state.with_encoder,
        "by_story": state.by_story,
        "readings": readings,
    }
    np.savez(folder / "vectors.npz", vectors=state.vectors)
    (folder / "index.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def load_index(
    folder: str | Path, lexicon: Lexicon, encode: Encode | None = None, scorer: PairScorer | None = None
) -> TraceIndex:
    """The index that ``save_index`` wrote. Raises SavedIndexError, a ValueError, where it is damaged or was made with
    another lexicon."""
    folder = Path(folder)
    try:
        data = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        vectors = np.load(folder / "vectors.npz", allow_pickle=False)["vectors"]
    except (OSError, ValueError, KeyError) as error:
        raise SavedIndexError(f"{folder}: no index can be read here ({error}); make it anew") from error
    if data.get("version") != _VERSION or data["lexicons"] != dict(lexicon.checksums):
        raise SavedIndexError(f"{folder}: made by another version or with other lexicons; make it anew")
    accounts: dict[str, Account] = {}
    for row in data["readings"]:
        article = from_plain(Article, row["article"])
        accounts[article.id] = Account(
            article,
            tuple(from_plain(Credit, credit) for credit in row["credits"]),
            row["names"],
            {key: {id: (t, from_plain(Evidence, e)) for id, (t, e) in f.items()} for key, f in row["found"].items()},
            {id: (t, from_plain(Evidence, e)) for id, (t, e) in row["independent"].items()},
        )
    state = State(accounts, data["order"], vectors, data["encoder"], data["by_story"])
    return TraceIndex.of(state, lexicon, data["origin"], encode, scorer)

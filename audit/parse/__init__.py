"""Articles go in, the same articles with dependency trees come out; only this package knows Stanza.

A Parser is anything with the attributes and methods of the protocol. ``load_parser`` makes ours: Stanza with the
embedded models by default, a folder of Stanza models, or official packages where the user asks for them by name.
"""

from __future__ import annotations

from pathlib import Path

from audit.parse.aside import set_aside
from audit.parse.batches import batches, with_trees
from audit.parse.conllu import ConlluError, read_conllu, write_conllu
from audit.parse.protocol import ModelError, Parser, StoredParser, as_parser, without_vectors

__all__ = [
    "ConlluError",
    "ModelError",
    "Parser",
    "StoredParser",
    "as_parser",
    "batches",
    "load_parser",
    "read_conllu",
    "with_trees",
    "without_vectors",
    "write_conllu",
]


def load_parser(model: str | Path | None = None) -> Parser:
    """A parser, loaded once and meant to be reused.

    ``model``: None for the embedded models; a folder with models of the embedded form or with a Stanza resources
    folder; "stanza:default" or "stanza:default_accurate" for official packages, which are downloaded when they are
    not there yet. Raises ModelError.
    """
    with set_aside("transformers", "networkx"):
        from audit.parse.stanza_parser import load

    return load(model)

"""Our own lexicon comes out, read once a process, whoever asks for it."""

from __future__ import annotations

from functools import cache

from audit.lexicon.load import Lexicon, load_lexicon


@cache
def builtin() -> Lexicon:
    """Our own lexicon, with all the tables that are made of it. Raises LexiconError where it is broken."""
    return load_lexicon()

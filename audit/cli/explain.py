"""The command ``audit explain``: paths, with a line or without, go in; accounts of their sentences are printed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from audit.cli.output import Output

if TYPE_CHECKING:
    from audit.model import Failure


def explain(options: argparse.Namespace) -> list[Failure]:
    """Prints the account of what each PATH or PATH:LINE names; what could not be read comes back."""
    from audit.explain import explain_article
    from audit.lexicon import load_lexicon
    from audit.read import in_english, read_articles

    lexicon = load_lexicon(*options.lexicon)
    failures: list[Failure] = []
    for path in options.paths:
        name, _, number = path.rpartition(":")
        line = int(number) if name and number.isdigit() else None
        reading = read_articles(path if line is None else name, lexicon=lexicon)
        articles, foreign = in_english(reading, lexicon)
        failures += [*reading.failures, *foreign]
        for article in articles:
            told = explain_article(
                article,
                line=line,
                model=options.model,
                lexicon=lexicon,
                rules_only=options.rules_only,
                tree=options.tree,
            )
            Output(None).write(told or f"{path}: no sentence there\n")
    return failures

"""A scorer, lexicon, parser or tracer goes in; named laws are run on it, and the first that it breaks is told in words.

    from audit.testing.laws import check_scorer

    check_scorer(my_scorer)

Each function returns what held and for how many examples, and raises LawBroken, with the smallest example that was
found and a sentence on what is wrong with it, for the first law that does not hold. Examples are the same on every
run unless ``random``. ``law_names`` lists the laws, so that a test of yours can be run once for each:

    @pytest.mark.parametrize("law", law_names("scorer"))
    def test_my_scorer(law):
        check_scorer(my_scorer, only=[law])

``scorer_laws`` and its like give the laws themselves, each with the strategy that its examples are drawn from.

Comes with the extra ``testing``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Literal, cast

from audit.lexicon import Lexicon, load_lexicon
from audit.parse import Parser
from audit.pipeline import Scorer, Tracer
from audit.testing.laws.gold import difference
from audit.testing.laws.lexicons import lexicon_laws
from audit.testing.laws.parsing import parser_laws
from audit.testing.laws.run import Held, Law, LawBroken, run_laws
from audit.testing.laws.scoring import Rules, scorer_laws
from audit.testing.laws.tracing import tracer_laws

__all__ = [
    "Held",
    "Law",
    "LawBroken",
    "Rules",
    "check_lexicon",
    "check_parser",
    "check_scorer",
    "check_tracer",
    "difference",
    "law_names",
    "lexicon_laws",
    "parser_laws",
    "run_laws",
    "scorer_laws",
    "tracer_laws",
]


def law_names(kind: Literal["scorer", "tracer", "lexicon", "parser"]) -> tuple[str, ...]:
    """The names of the laws of a kind of part, in the order in which they are listed; no part is needed for it.

    A lexicon that does not load has but one of them, "loads". Raises ValueError for another kind.
    """

    def never(*_: object, **__: object) -> Any:
        raise AssertionError("a law was run where only its name was asked for")

    made: dict[str, Callable[[], Iterable[Law]]] = {
        "scorer": lambda: scorer_laws(never, load_lexicon()),
        "tracer": lambda: tracer_laws(never, load_lexicon()),
        "lexicon": lambda: lexicon_laws(None),
        "parser": lambda: parser_laws(cast("Parser", None)),
    }
    if kind not in made:
        raise ValueError(f"there are no laws of a {kind}; there are those of a {', a '.join(made)}")
    return tuple(law.name for law in made[kind]())


def check_scorer(
    scorer: Scorer,
    lexicon: Lexicon | None = None,
    *,
    examples: int | None = None,
    only: Collection[str] | None = None,
    random: bool = False,
    seed: int | None = None,
    rules: Rules | None = None,
) -> tuple[Held, ...]:
    """Runs the laws of a score on a scorer, which is called with an article and a lexicon (ours by default).

    ``rules`` are what the scorer declares of itself: that it gives no score to an article of few claims, that only
    attributed claims count. The other arguments, and how many ``examples`` there are, as in ``run_laws``. Raises
    LawBroken; TypeError or ValueError for a wrong ``only`` (``run_laws`` says which).
    """
    return run_laws(scorer_laws(scorer, lexicon or load_lexicon(), rules), examples, only, random, seed)


def check_lexicon(
    path: str | Path | None = None,
    *,
    parser: Parser | None = None,
    examples: int | None = None,
    only: Collection[str] | None = None,
    random: bool = False,
    seed: int | None = None,
) -> tuple[Held, ...]:
    """Runs the laws of a lexicon on a folder laid over ours, or on ours alone where none is given: on every entry, the
    folder's own first, and on drawn sentences, as many as ``examples``.

    ``parser`` parses the entries' own examples; the embedded one where it is None. Raises LawBroken, also where the
    folder does not load; TypeError or ValueError for a wrong ``only`` (``run_laws`` says which).
    """
    return run_laws(lexicon_laws(None if path is None else Path(path), parser), examples, only, random, seed)


def check_parser(
    parser: Parser,
    *,
    examples: int | None = None,
    only: Collection[str] | None = None,
    random: bool = False,
    seed: int | None = None,
) -> tuple[Held, ...]:
    """Runs the laws of a parser: sound trees over the text as it is, and plain attributions found in them; each is
    tried on so many ``examples``.

    Raises LawBroken; TypeError or ValueError for a wrong ``only`` (``run_laws`` says which).
    """
    return run_laws(parser_laws(parser), examples, only, random, seed)


def check_tracer(
    tracer: Tracer,
    lexicon: Lexicon | None = None,
    *,
    examples: int | None = None,
    only: Collection[str] | None = None,
    random: bool = False,
    seed: int | None = None,
) -> tuple[Held, ...]:
    """Runs the laws of tracing on a tracer, which is called without an encoder; each is tried on so many ``examples``.

    Raises LawBroken; TypeError or ValueError for a wrong ``only`` (``run_laws`` says which).
    """
    return run_laws(tracer_laws(tracer, lexicon or load_lexicon()), examples, only, random, seed)

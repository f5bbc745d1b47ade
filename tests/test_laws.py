"""Our own scorer, lexicons, parser and tracer keep every law; broken ones are caught, and told in words."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import strategies as st
from mutants import MUTANTS, Mutant

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Deduction, Rating
from audit.score import score
from audit.testing.laws import Held, LawBroken, check_lexicon, check_parser, check_scorer, check_tracer
from audit.testing.laws.lexicons import lexicon_laws
from audit.testing.laws.parsing import parser_laws
from audit.testing.laws.run import run_laws
from audit.testing.laws.scoring import scorer_laws
from audit.testing.laws.tracing import tracer_laws
from audit.testing.strategies.smallest import Passed, smallest
from audit.trace import trace
from tests.readme import examples, run

if TYPE_CHECKING:
    from audit.parse import Parser

DATA = Path(__file__).resolve().parent / "data"
LEXICON = load_lexicon()
# a law is run on so many examples; CI and the hosted checks take the full number
EXAMPLES = 200 if os.environ.get("CI") or os.environ.get("HYPOTHESIS_PROFILE") == "ci" else 60


def names(laws: Any) -> list[str]:
    return [law.name for law in laws]


def enough(held: tuple[Held, ...]) -> None:
    assert len(held) == 1
    assert held[0].examples >= EXAMPLES


@pytest.mark.parametrize("law", names(scorer_laws(score, LEXICON)))
def test_our_scorer_keeps_every_law(law: str) -> None:
    enough(check_scorer(score, LEXICON, examples=EXAMPLES, only=[law]))


@pytest.mark.parametrize("law", names(tracer_laws(trace, LEXICON)))
def test_our_tracer_keeps_every_law(law: str) -> None:
    enough(check_tracer(trace, LEXICON, examples=EXAMPLES, only=[law]))


@pytest.mark.parametrize("law", names(lexicon_laws(None)))
def test_our_lexicons_keep_every_law(law: str) -> None:
    enough(check_lexicon(examples=EXAMPLES, only=[law]))


def test_our_parser_keeps_every_law(parser: Parser) -> None:
    held = check_parser(parser, examples=EXAMPLES)
    assert [one.law for one in held] == names(parser_laws(parser))
    assert all(one.examples >= EXAMPLES for one in held)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_of_our_scorer_is_caught_by_a_law_that_ours_keeps(mutant: Mutant) -> None:
    scorer, lexicon = mutant.make(score, LEXICON)
    with pytest.raises(LawBroken) as caught:
        check_scorer(scorer, lexicon, only=[mutant.law])
    assert caught.value.law == mutant.law
    assert caught.value.how in str(caught.value)


def test_there_are_twenty_mutants_and_more() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 20


# ------------------------------------------------------------------------------------------------ broken parts


def test_a_tracer_that_credits_everything_is_caught() -> None:
    def credits_all(articles: Any, origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        return [
            attrs.evolve(a, claims=tuple(attrs.evolve(c, trace="credited") for c in a.claims))
            for a in trace(articles, origin, lexicon)
        ]

    with pytest.raises(LawBroken, match="no article names the origin") as caught:
        check_tracer(credits_all, LEXICON, only=["no origin, no trace"])
    assert caught.value.law == "no origin, no trace"


def test_a_tracer_that_leaves_a_claim_out_is_caught() -> None:
    def forgets(articles: Any, origin: str, lexicon: Lexicon, encode: Any = None) -> list[Article]:
        return [attrs.evolve(a, claims=a.claims[:1]) for a in trace(articles, origin, lexicon)]

    with pytest.raises(LawBroken) as caught:
        check_tracer(forgets, LEXICON, only=["nothing else"])
    assert "comes back as" in caught.value.how


def lexicon_folder(folder: Path, stem: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_lexicon_that_does_not_load_breaks_the_first_law(tmp_path: Path) -> None:
    folder = lexicon_folder(tmp_path, "cues", "[[entry]]\nid = 3\n")
    with pytest.raises(LawBroken, match=r"cues\.toml") as caught:
        check_lexicon(folder)
    assert caught.value.law == "loads"


def test_a_lexicon_without_the_commonest_cues_is_caught(tmp_path: Path) -> None:
    gone = [e.id for e in LEXICON.file("cues") if {"say", "reportedly", "according to"} & set(e.words)]
    text = "".join(f"[[entry]]\nid = {json.dumps(id)}\noff = true\n" for id in gone)
    with pytest.raises(LawBroken, match=r"is not found|is taken for") as caught:
        check_lexicon(lexicon_folder(tmp_path, "cues", text))
    assert caught.value.law == "known attributions"


def test_an_entry_without_an_example_is_caught(tmp_path: Path) -> None:
    text = '[[entry]]\nid = "x"\nname = "The Skagen Ledger"\nkind = "outlet"\norigin = "its own name"\n'
    with pytest.raises(LawBroken, match='entry "x"'):
        check_lexicon(lexicon_folder(tmp_path, "outlets", text), only=["examples"], examples=2000)


class _Parser:
    """A parser that passes on what another found, changed."""

    name, models = "changed", dict[str, str]()

    def __init__(self, change: Callable[[Article], Article]) -> None:
        self.change = change

    def parse(self, articles: Any) -> list[Article]:
        return [self.change(article) for article in articles]

    def encode(self, texts: Any) -> list[list[float]]:
        return [[2.0, 0.0] for _ in texts]


@pytest.mark.parametrize(
    ("law", "change"),
    [
        ("text as it is", lambda article: attrs.evolve(article, text=article.text.lower())),
        ("nothing lost", lambda article: article),
        ("vectors", lambda article: article),
        ("known attributions", lambda article: article),
    ],
)
def test_a_broken_parser_is_caught(law: str, change: Callable[[Article], Article]) -> None:
    with pytest.raises(LawBroken) as caught:
        check_parser(_Parser(change), only=[law])
    assert caught.value.law == law


# ------------------------------------------------------------------------------------------------ how laws are run


def test_the_smallest_example_is_found_and_told() -> None:
    tried, broken = smallest(st.integers(0, 1000), lambda n: f"{n} is too big" if n > 17 else None)
    assert tried > 1
    assert broken is not None
    assert (broken.example, broken.how) == (18, "18 is too big")


def test_an_error_in_a_law_breaks_it_and_a_passed_example_does_not_count() -> None:
    _, broken = smallest(st.just(0), lambda n: str(1 // n))
    assert broken is not None
    assert broken.how == "it raised ZeroDivisionError: integer division or modulo by zero"

    def even(number: int) -> None:
        if number % 2:
            raise Passed

    assert smallest(st.integers(), even, 100) == (100, None)


def test_a_scorer_that_raises_is_told_with_its_error() -> None:
    def raises(article: Article, lexicon: Lexicon) -> Rating:
        raise KeyError("weights")

    with pytest.raises(LawBroken, match="it raised KeyError: 'weights'"):
        check_scorer(raises, LEXICON)


def test_an_unknown_law_is_an_error() -> None:
    with pytest.raises(ValueError, match="no law is called 'gravity'; there are null without claims"):
        check_scorer(score, LEXICON, only=["gravity"])


def test_to_name_no_law_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="only is empty"):
        check_scorer(score, LEXICON, only=[])


def test_a_name_is_not_taken_for_a_list_of_letters() -> None:
    with pytest.raises(TypeError, match=r"write \['in range'\]"):
        check_scorer(score, LEXICON, only="in range")


def test_a_broken_law_can_be_pickled() -> None:
    broken = LawBroken("in range", "scores lie there", "it gets 101", ("x", 1))
    again = pickle.loads(pickle.dumps(broken))
    assert (str(again), again.law, again.says, again.how, again.example) == (
        *(str(broken), "in range", "scores lie there", "it gets 101"),
        ("x", 1),
    )


def by_share(number: Callable[[int, int], Any], article: Article) -> Rating:
    """Forty points by the share of claims without a named source, in any kind of number."""
    if not article.claims:
        return Rating(None)
    weak = [claim for claim in article.claims if claim.kind != "named"]
    points = number(40 * len(weak), len(article.claims))
    return Rating(100 - points, (Deduction("B1", points, "without a name", (weak[0].spans[0],)),) if weak else ())


@pytest.mark.parametrize("number", [Fraction, lambda a, b: Decimal(a) / Decimal(b)], ids=["fraction", "decimal"])
def test_a_scorer_that_counts_in_another_kind_of_number_and_quotes_the_first_claim_keeps_every_law(number: Any) -> None:
    held = check_scorer(lambda article, lexicon: by_share(number, article), LEXICON, examples=40)
    assert [one.law for one in held] == names(scorer_laws(score, LEXICON))


def test_laws_give_the_same_examples_on_every_run() -> None:
    def seen() -> list[str]:
        texts: list[str] = []

        def keeps(article: Article, lexicon: Lexicon) -> Rating:
            texts.append(article.text)
            return score(article, lexicon)

        run_laws(scorer_laws(keeps, LEXICON), 30, ["in range"])
        return texts

    assert seen() == seen()


def test_a_testers_first_five_minutes_run_as_they_are_told() -> None:
    names: dict[str, Any] = {}
    told = list(examples((DATA / "first_five_minutes.md").read_text(encoding="utf-8")))
    assert len(told) == 3
    for example in told:
        assert run(example, names) == example.printed

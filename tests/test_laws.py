"""Our own scorer, lexicons, parser and tracer keep every law; broken ones are caught, and told in words."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import mutants
import mutants_later
import mutants_lexicons
import mutants_parsers
import mutants_tracers
import pytest
import unusual
from examples import blocks, key_of, stored
from hypothesis import Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Deduction, Rating
from audit.score import score
from audit.testing.laws import Held, LawBroken, check_lexicon, check_parser, check_scorer, check_tracer, law_names
from audit.testing.laws.lexicons import lexicon_laws
from audit.testing.laws.parsing import parser_laws
from audit.testing.laws.run import run_laws
from audit.testing.laws.scoring import scorer_laws
from audit.testing.laws.shown import of_ratings
from audit.testing.laws.tracing import tracer_laws
from audit.testing.strategies import Known, known_articles
from audit.testing.strategies.smallest import Passed, smallest
from audit.trace import trace
from tests.readme import examples, run

if TYPE_CHECKING:
    from audit.parse import Parser

DATA = Path(__file__).resolve().parent / "data"
LEXICON = load_lexicon()
# a law is run on so many examples; CI and the hosted checks take the full number
FULL = bool(os.environ.get("CI")) or os.environ.get("HYPOTHESIS_PROFILE") == "ci"
EXAMPLES, FEWER = (100, 100) if FULL else (40, 16)


def names(laws: Any) -> list[str]:
    return [law.name for law in laws]


def enough(held: tuple[Held, ...], laws: Any) -> None:
    assert [one.law for one in held] == names(laws)
    assert all(one.examples >= FEWER for one in held)


class Stored:
    """A parser that has the trees of all examples of ours, and asks another for those of other texts."""

    name = "stored"

    def __init__(self, other: Parser) -> None:
        self.other, self.models = other, dict[str, str]()

    def parse(self, articles: Any) -> list[Article]:
        return [stored(a.text) if key_of(a.text) in blocks() else self.other.parse([a])[0] for a in articles]

    def encode(self, texts: Any) -> list[list[float]]:
        return []


@pytest.fixture(scope="module")
def remembered(parser: Parser) -> Parser:
    """The parser, which parses each article and encodes each list of texts once for all mutants."""

    class Remembered:
        name, models = "remembered", dict[str, str]()

        def __init__(self) -> None:
            self.parsed: dict[Article, Article] = {}
            self.encoded: dict[tuple[str, ...], list[list[float]]] = {}

        def parse(self, articles: Any) -> list[Article]:
            for article in articles:
                if article not in self.parsed:
                    self.parsed[article] = parser.parse([article])[0]
            return [self.parsed[article] for article in articles]

        def encode(self, texts: Any) -> list[list[float]]:
            return self.encoded.setdefault(tuple(texts), parser.encode(texts))

    return Remembered()


def test_our_scorer_keeps_every_law() -> None:
    enough(check_scorer(score, LEXICON, examples=EXAMPLES), scorer_laws(score, LEXICON))


def test_our_tracer_keeps_every_law() -> None:
    enough(check_tracer(trace, LEXICON, examples=FEWER), tracer_laws(trace, LEXICON))


def test_our_lexicons_keep_every_law(parser: Parser) -> None:
    held = check_lexicon(parser=Stored(parser), examples=FEWER)
    assert [one.law for one in held] == names(lexicon_laws(None))
    assert {one.law: one.examples for one in held}["loads"] == sum(map(len, LEXICON.entries.values()))


def test_our_parser_keeps_every_law(parser: Parser) -> None:
    held = check_parser(parser, examples=FEWER)
    assert [one.law for one in held] == names(parser_laws(parser))


# ------------------------------------------------------------------------------------------------ mutants

# What a law could say of these would be wrong of some who are right: who counts wishes.
UNSEEN = {"wishes count as claims of those who wish"}


@contextmanager
def quick() -> Iterator[None]:
    """A mutant need not be shrunk: the profile's phases are honoured."""
    before = settings()
    settings.register_profile("quick", deadline=None, database=None, phases=[Phase.generate])
    settings.load_profile("quick")
    try:
        yield
    finally:
        settings.register_profile("before", before)
        settings.load_profile("before")


def caught(check: Callable[[], object]) -> None:
    with quick(), pytest.raises(LawBroken) as broken:
        check()
    assert broken.value.how in str(broken.value)


@pytest.mark.parametrize("mutant", [m for m in mutants.MUTANTS if m.name not in UNSEEN], ids=lambda m: m.name)
def test_a_broken_scorer_is_caught_by_the_laws_of_a_scorer(mutant: mutants.Mutant) -> None:
    scorer, lexicon = mutant.make(score, LEXICON)
    caught(lambda: check_scorer(scorer, lexicon, examples=100))


@pytest.mark.parametrize("mutant", mutants_tracers.MUTANTS, ids=lambda m: m.name)
def test_a_broken_tracer_is_caught_by_the_laws_of_a_tracer(mutant: mutants_tracers.Mutant) -> None:
    caught(lambda: check_tracer(mutant.make(trace), LEXICON, examples=30))


@pytest.mark.parametrize(
    "mutant", [m for m in mutants_lexicons.mutants(LEXICON) if m.name not in UNSEEN], ids=lambda m: m.name
)
def test_a_broken_lexicon_is_caught_by_the_laws_of_a_lexicon(
    mutant: mutants_lexicons.Mutant, tmp_path: Path, parser: Parser
) -> None:
    caught(lambda: check_lexicon(mutant.write(tmp_path), parser=Stored(parser), examples=60))


@pytest.mark.parametrize("mutant", mutants_parsers.MUTANTS, ids=lambda m: m.name)
def test_a_broken_parser_is_caught_by_the_laws_of_a_parser(mutant: mutants_parsers.Mutant, remembered: Parser) -> None:
    caught(lambda: check_parser(mutant.make(remembered), examples=8))


def by(law: str, check: Callable[[list[str]], object]) -> None:
    with quick(), pytest.raises(LawBroken) as broken:
        check([law])
    assert broken.value.law == law


@pytest.mark.parametrize("late", mutants_later.SCORERS, ids=lambda m: m.name)
def test_a_scorer_that_once_escaped_is_caught(late: mutants_later.Later) -> None:
    by(late.law, lambda only: check_scorer(late.part, LEXICON, examples=100, only=only))


@pytest.mark.parametrize("late", mutants_later.TRACERS, ids=lambda m: m.name)
def test_a_tracer_that_once_escaped_is_caught(late: mutants_later.Later) -> None:
    by(late.law, lambda only: check_tracer(late.part, LEXICON, examples=60, only=only))


@pytest.mark.parametrize("late", mutants_later.LEXICONS, ids=lambda m: m.name)
def test_a_lexicon_that_once_escaped_is_caught(late: mutants_later.Later, tmp_path: Path, parser: Parser) -> None:
    folder = mutants_lexicons.Mutant(late.name, late.part).write(tmp_path)
    by(late.law, lambda only: check_lexicon(folder, parser=Stored(parser), examples=20, only=only))


@pytest.mark.parametrize("late", mutants_later.PARSERS, ids=lambda m: m.name)
def test_a_parser_that_once_escaped_is_caught(late: mutants_later.Later, remembered: Parser) -> None:
    by(late.law, lambda only: check_parser(late.part(remembered), examples=20, only=only))


def test_there_are_as_many_mutants_as_are_asked_for() -> None:
    listed = [mutants.MUTANTS, mutants_tracers.MUTANTS, mutants_lexicons.mutants(LEXICON), mutants_parsers.MUTANTS]
    assert [len({m.name for m in some}) for some in listed] == [len(some) for some in listed]
    assert all(len(some) >= least for some, least in zip(listed, (30, 15, 15, 15), strict=True))
    for some, share in zip(listed, (37 / 38, 1, 1, 1), strict=True):
        assert sum(m.name not in UNSEEN for m in some) >= share * len(some)


# ------------------------------------------------------------------------------------------------ broken parts


def lexicon_folder(folder: Path, stem: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_lexicon_that_does_not_load_breaks_the_first_law(tmp_path: Path) -> None:
    folder = lexicon_folder(tmp_path, "cues", "[[entry]]\nid = 3\n")
    with pytest.raises(LawBroken, match=r"cues\.toml") as caught:
        check_lexicon(folder)
    assert caught.value.law == "loads"


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

    with pytest.raises(LawBroken, match=r"on an article .*: it raised KeyError: 'weights'") as broken:
        check_scorer(raises, LEXICON, examples=20)
    assert isinstance(broken.value.__cause__, KeyError)
    assert str(broken.value.example[0].records.text.strip()) in str(broken.value)


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
    held = check_scorer(lambda article, lexicon: by_share(number, article), LEXICON, examples=10)
    assert [one.law for one in held] == names(scorer_laws(score, LEXICON))


@pytest.mark.parametrize("unusual", unusual.SCORERS, ids=lambda one: one.name)
def test_an_unusual_scorer_that_is_right_keeps_every_law(unusual: Any) -> None:
    check_scorer(unusual.part, LEXICON, examples=6, rules=unusual.rules)


@pytest.mark.parametrize("unusual", unusual.TRACERS, ids=lambda one: one.name)
def test_an_unusual_tracer_that_is_right_keeps_every_law(unusual: Any) -> None:
    check_tracer(unusual.part, LEXICON, examples=4)


@pytest.mark.parametrize("unusual", unusual.PARSERS, ids=lambda one: one.name)
def test_an_unusual_parser_that_is_right_keeps_every_law(unusual: Any, remembered: Parser) -> None:
    check_parser(unusual.part(remembered), examples=8)


def test_laws_give_the_same_examples_on_every_run() -> None:
    def seen() -> list[str]:
        texts: list[str] = []

        def keeps(article: Article, lexicon: Lexicon) -> Rating:
            texts.append(article.text)
            return score(article, lexicon)

        run_laws(scorer_laws(keeps, LEXICON), 20, ["in range"])
        return texts

    assert seen() == seen()


def test_random_examples_are_others_and_can_be_drawn_again() -> None:
    def broken(**how: Any) -> LawBroken:
        def fails(article: Article, lexicon: Lexicon) -> Rating:
            return Rating(50.0)

        with quick(), pytest.raises(LawBroken) as caught:
            check_scorer(fails, LEXICON, only=["known ledger adds up"], examples=5, **how)
        return caught.value

    first = broken(random=True)
    assert f"seed={first.seed}" in str(first)
    assert broken(seed=first.seed).how == first.how
    assert first.seed != broken(random=True).seed
    assert broken().seed is None


def test_the_profile_says_how_many_examples_there_are() -> None:
    with quick():
        settings.register_profile("few", settings(max_examples=7))
        settings.load_profile("few")
        (held,) = check_scorer(score, LEXICON, only=["known in range"])
    assert held.examples == 7


@contextmanager
def profile(**chosen: Any) -> Iterator[None]:
    """A Hypothesis profile with other settings, for a while."""
    with quick():
        settings.register_profile("chosen", settings(**chosen))
        settings.load_profile("chosen")
        yield


def test_the_profile_says_how_much_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    def printed(verbosity: Verbosity) -> str:
        with profile(verbosity=verbosity, max_examples=3):
            check_scorer(score, LEXICON, only=["known in range"])
        return capsys.readouterr().out

    assert printed(Verbosity.normal) == ""
    assert "laws_known_in_range" in printed(Verbosity.verbose)


def test_what_broke_a_law_is_tried_first_where_the_profile_keeps_it() -> None:
    kept, seen = InMemoryExampleDatabase(), list[int]()

    def law(number: int) -> str | None:
        seen.append(number)
        return "it is too big" if number > 1000 else None

    everything = [Phase.reuse, Phase.generate, Phase.shrink]
    with profile(database=kept, phases=everything, max_examples=200):
        _, broken = smallest(st.integers(0, 1 << 20), law)
        assert broken is not None
        assert broken.example == 1001
        assert kept.data
        seen.clear()
        smallest(st.integers(0, 1 << 20), law)
    assert seen[0] == 1001
    seen.clear()
    with profile(database=kept, phases=[Phase.generate], max_examples=200):
        smallest(st.integers(0, 1 << 20), law)
    assert seen[0] != 1001, "the profile does not ask for what was kept"


def test_laws_are_listed_without_a_part(parser: Parser) -> None:
    assert list(law_names("scorer")) == names(scorer_laws(score, LEXICON))
    assert list(law_names("tracer")) == names(tracer_laws(trace, LEXICON))
    assert list(law_names("lexicon")) == names(lexicon_laws(None))
    assert list(law_names("parser")) == names(parser_laws(parser))
    assert all(len(set(law_names(kind))) == len(law_names(kind)) for kind in ("scorer", "tracer", "lexicon", "parser"))
    with pytest.raises(ValueError, match="there are no laws of a judge; there are those of a scorer, a tracer"):
        law_names("judge")  # type: ignore[arg-type]


@given(st.sampled_from(["in range", "another id"]))
@settings(max_examples=2, deadline=None)
def test_laws_may_be_asked_within_a_test_of_hypothesis(law: str) -> None:
    assert check_scorer(score, LEXICON, only=[law], examples=3)[0].law == law


@given(scorer_laws(score, LEXICON)[9].examples)
@settings(max_examples=20, deadline=None)
def test_a_law_may_be_asked_of_an_example_of_ones_own(example: Any) -> None:
    assert scorer_laws(score, LEXICON)[9].breaks(example) is None


def test_a_failing_property_prints_the_text_that_was_drawn() -> None:
    @settings(max_examples=5, database=None)
    @given(known_articles())
    def fails(known: Known) -> None:
        assert not known.records.claims

    with pytest.raises(AssertionError) as error:
        fails()
    assert "The ferry company opened the contract." in "".join(error.value.__notes__)


def test_ratings_that_differ_are_told_in_numbers_that_differ() -> None:
    one, other = (Rating(100 - points, (Deduction("B1", points, "weak"),)) for points in (10.0000001, 10.0000002))
    assert len(set(of_ratings(one, other))) == 2
    moved = attrs.evolve(one, ledger=(attrs.evolve(one.ledger[0], reason="weaker"),))
    assert len(set(of_ratings(one, moved))) == 2


def test_a_testers_first_five_minutes_run_as_they_are_told() -> None:
    names: dict[str, Any] = {}
    told = list(examples((DATA / "first_five_minutes.md").read_text(encoding="utf-8")))
    assert len(told) == 3
    for example in told:
        assert run(example, names) == example.printed

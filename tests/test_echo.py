"""Echoes: the lexicon's own examples, what near copies differ in, quantities and dates, runs that two articles
share."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from examples import name_of, stored, table
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import Entry, load_lexicon
from audit.lexicon.forms import tokens_of
from audit.model import Article, Claim, Segment, Span
from audit.testing.strategies import articles
from audit.trace.credit.public import public_spans
from audit.trace.echo.align import LEAST, _alike, _comparable, align
from audit.trace.echo.apart import apart
from audit.trace.echo.content import Content, content_of_text, content_of_tokens
from audit.trace.echo.judge import DECISIONS, EchoJudge
from audit.trace.echo.little import too_little
from audit.trace.echo.quantities import bare_wording, dates_in, quantities_in
from audit.trace.echo.quoted import quotations, two_utterances
from audit.trace.echo.senses import senses_of
from audit.trace.echo.verbatim import changes, shared_runs

LEXICON = load_lexicon()
SENSES = senses_of(LEXICON)
JUDGE = EchoJudge(LEXICON)


def entries(stem: str) -> list[object]:
    return [pytest.param(entry, id=entry.id) for entry in LEXICON.file(stem)]


def sides(pair: str) -> tuple[str, str]:
    one, two = pair.split(" | ")
    return one, two


def aligned(pair: str) -> list[str]:
    one, two = (content_of_text(text, SENSES) for text in sides(pair))
    return [match.how for match in align(one, two, SENSES).pairs]


def opposed(pair: str) -> bool:
    one, two = (content_of_text(text, SENSES) for text in sides(pair))
    return any(match.opposed for match in align(one, two, SENSES).pairs)


WORDS = (
    "stable unstable port import legal illegal Legal approve approval approved deny confirm rise fall rose fell Mexico "
    "Mexican mayor U.S. US Ann A. buy sell purchase n't -er x"
).split()


@given(*(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join) for _ in range(2)))
def test_words_that_are_not_compared_are_not_alike(one: str, two: str) -> None:
    a, b = content_of_text(one, SENSES), content_of_text(two, SENSES)
    for word in a.words:
        met = {n for n, other in enumerate(b.words) if _alike(word, other, SENSES, None)[0] >= LEAST}
        assert met <= set(_comparable(word, b, SENSES))


@pytest.mark.parametrize("entry", entries("antonyms"))
def test_antonyms_oppose_where_they_say_so(entry: Entry) -> None:
    assert entry.fires
    assert entry.silent
    assert [pair for pair in entry.fires if not opposed(pair)] == []
    assert [pair for pair in entry.silent if opposed(pair)] == []


@pytest.mark.parametrize("entry", entries("occasions"))
def test_public_events_are_told_where_they_say_so(entry: Entry) -> None:
    for text in entry.fires:
        assert public_spans(stored(text), LEXICON), text
    for text in entry.silent:
        assert not public_spans(stored(text), LEXICON), text


@pytest.mark.parametrize("entry", entries("synonyms"))
def test_synonyms_are_aligned_where_they_say_so(entry: Entry) -> None:
    assert entry.fires
    assert [pair for pair in entry.fires if "synonym" not in aligned(pair)] == []
    assert [pair for pair in entry.silent if "synonym" in aligned(pair)] == []


@pytest.mark.parametrize(
    ("one", "two", "decision"),
    [
        (
            "The council has ruled out a ban on ferries.",
            "The council has not ruled out a ban on ferries.",
            "contradicts",
        ),
        ("The port will ban six night ferries.", "The port will ban nine night ferries.", "contradicts"),
        ("The port opened on Monday.", "The port opened on Friday.", "contradicts"),
        ("Exports rose sharply in the north.", "Exports fell sharply in the north.", "contradicts"),
        ("The mayor will close the harbor road.", "The mayor will close the harbor road.", "same"),
    ],
)
def test_what_is_at_odds_is_never_the_same(one: str, two: str, decision: str) -> None:
    judged = JUDGE.judge(content_of_text(one, SENSES), content_of_text(two, SENSES), None)
    assert judged.decision == decision
    assert judged.reason


@given(articles())
def test_a_judgement_is_of_two_claims_alone_and_the_same_in_every_run(article: Article) -> None:
    for one, two in zip(article.claims, article.claims[1:], strict=False):
        judged = JUDGE(one, two, None)
        assert judged.decision in DECISIONS
        assert 0 <= judged.similarity <= 1
        assert judged == EchoJudge(LEXICON)(one, two, None)


def test_a_judge_reads_the_text_again_where_a_claims_id_stands_for_another() -> None:
    one = Claim("a:1", "a", (Span(0, 5),), "The mill burned down.", "none")
    two = Claim("a:1", "a", (Span(0, 5),), "The mayor resigned.", "none")
    judge = EchoJudge(LEXICON)
    assert judge.content(one).plain != judge.content(two).plain


def test_near_copies_are_told_from_copies_by_what_they_exchange() -> None:
    def differ(one: str, two: str) -> tuple[tuple[str, str], ...]:
        return changes(one.lower().split(), two.lower().split(), SENSES)

    assert differ("the board kept the old tram line open", "the board kept the new tram line open") == (("old", "new"),)
    assert differ("the board may keep the tram line open", "the board will keep the tram line open")
    assert differ("the board has kept the tram line", "the board has not kept the tram line") == (("", "not"),)
    assert not differ("the board kept the tram line open", "the board has kept a tram line open")
    assert not differ("the court banned the march", "the court prohibited the march")
    assert not differ("the court banned the march", "whales were seen off the coast")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("six ferries", 6, ""),
        ("half a million people", 500_000, "people"),
        ("2.4 billion euros", 2.4e9, "euro"),
        ("€80,000", 80_000, "euro"),
        ("a tenth of the staff", 10, "percent"),
        ("10 percent", 10, "percent"),
        ("three weeks", 21, "day"),
        ("twenty-seven close calls", 27, ""),
        ("two dozen ships", 24, "ship"),
        ("a year and a half", 547.5, "day"),
        ("a third of the suspects", 100 / 3, "percent"),
        ("two-thirds of them", 200 / 3, "percent"),
        ("one third fewer", 100 / 3, "percent"),
        ("a fifth", 20, "percent"),
    ],
)
def test_quantities_have_one_form(text: str, value: float, unit: str) -> None:
    words = [token.text for token in tokens_of(text)]
    found = quantities_in(bare_wording(words), LEXICON)
    assert [quantity.value for quantity in found] == pytest.approx([value])
    assert not unit or found[0].unit == SENSES.stem(unit)


def test_an_ordinal_is_no_share() -> None:
    words = "Police held a third suspect after a fifth attack".split()
    assert quantities_in(bare_wording(words), LEXICON) == []
    text = "A third suspect was held."
    (sentence,) = stored(text).sentences
    assert content_of_tokens(sentence.tokens, SENSES).quantities == ()


def test_a_number_word_that_a_tokenizer_cut_is_one_word() -> None:
    (sentence,) = stored("Six officials left the hall.").sentences
    first, *others = sentence.tokens
    cut = [evolve(first, text="Si", span=Span(0, 2)), evolve(first, text="x", span=Span(2, 3))]
    assert [q.value for q in content_of_tokens([*cut, *others], SENSES).quantities] == [6]


def test_dates_are_no_quantities_and_one_alone_is_none() -> None:
    words = "From May 1 , 2019 , no one".split()
    assert {(day.tells, day.value) for day in dates_in(words, LEXICON)} == {
        ("month", "may"),
        ("day", "1"),
        ("year", "2019"),
    }
    assert quantities_in(bare_wording(words), LEXICON) == []
    assert dates_in("It may rain .".split(), LEXICON) == []


def test_a_prefix_opposes_only_where_it_negates() -> None:
    assert SENSES.opposed_by_prefix("stable", "unstable", True)
    assert SENSES.opposed_by_prefix("legal", "illegal", True)
    assert not SENSES.opposed_by_prefix("port", "import", False)
    assert not SENSES.opposed_by_prefix("stable", "table", True)


def article(name: str, text: str) -> Article:
    return Article(name, text, segments=(Segment(Span(0, len(text)), "prose"),))


def test_runs_are_found_without_and_with_gaps_but_not_within_quotation_marks() -> None:
    line = "The old ferry left the harbor at dawn with forty people on board"
    exact = shared_runs([article("b", f"Yes. {line}."), article("a", f"{line} today.")])
    assert [(run.one, run.two, run.words, run.exact) for run in exact] == [("a", "b", 13, True)]
    assert exact[0].one_span.of(f"{line} today.") == line
    near = shared_runs([article("a", line), article("b", line.replace("at dawn", "at noon"))])
    assert [(run.words, run.exact) for run in near] == [(12, False)]
    assert not shared_runs([article("a", f"He said “{line}” twice."), article("b", line)])
    assert not shared_runs([article("a", "The old ferry left."), article("b", "The old ferry left.")])


def test_what_happened_before_everybody_is_no_copying() -> None:
    line = "The governor closed the bridge and said so at a news conference on Monday."
    one, two = stored(line, "a"), stored(line, "b")
    (run,) = shared_runs([one, two])
    assert run.words == 14
    assert not shared_runs([one, two], public={"b": public_spans(two, LEXICON)})


@pytest.mark.parametrize("example", table("polarity"), ids=name_of)
def test_a_negator_turns_its_own_clause(example: dict[str, Any]) -> None:
    (sentence,) = stored(example["text"]).sentences
    positive = {word.text: word.positive for word in content_of_tokens(sentence.tokens, SENSES).words}
    assert {word: positive[word] for word in example["said"]} == dict.fromkeys(example["said"], True)
    assert {word: positive[word] for word in example["denied"]} == dict.fromkeys(example["denied"], False)


def test_a_word_or_two_without_a_verb_say_nothing_that_another_repeats() -> None:
    (sentence,) = stored("Six officials left the hall.").sentences
    whole = content_of_tokens(sentence.tokens, SENSES)
    phrase = content_of_tokens(sentence.tokens[:2], SENSES)
    assert JUDGE.judge(whole, whole, None).decision == "same"
    assert JUDGE.judge(phrase, phrase, None).decision == "different"
    assert JUDGE.judge(whole, phrase, None).decision == "different"


def test_two_quotations_of_other_words_are_two_utterances() -> None:
    def quoted(text: str) -> Content:
        return evolve(content_of_text(text, SENSES), quoted=True)

    one = quoted("The bridge is unsafe and we will close it on Monday.")
    cut = quoted("We will close it on Monday.")
    other = quoted("Nobody should cross the river there until the work is done.")
    assert apart(one, cut) is None
    assert apart(one, other) == "two quotations of other words"
    assert apart(one, evolve(other, quoted=False)) is None


@pytest.mark.parametrize("example", table("little"), ids=name_of)
def test_two_sentences_of_one_matter_may_have_too_little_in_common(example: dict[str, Any]) -> None:
    one, two = (content_of_tokens(sentence.tokens, SENSES) for sentence in stored(example["text"]).sentences)
    assert too_little(one, two, align(one, two, SENSES)) == example.get("why")
    assert too_little(two, one, align(two, one, SENSES)) == example.get("why")


def test_what_holds_two_utterances_does_not_make_them_one() -> None:
    stem = SENSES.stem
    one = quotations("“I will not leave the pier before May,” he said.", stem)
    two = quotations("“The divers have done a very good job,” he said.", stem)
    both = (*one, *two)
    assert two_utterances(one, two)
    assert not two_utterances(one, both)
    assert not two_utterances(both, two)
    assert not two_utterances(one, ())


def test_a_text_that_stands_in_quotation_marks_is_known_for_it() -> None:
    text = "“The bridge will close,” said Maria Lopez, an engineer."
    (sentence,) = stored(text).sentences
    held = [token for token in sentence.tokens if token.span.end <= text.index("”") + 1]
    assert content_of_tokens(held, SENSES).quoted
    assert not content_of_tokens(sentence.tokens, SENSES).quoted


@given(st.lists(articles(), min_size=2, max_size=3, unique_by=lambda one: one.id))
def test_runs_do_not_depend_on_the_order_of_articles(drawn: list[Article]) -> None:
    runs = shared_runs(drawn)
    assert runs == shared_runs(drawn[::-1])
    texts = {one.id: one.text for one in drawn}
    for run in runs:
        assert run.one < run.two
        assert run.words >= 8
        if run.exact:
            same = [
                "".join(c for c in text.lower().replace("’", "'") if c.isalnum())
                for text in (run.one_span.of(texts[run.one]), run.two_span.of(texts[run.two]))
            ]
            assert same[0] == same[1]

"""The judge that reads two claims together: what it is asked, what becomes of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import Claim, Span, Token
from audit.parse.protocol import Paired, Read
from audit.parse.stanza_parser import EMBEDDED
from audit.trace.echo.align import align, exchanged
from audit.trace.echo.content import Content, content_of_text, content_of_tokens
from audit.trace.echo.judge import DECISIONS, EchoJudge
from audit.trace.echo.marks import LONE, NUMBER, OPPOSED, OTHER_NUMBER, marks
from audit.trace.echo.senses import senses_of

LEXICON = load_lexicon()
SENSES = senses_of(LEXICON)
SHARES = st.tuples(*[st.floats(0.001, 1)] * 3).map(lambda three: [share / sum(three) for share in three])


@frozen
class Given:
    """A reader that always answers the same, and remembers what it was asked."""

    answer: Read
    asked: list[Paired] = field(factory=list)

    def __call__(self, pairs: Sequence[Paired]) -> list[Read]:
        self.asked.extend(pairs)
        return [self.answer] * len(pairs)

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0] for _ in texts]


def claim(text: str, name: str = "a:1") -> Claim:
    return Claim(name, name.partition(":")[0], (Span(0, len(text)),), text, "none")


def told(one: str, two: str, answer: Read) -> str:
    judge = EchoJudge(LEXICON, together=Given(answer))
    return judge(claim(one), claim(two, "b:1"), None).decision


SURE, OTHER = Read(0.99, 0.005, 0.005, 0.95), Read(0.01, 0.98, 0.01, 0.2)
BAN, RETOLD = (
    "The port authority will ban six night ferries.",
    "Six night ferries will be banned by the port authority.",
)


def test_what_the_reader_is_sure_of_is_told() -> None:
    assert told(BAN, RETOLD, SURE) == "same"
    assert told(BAN, RETOLD, OTHER) == "different"


def test_what_may_be_no_more_than_one_matter_is_told_as_loose() -> None:
    def loose(alike: float) -> bool:
        judge = EchoJudge(LEXICON, together=Given(evolve(SURE, alike=alike)))
        return all(each.loose for each in judge.both(claim(BAN), claim(RETOLD, "b:1"), None))

    assert loose(0.5)
    assert not loose(0.9)


@pytest.mark.parametrize(
    "other",
    ["The port authority will ban nine night ferries.", "The port authority will not ban six night ferries."],
)
def test_whatever_the_reader_says_near_copies_at_odds_are_never_the_same(other: str) -> None:
    assert told(BAN, other, SURE) != "same"


@pytest.mark.parametrize(
    ("answer", "decision"),
    [(SURE, "same"), (Read(0.7, 0.2, 0.1, 0.9), "possible"), (Read(0.4, 0.5, 0.1, 0.9), "different")],
)
def test_in_other_words_what_is_at_odds_gives_way_to_a_reader_without_doubt(answer: Read, decision: str) -> None:
    one, two = "The trawler's owner sold the wreck to divers.", "Salvagers bought the sunken ship from its captain."
    assert EchoJudge(LEXICON).judge(content_of_text(one, SENSES), content_of_text(two, SENSES), None).odds
    assert told(one, two, answer) == decision


def test_what_stands_in_the_other_word_for_word_is_the_same_whatever_the_reader_says() -> None:
    longer = "On Monday it was said that the port authority will ban six night ferries of the northern line."
    assert told("The port authority will ban six night ferries of the northern line.", longer, OTHER) == "same"


def test_who_does_it_and_to_whom_counts() -> None:
    relations = ("nsubj", "root", "obj")
    texts = [("Acme", "sued", "Borealis"), ("Borealis", "sued", "Acme")]
    one, two = (
        content_of_tokens(
            [
                Token(n, Span(8 * n, 8 * n + len(word)), word, word.lower(), pos, "", "", head, relation)
                for n, (word, pos, head, relation) in enumerate(
                    zip(words, ("PROPN", "VERB", "PROPN"), (1, -1, 1), relations, strict=True)
                )
            ],
            SENSES,
        )
        for words in texts
    )
    ((left, right),) = exchanged(one, two, align(one, two, SENSES))
    assert {one.words[left.one].text, one.words[right.one].text} == {"Acme", "Borealis"}
    assert not exchanged(one, one, align(one, one, SENSES))
    judgement = EchoJudge(LEXICON, together=Given(SURE)).judge(one, two, None, SURE)
    assert judgement.decision == "possible"


def test_a_name_plays_the_part_of_the_phrase_that_it_stands_in() -> None:
    relations = ("nsubj", "appos", "root", "obl", "appos")  # the maker Korda bought (it) from its rival Orbis
    heads = (2, 0, -1, 2, 3)
    tags = ("NOUN", "PROPN", "VERB", "NOUN", "PROPN")

    def content(words: tuple[str, ...]) -> Content:
        tokens = [
            Token(n, Span(8 * n, 8 * n + len(word)), word, word.lower(), tags[n], "", "", heads[n], relations[n])
            for n, word in enumerate(words)
        ]
        return content_of_tokens(tokens, SENSES)

    one = content(("maker", "Korda", "bought", "rival", "Orbis"))
    two = content(("maker", "Orbis", "bought", "rival", "Korda"))
    assert exchanged(one, two, align(one, two, SENSES))
    assert not exchanged(one, one, align(one, one, SENSES))


@given(SHARES, st.floats(0, 1))
def test_every_answer_becomes_a_decision_and_a_surer_one_is_no_less(shares: list[float], alike: float) -> None:
    read = Read(*shares, alike)
    judge = EchoJudge(LEXICON, together=Given(read))
    judgement = judge(claim(BAN), claim(RETOLD, "b:1"), None)
    assert judgement.decision in DECISIONS
    assert judgement.read == read
    surer = evolve(read, same=min(1.0, read.same + 0.1))
    again = EchoJudge(LEXICON, together=Given(surer))(claim(BAN), claim(RETOLD, "b:1"), None)
    assert again.similarity >= judgement.similarity


def test_a_pair_is_read_where_words_or_vectors_bring_it_together() -> None:
    reader = Given(SURE)
    judge = EchoJudge(LEXICON, together=reader)
    far = claim("A whale was seen off the lighthouse on Sunday.", "b:1")
    judge.ahead([(claim(BAN), far, 0.3), (claim(BAN), claim(RETOLD, "c:1"), 0.3)])
    assert [pair.two.text for pair in reader.asked] == [RETOLD]
    assert judge(claim(BAN), far, 0.3).decision == "different"


def test_marks_tell_what_a_word_is_to_the_other_text() -> None:
    other = "Six ferries will not be banned by nine ports."
    one, two = content_of_text(BAN, SENSES), content_of_text(other, SENSES)
    left, right = marks(one, two, align(one, two, SENSES))
    by_word = {BAN[mark.start : mark.end]: mark.mark for mark in left}
    assert by_word["six"] == NUMBER
    assert by_word["authority"] == LONE
    assert by_word["ban"] in (OPPOSED, LONE)
    assert {other[mark.start : mark.end] for mark in right} >= {"Six", "ferries", "banned", "ports"}
    more = content_of_text("The port authority will ban nine night ferries.", SENSES)
    left, _ = marks(one, more, align(one, more, SENSES))
    assert OTHER_NUMBER in {mark.mark for mark in left}


@pytest.mark.skipif(not (EMBEDDED / "echo-pairs.safetensors").exists(), reason="no reader of pairs in this checkout")
def test_the_shipped_reader_reads_a_pair_the_same_in_either_order_and_in_any_company() -> None:
    from audit.parse.together import Together

    reader = Together(Path(EMBEDDED))
    judge = EchoJudge(LEXICON, together=reader)
    judge.ahead([(claim(BAN), claim(RETOLD, "b:1"), None)], every=True)
    alone = judge(claim(BAN), claim(RETOLD, "b:1"), None)
    judge.ahead([(claim(RETOLD), claim(BAN, "b:1"), None), (claim(BAN), claim("It rained.", "c:1"), None)], every=True)
    turned = judge(claim(RETOLD), claim(BAN, "b:1"), None)
    assert alone.read is not None
    assert turned.read is not None
    assert turned.read.same == pytest.approx(alone.read.same, abs=1e-3)
    assert sum((alone.read.same, alone.read.otherwise, alone.read.against)) == pytest.approx(1)
    (vector,) = reader.vectors([BAN])
    assert sum(value * value for value in vector) == pytest.approx(1, abs=1e-4)


@pytest.mark.skipif(not (EMBEDDED / "echo-pairs.safetensors").exists(), reason="no reader of pairs in this checkout")
def test_half_of_a_surrogate_pair_is_read_as_a_space() -> None:
    from audit.parse.embedded import load_encoder, sentence_vectors
    from audit.parse.together import Together

    reader, encoder = Together(Path(EMBEDDED)), load_encoder(Path(EMBEDDED), adapted=False)
    broken = BAN.replace(" ", "\ud800", 1)
    assert sentence_vectors(encoder, [broken]) == [pytest.approx(sentence_vectors(encoder, [BAN])[0], abs=1e-5)]
    assert reader.vectors([broken]) == [pytest.approx(reader.vectors([BAN])[0], abs=1e-5)]
    judge = EchoJudge(LEXICON, together=reader)
    judge.ahead([(claim(broken), claim(RETOLD, "b:1"), None)], every=True)
    assert judge.reading(claim(broken), claim(RETOLD, "b:1")) is not None

"""The learned part of find: its chain, its batches, its layer, and a small run of its training."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import attrs
import numpy as np
import pytest
import torch
from examples import name_of, stored, table
from hypothesis import given
from hypothesis import strategies as st

from audit.find import Finder, find
from audit.find.draft import Draft, Words
from audit.find.gather import _one_source
from audit.find.lookup import Cues
from audit.find.network import READ, WIDTH, Layer, best_labels, chain_loss
from audit.find.propose import drafts_of
from audit.find.refine import Refined, Refiner, load_refiner
from audit.lexicon import load_lexicon
from audit.model import Article, Sentence, Span
from training import attribution as training

CUES = load_lexicon().once(Cues)
TEXT = "The mayor said that engineers believe that the bridge is safe."


def with_vectors(article: Article, seed: int = 0) -> Article:
    """The article with a row of numbers for each word, as of an encoder, half floats."""
    drawn = np.random.default_rng(seed)
    rows = [drawn.normal(size=(len(s.tokens), WIDTH)).astype(np.float16) for s in article.sentences]
    pairs = zip(article.sentences, rows, strict=True)
    return attrs.evolve(article, sentences=tuple(attrs.evolve(s, vectors=row) for s, row in pairs))


@given(st.integers(1, 5), st.integers(0, 10_000))
def test_the_chain_is_scored_and_decoded_as_all_rows_of_labels_would_be(length: int, seed: int) -> None:
    drawn = torch.Generator().manual_seed(seed)
    logits, steps = torch.randn(1, length + 2, 3, generator=drawn), torch.randn(3, 3, generator=drawn)
    every = list(itertools.product(range(3), repeat=length))

    def score(row: tuple[int, ...]) -> float:
        words = sum(float(logits[0, place, label]) for place, label in enumerate(row))
        return words + sum(float(steps[a, b]) for a, b in itertools.pairwise(row))

    scores = torch.tensor([score(row) for row in every])
    lengths = torch.tensor([length])  # two places more are padding
    assert best_labels(logits, steps, lengths) == [list(every[int(scores.argmax())])]
    gold = every[seed % len(every)]
    padded = torch.tensor([[*gold, -1, -1]])
    wanted = (torch.logsumexp(scores, 0) - score(gold)) / length
    assert float(chain_loss(logits, steps, padded, lengths)) == pytest.approx(float(wanted), abs=1e-4)


@pytest.fixture(scope="module")
def refiner() -> Refiner:
    return load_refiner()


def asked(seed: int) -> tuple[list[Sentence], list[Draft], list[Words]]:
    """Drafts of two stored sentences of unlike length, the shorter one quoted."""
    cues = load_lexicon().once(Cues)
    texts = (TEXT, "The minister said that the bridge would close.")
    sentences = [s for text in texts for s in with_vectors(stored(text), seed).sentences]
    pairs = [(s, d) for s in sentences for d in drafts_of(s, cues, True)]
    quoted = [frozenset(range(3)) if s is sentences[-1] else frozenset[int]() for s, _ in pairs]
    return [s for s, _ in pairs], [d for _, d in pairs], quoted


@pytest.mark.parametrize("seed", range(3))
def test_a_draft_is_read_alike_alone_and_beside_others(refiner: Refiner, seed: int) -> None:
    sentences, drafts, quoted = asked(seed)
    together = refiner.refine(sentences, drafts, quoted)
    alone = [refiner.refine([s], [d], [q])[0] for s, d, q in zip(sentences, drafts, quoted, strict=True)]
    assert len(together) == len(drafts) > 2
    for one, other in zip(together, alone, strict=True):
        assert attrs.evolve(one, probability=0) == attrs.evolve(other, probability=0)
        assert one.probability == pytest.approx(other.probability, abs=1e-4)


def test_no_drafts_no_answers(refiner: Refiner) -> None:
    assert refiner.refine([], [], []) == []


def test_articles_are_read_together_as_each_alone(refiner: Refiner) -> None:
    lexicon = load_lexicon()
    articles = [
        attrs.evolve(with_vectors(stored(text)), id=id)
        for id, text in (("a", TEXT), ("b", "The minister said that the bridge would close."))
    ]
    finder = Finder(lexicon, refiner)
    finder.ahead(articles)
    for article in (*articles, articles[0]):  # the last time it is told of no more
        one, other = finder(article), find(article, lexicon, refiner)
        assert [attrs.evolve(a, confidence=0) for a in one.attributions] == [
            attrs.evolve(a, confidence=0) for a in other.attributions
        ]
        chances = [a.confidence for a in other.attributions]
        assert [a.confidence for a in one.attributions] == pytest.approx(chances, abs=2e-4)
        assert attrs.evolve(one, attributions=()) == attrs.evolve(other, attributions=())


def test_an_article_that_cannot_be_read_harms_none_that_is_read_with_it(refiner: Refiner) -> None:
    lexicon, sound = load_lexicon(), with_vectors(stored(TEXT))
    rows = np.zeros((1, 2), np.float16)  # as of no encoder
    torn = attrs.evolve(sound, id="torn", sentences=tuple(attrs.evolve(s, vectors=rows) for s in sound.sentences))
    finder = Finder(lexicon, refiner)
    finder.ahead([sound, torn])
    assert finder(sound) == find(sound, lexicon, refiner)
    with pytest.raises(RuntimeError):
        finder(torn)


def test_an_attention_layer_begins_as_one_that_adds_nothing() -> None:
    states = torch.randn(2, 5, READ)
    assert torch.equal(Layer().eval()(states, torch.ones(2, 5, dtype=torch.bool)), states)


def test_a_small_run_of_the_training_writes_what_the_package_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [next(f"{n}" for n in itertools.count() if training.held_out(f"{n}")), "learned"]
    assert not training.held_out(names[1])
    content = [TEXT.index("that engineers"), TEXT.index(".")]
    marked = {"source": [[0, 9]], "cue": [[10, 14]], "content": [content]}
    rows = [{"id": name, "text": TEXT, "attributions": [marked]} for name in names]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    known = [with_vectors(stored(TEXT, name)) for name in names]
    monkeypatch.setattr(training, "parsed", lambda *_: known)
    asked = ["--gold", str(gold), "--out", str(tmp_path), "--hidden", "16", "--rate", "0.01", "--epochs", "40"]
    training.main(asked)
    settings = json.loads((tmp_path / "attribution.json").read_text(encoding="utf-8"))
    first, refiner = settings["sha256"], load_refiner(tmp_path)
    assert settings["held out"]["drafts F1"] == 100
    sentence = known[1].sentences[0]
    said = next(d for d in drafts_of(sentence, load_lexicon().once(Cues), True) if d.head == 2)
    found = refiner.refine([sentence], [said], [frozenset()])[0]
    assert found.probability >= refiner.threshold
    assert (found.source, found.cue, found.content) == ({0, 1}, {2}, set(range(3, 11)))
    training.main(asked)  # all epochs are done: it goes on from the last, and so writes nothing
    assert json.loads((tmp_path / "attribution.json").read_text(encoding="utf-8"))["sha256"] == first


@pytest.mark.parametrize("example", table("edges"), ids=name_of)
def test_what_is_no_part_of_a_source_is_left_out_though_it_was_learned(example: dict[str, Any]) -> None:
    text = example["text"]
    sentence = stored(text).sentences[0]

    def places(words: str) -> Words:
        span = Span(text.index(words), text.index(words) + len(words))
        return frozenset(token.index for token in sentence.tokens if token.span.overlaps(span))

    found = _one_source(sentence, places(example["learned"]), places(example["rule"]), CUES)
    assert found == places(example["kept"])


def test_of_a_coordinated_subject_all_speak() -> None:
    sentence = stored("One clerk and one guard said that it was over.").sentences[0]
    clerk, both = frozenset({0, 1}), frozenset(range(5))
    assert _one_source(sentence, clerk, both, CUES) == both
    assert _one_source(sentence, clerk, clerk, CUES) == clerk  # nothing that the rule did not propose
    assert _one_source(sentence, frozenset({3, 4}), both, CUES) == {3, 4}  # without the head its company is not its own


class _Doubting:
    """A refiner that takes no draft for an attribution."""

    threshold = 0.4
    press = None

    def refine(self, sentences: Sequence[Sentence], drafts: Sequence[Draft], quoted: Sequence[Words]) -> list[Refined]:
        return [Refined(0.1, frozenset(), frozenset(), frozenset()) for _ in drafts]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("“I will open the bridge,” she got to shout.", ["she"]),
        ("She is expected to say that the bridge will open.", []),
    ],
)
def test_a_clause_of_saying_after_a_quotations_last_comma_is_one_whatever_was_learned(
    text: str, sources: list[str]
) -> None:
    doubting = cast(Refiner, _Doubting())
    found = find(with_vectors(stored(text)), load_lexicon(), doubting).attributions
    assert [a.source.text for a in found if a.source is not None] == sources


class _Wavering(_Doubting):
    """A refiner that finds every draft a little too unlikely."""

    def refine(self, sentences: Sequence[Sentence], drafts: Sequence[Draft], quoted: Sequence[Words]) -> list[Refined]:
        return [Refined(0.3, draft.source, draft.cue, draft.content) for draft in drafts]


@pytest.mark.parametrize("example", table("doubted"), ids=name_of)
def test_what_the_text_itself_shows_to_be_said_is_said_though_each_cue_is_doubted(example: dict[str, Any]) -> None:
    found = find(with_vectors(stored(example["text"])), load_lexicon(), cast(Refiner, _Wavering())).attributions
    assert [a.source.text for a in found if a.source is not None] == example["sources"]

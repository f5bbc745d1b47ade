"""Annotate: the same trees as Stanza's own call, whatever the sentence; heads as Stanza's decoder finds them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from examples import article_of
from hypothesis import example, given
from hypothesis import strategies as st
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root, tarjan
from torch.nn.utils.rnn import pack_sequence

from audit.model import Article
from audit.parse import Parser
from audit.parse.annotate import Annotator, _doubled, _heads, _log_scores, fits
from audit.parse.batches import PADDING, of_like_length
from audit.parse.packed import BothWays, Padded, pack, packed
from audit.parse.stanza_parser import StanzaParser
from audit.parse.tree import circle_of
from audit.read import read_articles

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def stanzas(parser: Parser) -> Parser:
    """The same models by Stanza's own processors: every pair of words labelled, an encoder pass for each processor."""
    assert isinstance(parser, StanzaParser)
    return StanzaParser(parser.name, parser._pipeline, parser.models, by_processors=True)


def same(parser: Parser, stanzas: Parser, articles: list[Article]) -> None:
    for ours, theirs in zip(parser.parse(articles), stanzas.parse(articles), strict=True):
        assert ours.sentences == theirs.sentences
        assert ours.segments == theirs.segments
        for sentence in ours.sentences:
            assert sentence.vectors.shape == (len(sentence.tokens), 384)
            assert sentence.vectors.dtype == np.float16


def test_the_trees_are_those_of_stanzas_own_call(parser: Parser, stanzas: Parser) -> None:
    same(parser, stanzas, list(read_articles(ROOT / "seeds")))


ODD = {
    "a doubled object": "They gave the clerk the keys the council the money the mayor a reason.",
    "no verb": "Roads shut, bridges shut, schools shut.",
    "marks that Stanza makes simple": "Is it shut??!! Nobody knows!!! The mayor does?!",
    "one word": "Shut.",
    "another script": "Город сказал, что мост закрыт. 市長は言った。",
    "words without any piece": "The mayor \ufffd said \ud83d that \u3164 it was fine.",
    "more pieces than the encoder takes": "The list is " + "Zyxwvutsrqponmlk-qwrtpsdfghjkl " * 40 + "and no more.",
    "breaks after titles and without marks": "Sen. Alvarez said so Rep. Ode did not\n\nMr. Ode, she said",
    "a contraction": "They can't, won't and don't say who's gonna pay; it's the mayor's.",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_sentences_too(parser: Parser, stanzas: Parser, text: str) -> None:
    same(parser, stanzas, [article_of(text)])


def test_lemmas_that_are_kept_stay_the_same(parser: Parser) -> None:
    article = article_of("The mayors had left the leaves. She leaves; the leaves fall.")
    (first,), (second,) = parser.parse([article]), parser.parse([article])
    assert first.sentences == second.sentences


# --- without models


@st.composite
def scored(draw: st.DrawFn) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores of heads for a few sentences, the longest first, padded with what must not count."""
    sizes = sorted(draw(st.lists(st.integers(2, 9), min_size=1, max_size=5)), reverse=True)
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    return torch.from_numpy(random.normal(size=(len(sizes), sizes[0], sizes[0])).astype(np.float32)), torch.tensor(
        sizes
    )


@given(scored())
@example((torch.zeros(1, 2, 2), torch.tensor([2])))
def test_heads_are_those_of_stanzas_decoder(given: tuple[torch.Tensor, torch.Tensor]) -> None:
    scores, sizes = given
    found = _heads(scores, sizes)
    for place, size in enumerate(sizes.tolist()):
        tree = chuliu_edmonds_one_root(_log_scores(scores[place, :size, :size]))
        assert found[place, 1:size].tolist() == tree[1:].tolist()
        assert not found[place, size:].any()


@given(st.lists(st.integers(0, 30), max_size=12))
def test_a_circle_is_the_last_that_stanza_finds(drawn: list[int]) -> None:
    heads = [0, *(head % (len(drawn) + 1) for head in drawn)]  # a word may govern itself, which is no circle
    circles = tarjan(np.array(heads))
    found = circle_of(heads)
    assert (found is None) == (not circles)
    if found is not None:
        assert sorted(found) == np.flatnonzero(circles[-1]).tolist()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(0, 10_000))
def test_an_lstm_taken_both_ways_does_what_it_does(lengths: list[int], seed: int) -> None:
    torch.manual_seed(seed)
    layer = torch.nn.LSTM(3, 4, bidirectional=True, batch_first=True)
    rows = pack_sequence([torch.randn(length, 3) for length in sorted(lengths, reverse=True)])
    with torch.inference_mode():
        found, wanted = BothWays(layer)(rows)[0], layer(rows)[0]
    assert torch.equal(found.batch_sizes, wanted.batch_sizes)
    assert torch.allclose(found.data, wanted.data, atol=1e-5)


def test_an_lstm_over_padded_rows_reads_none_of_the_padding() -> None:
    torch.manual_seed(2)
    layer = torch.nn.LSTM(6, 5, batch_first=True, bidirectional=True)
    rows, lengths = torch.randn(4, 9, 6), torch.tensor([3, 9, 1, 5])
    with torch.inference_mode():
        found = Padded(layer)(rows, lengths)
        for row, length, states in zip(rows, lengths.tolist(), found, strict=True):
            torch.testing.assert_close(states[:length], layer(row[None, :length])[0][0], atol=1e-6, rtol=1e-5)


def test_packed_layers_do_what_the_layers_do() -> None:
    torch.manual_seed(3)
    layers = torch.nn.Sequential(torch.nn.Linear(7, 5), torch.nn.Sequential(torch.nn.Linear(5, 3, bias=False)))
    rows = torch.randn(2, 4, 7)
    with torch.inference_mode():
        plain = layers(rows)
        pack(layers, 8)
        assert torch.allclose(layers(rows), plain, atol=1e-5)


def test_a_processor_without_packed_layers_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, *_: object) -> None:
        raise RuntimeError("not on this processor")

    monkeypatch.setattr("audit.parse.packed.Packed.__init__", refuse)
    layer = torch.nn.Linear(7, 5)
    assert packed(layer, 8) is layer


def test_two_subjects_or_objects_of_one_governor_are_seen() -> None:
    assert _doubled(np.array([0, 2, 0, 2]), ["nsubj", "root", "csubj"])
    assert _doubled(np.array([0, 2, 0, 2]), ["obj", "root", "obj"])
    assert not _doubled(np.array([0, 2, 0, 2]), ["nsubj", "root", "obj"])
    assert not _doubled(np.array([0, 2, 0, 2]), ["nsubj", "root", "nsubj:outer"])
    assert not _doubled(np.array([0, 2, 0, 2]), ["advmod", "root", "advmod"])


@given(st.lists(st.integers(1, 50)), st.integers(1, 100), st.integers(1, 50))
def test_batches_hold_all_within_their_bounds(lengths: list[int], most: int, full: int) -> None:
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batches = list(of_like_length(order, lengths, most, full))
    assert [number for batch in batches for number in batch] == order
    for batch in batches:
        sizes = [lengths[number] for number in batch]
        assert len(batch) == 1 or len(batch) * max(sizes) <= most
        assert sum(sizes[:-1]) < full or sum(sizes) >= len(batch) * max(sizes) * (1 - PADDING)


def test_models_of_another_form_are_left_to_stanza() -> None:
    pipeline = SimpleNamespace(processors={})
    assert not fits(pipeline)
    with pytest.raises(ValueError, match="share an encoder"):
        Annotator(pipeline)

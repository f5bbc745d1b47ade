"""Sentences as lists of words go in; their tags, lemmas, heads, relations and vectors come out, from a Stanza pipeline
whose tagger and parser share one encoder.

Every model is Stanza's own, as its processors loaded it, and called layer by layer; only the order of the work is ours,
so that the same trees cost less: one pass of the encoder for tagger, parser and vectors, over sentences sorted by their
word pieces; each distinct word spelled and lemmatized once; heads before relations, and relations at the heads alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Final

import torch
from attrs import frozen
from stanza.models.common import bert_embedding
from stanza.models.common.doc import Document
from stanza.models.common.utils import simplify_punct
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.head_constraints import DEPREL_TO_GROUP, resolve_head_constraint_violations
from stanza.models.depparse.model import GraphParser
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence, pad_sequence

from audit.parse.batches import of_like_length
from audit.parse.embedded import PIECES_A_PASS
from audit.parse.packed import packed
from audit.parse.tree import best_tree

LAYERS: Final = 4  # tagger and parser each mix the encoder's last four
WORDS_A_BATCH: Final = 2000  # words, padding included, that tagger and parser take at once
SPELLED_AT_ONCE: Final = 512  # distinct words that the tagger reads letter by letter at once
LABELLED_AT_ONCE: Final = 128  # governors whose words' relations are scored at once: what stays in a processor's cache
LEMMAS_KEPT: Final = 50_000  # of (word, part of speech), which is all that a lemma depends on

Words = Sequence[str]


@frozen
class Annotated:
    """A sentence's words: tags ("" for none), lemmas, heads from 1 and 0 for the root, relations, and, where there is
    an encoder, one row of 384 half floats a word: the mean of its last four layers."""

    upos: list[str]
    xpos: list[str]
    feats: list[str]
    lemmas: list[str]
    heads: list[int]
    relations: list[str]
    vectors: Any


@frozen
class Encoded:
    """What the encoder says of a sentence: rows for the tagger (one a word), rows for the parser (one more, in front,
    for the root), and the vectors that are kept."""

    tagger: torch.Tensor
    parser: torch.Tensor
    vectors: Any


class Annotator:
    """Tagger, lemmatizer and parser of a stanza.Pipeline. Raises ValueError where they are not of the form that this
    module knows; ``fits`` says so before."""

    def __init__(self, pipeline: Any) -> None:
        if not fits(pipeline):
            raise ValueError("tagger and parser do not share an encoder in the way that is known here")
        self._tagger = pipeline.processors["pos"].trainer
        self._parser = pipeline.processors["depparse"].trainer.model
        self._lemmatizer = pipeline.processors["lemma"]
        self._repairs = pipeline.processors["depparse"].config.get("resolve_head_constraints", True)
        self._lemmas: dict[tuple[str, str], str] = {}
        for model in (self._tagger.model, self._parser):
            model.eval()
        weight = self._parser.deprel.scorer.W_bilin.weight.detach()
        by_head = torch.nn.Linear(weight.shape[1], weight.shape[0] * weight.shape[2], bias=False)
        by_head.weight = torch.nn.Parameter(weight.permute(0, 2, 1).flatten(0, 1).contiguous(), requires_grad=False)
        self._by_head = packed(by_head, LABELLED_AT_ONCE)

    def __call__(self, sentences: Sequence[Words]) -> list[Annotated]:
        """The sentences annotated, in order; each needs a word at least."""
        with torch.inference_mode():
            seen = [
                [word[0] for word in sentence] for sentence in simplify_punct([[[w] for w in s] for s in sentences])
            ]
            encoded = self._encoded(seen)
            tags = self._tagged(seen, [one.tagger for one in encoded])
            trees = self._trees([one.parser for one in encoded])
        lemmas = self._lemmatized(sentences, tags)
        found = []
        for tagged, lemma, (heads, relations), one in zip(tags, lemmas, trees, encoded, strict=True):
            upos, xpos, feats = map(list, zip(*tagged, strict=True))
            found.append(Annotated(upos, xpos, feats, lemma, heads, relations, one.vectors))
        return found

    # ------------------------------------------------------------------------------------------------ encoder

    def _encoded(self, sentences: Sequence[Words]) -> list[Encoded]:
        """One pass for all sentences: batches of like length, each word the last of its pieces, as Stanza has it."""
        tokenizer, model = self._parser.bert_tokenizer, self._parser.bert_model
        found: dict[int, Encoded] = {}
        split = tokenizer(list(map(list, sentences)), is_split_into_words=True, return_attention_mask=False)
        pieces = split["input_ids"]
        places = []
        for number, words in enumerate(sentences):
            last = bert_embedding.convert_to_position_list(words, split.word_ids(batch_index=number))
            places.append(last)
            if None in last or len(pieces[number]) > tokenizer.model_max_length:
                found[number] = self._by_stanza(words)
        order = sorted(set(range(len(sentences))) - found.keys(), key=lambda n: len(pieces[n]))
        mixes = torch.stack([self._tagger.model.bert_layer_mix.weight[0], self._parser.bert_layer_mix.weight[0]])
        for batch in of_like_length(order, [len(row) for row in pieces], PIECES_A_PASS):
            inputs = tokenizer.pad({"input_ids": [pieces[n] for n in batch]}, return_tensors="pt")
            hidden = model(**inputs, output_hidden_states=True).hidden_states[-LAYERS:]
            rows = torch.tensor([row for row, n in enumerate(batch) for _ in places[n]])
            columns = torch.tensor([place for n in batch for place in places[n]])
            layers = torch.stack([layer[rows, columns] for layer in hidden])
            mean = layers.mean(0)
            sizes = [len(places[n]) for n in batch]
            for_tagger, for_parser = (mean + torch.tensordot(mix, layers, 1) for mix in mixes)
            kept = mean.half()
            for n, one, other, vectors in zip(
                batch, *(torch.split(whole, sizes) for whole in (for_tagger, for_parser, kept)), strict=True
            ):
                found[n] = Encoded(one[1:-1], other[:-1], vectors[1:-1].numpy().copy())
        return [found[n] for n in range(len(sentences))]

    def _by_stanza(self, words: Words) -> Encoded:
        """The same by Stanza's own call, a pass for each: it knows what to do with words that have no piece and with
        sentences longer than the encoder takes."""
        model, tokenizer = self._parser.bert_model, self._parser.bert_tokenizer
        mean = SimpleNamespace(in_features=LAYERS, weight=torch.zeros(1, LAYERS))
        one, other, vectors = (
            bert_embedding.extract_bert_embeddings(
                self._parser.args["bert_model"], tokenizer, model, [list(words)], "cpu", True, True, mix
            )[0]
            for mix in (self._tagger.model.bert_layer_mix, self._parser.bert_layer_mix, mean)
        )
        return Encoded(one[1:-1], other[:-1], vectors[1:-1].half().numpy())

    # ------------------------------------------------------------------------------------------------- tagger

    def _tagged(self, sentences: Sequence[Words], rows: Sequence[torch.Tensor]) -> list[list[tuple[str, ...]]]:
        """UPOS, XPOS and features of each word, as stanza.models.pos.model.Tagger.forward scores them."""
        tagger, vocab = self._tagger.model, self._tagger.vocab
        spelled = self._spelled(sentences)
        known: dict[tuple[int, ...], str] = {}
        found: dict[int, list[tuple[str, ...]]] = {}
        lengths = [len(words) for words in sentences]
        for batch in _longest_first(lengths):
            inputs = [torch.cat([torch.stack([spelled[w] for w in sentences[n]]), rows[n]], 1) for n in batch]
            packed = _through(tagger.taggerlstm, inputs, tagger.taggerlstm_h_init, tagger.taggerlstm_c_init)
            hidden = torch.relu(tagger.upos_hid(packed.data))
            coarse, fine = tagger.upos_clf(hidden).argmax(1), tagger.tag_clf["xpos"](hidden).argmax(1)
            features = torch.stack([one(hidden).argmax(1) for one in tagger.tag_clf["feats"]], 1)
            columns = torch.cat([coarse[:, None], fine[:, None], features], 1)
            padded, _ = pad_packed_sequence(PackedSequence(columns, packed.batch_sizes), batch_first=True)
            for n, ids in zip(batch, padded.tolist(), strict=True):
                found[n] = []
                for first, second, *others in ids[: lengths[n]]:
                    key = tuple(others)
                    if key not in known:
                        known[key] = _given(vocab["feats"].id2unit(others))
                    fine_tag = _given(vocab["xpos"].id2unit(second))
                    found[n].append((_given(vocab["upos"].id2unit(first)), fine_tag, known[key]))
        return [found[n] for n in range(len(sentences))]

    def _spelled(self, sentences: Sequence[Words]) -> dict[str, torch.Tensor]:
        """What the tagger makes of a word's letters, for each distinct word."""
        tagger, letters = self._tagger.model, self._tagger.vocab["char"]
        words = sorted({word for words in sentences for word in words}, key=lambda word: (-len(word), word))
        found: dict[str, torch.Tensor] = {}
        for start in range(0, len(words), SPELLED_AT_ONCE):
            part = words[start : start + SPELLED_AT_ONCE]
            ids = pad_sequence([torch.tensor(letters.map(list(word))) for word in part], batch_first=True)
            lengths = [len(word) for word in part]
            rows = tagger.charmodel(ids, None, list(range(len(part))), [len(part)], lengths)
            found.update(zip(part, tagger.trans_char(rows.data), strict=True))
        return found

    def _lemmatized(self, sentences: Sequence[Words], tags: Sequence[Sequence[tuple[str, ...]]]) -> list[list[str]]:
        """A lemma for each word, by Stanza's processor, which is asked once for a word with one part of speech."""
        pairs = [
            [(word, tag[0]) for word, tag in zip(words, tagged, strict=True)]
            for words, tagged in zip(sentences, tags, strict=True)
        ]
        if len(self._lemmas) > LEMMAS_KEPT:
            self._lemmas.clear()
        new = sorted({pair for row in pairs for pair in row} - self._lemmas.keys())
        if new:
            rows = [{"id": (n,), "text": word, "upos": upos} for n, (word, upos) in enumerate(new, 1)]
            document = self._lemmatizer.process(Document([rows]))
            for pair, word in zip(new, document.sentences[0].words, strict=True):
                self._lemmas[pair] = word.lemma or word.text
        return [[self._lemmas[pair] for pair in row] for row in pairs]

    # ------------------------------------------------------------------------------------------------- parser

    def _trees(self, rows: Sequence[torch.Tensor]) -> list[tuple[list[int], list[str]]]:
        """Heads and relations of each sentence, given its rows with that of the root in front.

        The head that scores best for each word, where that gives a tree with one root; else the tree that scores best
        (Chu-Liu-Edmonds). Relations are scored at these heads alone, unless a governor comes to have two subjects or
        objects: Stanza's repair of these weighs all relations of the sentence.
        """
        parser = self._parser
        found: dict[int, tuple[list[int], list[str]]] = {}
        lengths = [len(row) for row in rows]
        for batch in _longest_first(lengths):
            packed = _through(
                parser.parserlstm, [rows[n] for n in batch], parser.parserlstm_h_init, parser.parserlstm_c_init
            )
            states, sizes = pad_packed_sequence(packed, batch_first=True)
            scores = parser.unlabeled(states, states).squeeze(3)
            heads = _heads(scores, sizes)
            labels = self._labels(states, sizes, heads)
            for place, n in enumerate(batch):
                size = lengths[n]
                tree, names = heads[place, :size], self._names(labels[place])
                if self._repairs and _doubled(tree, names):
                    tree, ids = self._repaired(states[place, :size], scores[place, :size, :size], tree)
                    names = self._names(ids)
                found[n] = (tree[1:].tolist(), names)
        return [found[n] for n in range(len(rows))]

    def _labels(self, states: torch.Tensor, sizes: torch.Tensor, heads: Any) -> list[list[int]]:
        """The relation that scores best for each word at its head, in blocks; numbers without the vocabulary's prefix.

        The scorer is bilinear, (word, 1) × weight × (head, 1), as in stanza.models.common.biaffine; half of the words
        govern none, so the costly product is that of weight and head.
        """
        scorer = self._parser.deprel
        width, _, number = scorer.scorer.W_bilin.weight.shape
        sentence = torch.repeat_interleave(torch.arange(len(sizes)), sizes - 1)
        word = torch.cat([torch.arange(1, int(size)) for size in sizes])
        dependents = torch.relu(scorer.W1(states[sentence, word]))
        dependents = torch.cat([dependents, dependents.new_ones(len(word), 1)], 1).unsqueeze(1)
        places = sentence * states.shape[1] + torch.from_numpy(heads)[sentence, word]
        heading, of = torch.unique(places, return_inverse=True)
        governors = torch.relu(scorer.W2(states.flatten(0, 1)[heading]))
        governors = torch.cat([governors, governors.new_ones(len(heading), 1)], 1)
        best = torch.empty(len(word), dtype=torch.long)
        order = torch.argsort(of, stable=True)
        ends = torch.searchsorted(of[order], torch.arange(0, len(heading) + LABELLED_AT_ONCE, LABELLED_AT_ONCE))
        for start, (first, last) in enumerate(itertools.pairwise(ends.tolist())):
            rows, begin = order[first:last], start * LABELLED_AT_ONCE
            crossed = self._by_head(governors[begin : begin + LABELLED_AT_ONCE]).view(-1, width, number)
            scores = torch.bmm(dependents[rows], crossed[of[rows] - begin]).squeeze(1) + scorer.scorer.W_bilin.bias
            best[rows] = scores.argmax(1)
        return [part.tolist() for part in torch.split(best, (sizes - 1).tolist())]

    def _names(self, ids: Sequence[int]) -> list[str]:
        names: list[str] = self._parser.vocab["deprel"].unmap([number + VOCAB_PREFIX_SIZE for number in ids])
        return names

    def _repaired(self, states: torch.Tensor, scores: torch.Tensor, tree: Any) -> tuple[Any, list[int]]:
        """Stanza's repair of a sentence in which a governor has two subjects or two objects."""
        whole = states.unsqueeze(0)
        labels = torch.log_softmax(self._parser.deprel(whole, whole), 3)[0].numpy()
        repaired: tuple[Any, list[int]] = resolve_head_constraint_violations(
            _log_scores(scores), labels, tree, self._parser.vocab["deprel"]
        )
        return repaired


def fits(pipeline: Any) -> bool:
    """Whether tagger and parser of a stanza.Pipeline read one encoder's last four layers and nothing that this module
    does not make: the form of the embedded models."""
    names = ("pos", "lemma", "depparse")
    if not all(name in pipeline.processors for name in names):
        return False
    tagger, parser = (pipeline.processors[name].trainer.model for name in ("pos", "depparse"))
    lemmatizer = pipeline.processors["lemma"]
    alone = ("word_emb_dim", "pretrain", "charlm")
    return (
        type(parser) is GraphParser
        and parser.bert_model is not None
        and parser.bert_model is tagger.bert_model
        and parser.peft_name is None
        and tagger.peft_name is None
        and all(model.args.get("bert_hidden_layers") == LAYERS for model in (tagger, parser))
        and not any(model.args.get(name) for model in (tagger, parser) for name in alone)
        and not any(parser.args.get(name) for name in ("tag_emb_dim", "char", "use_arc_embedding"))
        and not any(parser.args.get(name) for name in ("linearization", "distance", "reversed"))
        and tagger.share_hid
        and tagger.tag_names == ["upos", "xpos", "feats"]
        and bool(tagger.args.get("char"))
        and isinstance(tagger.tag_clf["xpos"], torch.nn.Linear)
        and isinstance(tagger.tag_clf["feats"], torch.nn.ModuleList)
        and not lemmatizer.trainer.has_contextual_lemmatizers()
    )


def _given(tag: str) -> str:
    """The tag; "" for the sign that there is none."""
    return "" if tag == "_" else tag


def _longest_first(lengths: Sequence[int]) -> list[list[int]]:
    """Sentences of these lengths as Stanza's layers want them, in batches of at most WORDS_A_BATCH with padding, which
    costs them little: each step of theirs is taken by those sentences alone that are so long."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [batch[::-1] for batch in of_like_length(order, lengths, WORDS_A_BATCH, full=WORDS_A_BATCH)]


def _through(layer: Any, rows: Sequence[torch.Tensor], first: torch.Tensor, cell: torch.Tensor) -> PackedSequence:
    """Sentences, the longest first, through one of Stanza's highway LSTMs from its learned first state."""
    state = [one.expand(-1, len(rows), -1).contiguous() for one in (first, cell)]
    packed: PackedSequence = layer(pack_sequence(list(rows)), None, hx=(state[0], state[1]))[0]
    return packed


def _heads(scores: torch.Tensor, sizes: torch.Tensor) -> Any:
    """The head of each word, rows padded with 0, and 0 in the root's own place. ``scores``: [sentence, word, head]."""
    count, longest = scores.shape[:2]
    places = torch.arange(longest)
    outside = places >= sizes[:, None]
    barred = outside[:, None, :] | torch.eye(longest, dtype=torch.bool)
    heads = scores.masked_fill(barred, -float("inf")).argmax(2).masked_fill(outside, 0)
    heads[:, 0] = 0
    reached = heads
    for _ in range(max(1, longest).bit_length()):
        reached = torch.gather(reached, 1, reached)  # twice as far up: all at the root, or someone is in a cycle
    roots = ((heads == 0) & ~outside).sum(1) - 1
    sound = ((reached == 0).all(1) & (roots == 1)).tolist()
    found = heads.numpy()
    for place in range(count):
        if not sound[place]:
            size = int(sizes[place])
            found[place, :size] = best_tree(_log_scores(scores[place, :size, :size]))
    return found


def _log_scores(scores: torch.Tensor) -> Any:
    """A sentence's scores of heads as Stanza gives them on: no word governs itself; logarithms of probabilities."""
    barred = torch.eye(len(scores), dtype=torch.bool)
    return torch.log_softmax(scores.masked_fill(barred, -float("inf")), 1).numpy()


def _doubled(tree: Any, names: Sequence[str]) -> bool:
    """Whether a governor has two subjects, or two objects, of the groups that Stanza repairs."""
    held = [
        (int(head), group) for head, name in zip(tree[1:], names, strict=True) if (group := DEPREL_TO_GROUP.get(name))
    ]
    return len(held) > len(set(held))

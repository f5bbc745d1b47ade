"""Text goes in, sentences as lists of tokens come out, split by the tokenizer of a Stanza pipeline and its expander of
contractions.

The models are Stanza's own and are called in its own way; what they are told of each letter is looked up once a letter,
and no Document is built of what is only read once.
"""

from __future__ import annotations

import copy
import re
from typing import Any, Final

import numpy as np
from attrs import frozen
from stanza.models.common.doc import Document
from stanza.models.tokenization.data import (
    NEWLINE_WHITESPACE_RE,
    PER_CHAR_FEAT_FUNCS,
    POSITION_FEAT_FUNCS,
    WHITESPACE_RE,
    TokenizationDataset,
)
from stanza.models.tokenization.utils import output_predictions
from stanza.pipeline.tokenize_processor import TOKEN_TOO_LONG_REPLACEMENT, TokenizeProcessor
from torch.nn import LSTM

from audit.parse.packed import BothWays

PARAGRAPHS_AT_ONCE: Final = 16  # of like length: more are more padding
_SPACES: Final = re.compile("  +")
_Word = tuple[str, int, int]  # text and place


@frozen
class Form:
    """A token as it stands in the text, with its offsets there (``start``, ``end``) and its words with theirs: several
    in a contraction, whose words have the token's place where they are not written out in it."""

    text: str
    start: int
    end: int
    words: tuple[_Word, ...]


def tokenized(pipeline: Any, text: str, trainer: Any = None) -> list[list[Form]]:
    """The sentences of a text, which must not be blank; ``trainer`` is what ``sooner`` made of the pipeline's, without
    it all is left to Stanza's own processors."""
    processor, expander = pipeline.processors["tokenize"], pipeline.processors.get("mwt")
    if trainer is None:
        document = processor.process(text)
        document = expander.process(document) if expander else document
        return [[_form(token) for token in sentence.tokens] for sentence in document.sentences]
    longest = processor.config.get("max_seqlen", TokenizeProcessor.MAX_SEQ_LENGTH_DEFAULT)
    letters = _Letters(processor.config, text, processor.vocab)
    *_, sentences = output_predictions(None, trainer, letters, processor.vocab, None, longest, orig_text=text)
    for sentence in sentences:
        for token in sentence:
            if len(token["text"]) > longest:
                token["text"] = TOKEN_TOO_LONG_REPLACEMENT
    contractions = {token["text"] for sentence in sentences for token in sentence if "misc" in token}
    expanded = _expanded(sorted(contractions), expander) if contractions and expander else {}
    return [[_of_row(token, expanded) for token in sentence] for sentence in sentences]


def sooner(pipeline: Any) -> Any:
    """The trainer of a pipeline's tokenizer, as Stanza calls what holds the network, with the same weights in layers
    that are worked out sooner; None where the tokenizer does what this module does not do in its place."""
    processor = pipeline.processors["tokenize"]
    if not plain(processor):
        return None
    trainer = copy.copy(processor.trainer)
    trainer.args = trainer.args | {"batch_size": PARAGRAPHS_AT_ONCE}
    trainer.model = copy.copy(trainer.model)
    trainer.model._modules = {
        name: BothWays(layer) if isinstance(layer, LSTM) and layer.bidirectional and layer.num_layers == 1 else layer
        for name, layer in trainer.model._modules.items()
    }
    return trainer


def plain(processor: Any) -> bool:
    """Whether a pipeline's tokenizer does nothing that this module does not do in its place."""
    config = processor.config
    return (
        type(processor) is TokenizeProcessor
        and not hasattr(processor, "_variant")
        and not any(config.get(name) for name in ("pretokenized", "no_ssplit", "postprocessor", "speaker_delim"))
        and not any(config.get(name) for name in ("use_dictionary", "skip_newline"))
        and set(config.get("feat_funcs", ())) <= PER_CHAR_FEAT_FUNCS.keys() | POSITION_FEAT_FUNCS
    )


class _Letters(TokenizationDataset):  # type: ignore[misc]  # Stanza has no types
    """What Stanza's tokenizer is told of a text: paragraphs as strings, and each letter's number and features."""

    def __init__(self, config: Any, text: str, vocab: Any) -> None:
        super().__init__(config, input_text="", vocab=vocab, evaluation=True)
        chunks = (chunk.rstrip() for chunk in NEWLINE_WHITESPACE_RE.split(text))
        self.data = [_SPACES.sub(" ", WHITESPACE_RE.sub(" ", chunk)) for chunk in chunks if chunk]
        asked = config["feat_funcs"]
        features = [PER_CHAR_FEAT_FUNCS[name] for name in asked if name in PER_CHAR_FEAT_FUNCS]
        self._known = {
            letter: (vocab.unit2id(letter), [feature(letter) for feature in features])
            for letter in set().union(*self.data)
        }
        self._ends = [place for name, place in (("end_of_para", -1), ("start_of_para", 0)) if name in asked]

    def para_to_sentences(self, para: str) -> list[tuple[Any, Any, Any, list[str]]]:
        """The paragraph as one "sentence": numbers, labels that nobody reads, features and letters."""
        rows = [self._known[letter] for letter in para]
        features = np.zeros((len(rows), len(rows[0][1]) + len(self._ends)), dtype=np.int64)
        features[:, : len(rows[0][1])] = [row for _, row in rows]
        for column, place in enumerate(self._ends, start=len(rows[0][1])):
            features[place, column] = 1
        return [(np.array([number for number, _ in rows]), np.zeros(len(rows), dtype=np.int64), features, list(para))]


def _expanded(contractions: list[str], expander: Any) -> dict[str, list[tuple[str, int | None, int | None]]]:
    """Each contraction's words, with their places in it where they are written out there."""
    rows = [
        {"id": (n,), "text": text, "start_char": 0, "end_char": len(text), "misc": "MWT=Yes"}
        for n, text in enumerate(contractions, start=1)
    ]
    (sentence,) = expander.process(Document([rows])).sentences
    return {
        token.text: [(word.text, word.start_char, word.end_char) for word in token.words] for token in sentence.tokens
    }


def _of_row(row: Any, expanded: dict[str, list[tuple[str, int | None, int | None]]]) -> Form:
    text, start, end = row["text"], row["start_char"], row["end_char"]
    words = expanded.get(text) if "misc" in row else None
    if words is None or len(words) == 1:
        return Form(text, start, end, ((text, start, end),))
    placed = ((word, start, end) if a is None or b is None else (word, start + a, start + b) for word, a, b in words)
    return Form(text, start, end, tuple(placed))


def _form(token: Any) -> Form:
    whole = (token.start_char, token.end_char)
    places = [whole if word.start_char is None else (word.start_char, word.end_char) for word in token.words]
    words = tuple((word.text, *place) for word, place in zip(token.words, places, strict=True))
    return Form(token.text, *whole, words)

"""Stanza as a Parser: batches of articles go in, trees whose spans index the articles' own text come out."""

from __future__ import annotations

import hashlib
import logging
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import attrs
import stanza
import torch
from stanza.models.common.doc import Document

from audit.lexicon import builtin
from audit.model import Article, Segment, Sentence, Span, Token
from audit.parse import embedded
from audit.parse.annotate import Annotated, Annotator, fits
from audit.parse.pieces import Piece, pieces
from audit.parse.protocol import ModelError, Parser, Reader
from audit.parse.together import load_together
from audit.parse.tokens import Form, sooner, tokenized
from audit.parse.torn import names_mended

EMBEDDED: Final = Path(__file__).resolve().parent.parent / "models"
OFFICIAL: Final = ("default", "default_accurate")
# The parser is quadratic in a sentence's length and the encoder cuts at 512 word pieces: longer ones are cut into
# stretches.
LONGEST_SENTENCE: Final = 200
# Words that are annotated at once, sorted by length whatever article they are of: 4 kB of rows each, so some 30 MB.
WORDS_A_SLICE: Final = 8000
# Characters that the tokenizer takes at once; a long article is taken piece by piece.
CHARACTERS_A_BATCH: Final = 200_000
_GAP: Final = "\n\n"  # a hard sentence boundary for Stanza's tokenizer

log = logging.getLogger(__name__)


class StanzaParser:
    """A loaded stanza.Pipeline behind the Parser protocol; ``encoder`` is the plain sentence encoder's folder, where
    there is one. ``by_processors`` leaves all to Stanza's own processors, as models of another form than the embedded
    ones do anyway: the same trees, slower and without vectors."""

    beside = True  # networks let go of Python while they reckon

    def __init__(
        self,
        name: str,
        pipeline: Any,
        models: Mapping[str, str],
        encoder: Path | None = None,
        by_processors: bool = False,
    ) -> None:
        self.name = name
        self.models = dict(models)
        self._pipeline = pipeline
        self._encoder_folder = encoder
        self._tokenizer = None if by_processors else sooner(pipeline)
        self._annotator = Annotator(pipeline) if fits(pipeline) and not by_processors else None

    @cached_property
    def _encoder(self) -> tuple[Any, Any]:
        assert self._encoder_folder is not None
        return embedded.load_encoder(self._encoder_folder, adapted=False)

    @cached_property
    def together(self) -> Reader | None:
        """The judge that reads two texts at once (``audit.parse.together``), None where the models bring none."""
        return load_together(self._encoder_folder) if self._encoder_folder is not None else None

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector of 384 numbers per text; an empty list where the models bring no sentence encoder."""
        if self._encoder_folder is None:
            return []
        return embedded.sentence_vectors(self._encoder, texts)

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with their sentences; what could not be parsed becomes a segment with status "failed"."""
        todo = [(number, piece) for number, article in enumerate(articles) for piece in pieces(article)]
        sentences: list[list[Sentence]] = [[] for _ in articles]
        failed: list[list[Segment]] = [[] for _ in articles]
        for batch in _batches(todo):
            for number, piece, parsed in self._trees(batch):
                if isinstance(parsed, str):
                    failed[number].append(Segment(piece.span(0, len(piece.text)), "failed", parsed))
                else:
                    sentences[number].append(_sentence(articles[number].text, piece, *parsed))
        return [
            attrs.evolve(article, sentences=tuple(found), segments=_with_failures(article.segments, bad))
            for article, found, bad in zip(articles, sentences, failed, strict=True)
        ]

    def _trees(self, batch: Sequence[tuple[int, Piece]]) -> Iterator[tuple[int, Piece, _Parsed | str]]:
        """(article, piece, words and vectors of one sentence or why it failed), in text order."""
        text = _GAP.join(piece.text for _, piece in batch)
        starts, here = [], 0
        for _, piece in batch:
            starts.append(here)
            here += len(piece.text) + len(_GAP)
        with torch.inference_mode():
            whole = _mended(tokenized(self._pipeline, text, self._tokenizer), text)
            for group in _slices(part for sentence in whole for part in _cut(sentence)):
                for sentence, result in self._parsed(group, text):
                    place = bisect_right(starts, sentence[0].start) - 1
                    number, piece = batch[place]
                    if isinstance(result, str):
                        yield number, piece, result
                    else:
                        yield number, piece, (_words(sentence, result, starts[place], len(piece.text)), result.vectors)

    def _parsed(self, group: list[list[Form]], text: str) -> Iterator[tuple[list[Form], Annotated | str]]:
        try:
            if self._annotator is not None:
                done = self._annotator([[word for form in sentence for word, *_ in form.words] for sentence in group])
            else:
                done = self._by_processors(group, text)
            yield from zip(group, done, strict=True)
        except (RuntimeError, ValueError, IndexError, KeyError, AssertionError) as error:
            if len(group) == 1:
                log.warning("a sentence could not be parsed: %s", error)
                yield group[0], f"could not be parsed: {type(error).__name__}"
                return
            for sentence in group:
                yield from self._parsed([sentence], text)

    def _by_processors(self, group: list[list[Form]], text: str) -> list[Annotated]:
        """The sentences as Stanza's own processors annotate them, whatever the models are made of; without vectors."""
        document = Document([_rows(sentence) for sentence in group], text)
        for name in ("pos", "lemma", "depparse"):
            document = self._pipeline.processors[name].process(document)
        return [
            Annotated(
                upos=[word.upos or "" for word in sentence.words],
                xpos=[word.xpos or "" for word in sentence.words],
                feats=[word.feats or "" for word in sentence.words],
                lemmas=[word.lemma or word.text for word in sentence.words],
                heads=[word.head for word in sentence.words],
                relations=[word.deprel or "dep" for word in sentence.words],
                vectors=None,
            )
            for sentence in document.sentences
        ]


_Word = tuple[int, int, str, str, str, str, int, str]  # start, end, lemma, upos, xpos, feats, head from 0, relation


_Parsed = tuple[list[_Word], Any]


def _words(sentence: Sequence[Form], done: Annotated, offset: int, limit: int) -> list[_Word]:
    heads, relations = names_mended(done.upos, done.heads, done.relations)
    columns = zip(done.lemmas, done.upos, done.xpos, done.feats, heads, relations, strict=True)
    places = ((max(0, start - offset), min(limit, end - offset)) for form in sentence for _, start, end in form.words)
    return [
        (*place, lemma, upos or "X", xpos, feats, head - 1, relation)
        for place, (lemma, upos, xpos, feats, head, relation) in zip(places, columns, strict=True)
    ]


def _sentence(text: str, piece: Piece, words: list[_Word], vectors: Any) -> Sentence:
    tokens = []
    for index, (start, end, lemma, upos, xpos, feats, head, deprel) in enumerate(words):
        span = piece.span(start, end)
        tokens.append(Token(index, span, span.of(text), lemma, upos, xpos, feats, head, deprel))
    return Sentence(
        Span(tokens[0].span.start, tokens[-1].span.end), tuple(tokens), piece.segment, piece.segment, vectors
    )


def _batches(todo: Sequence[tuple[int, Piece]]) -> Iterator[list[tuple[int, Piece]]]:
    batch: list[tuple[int, Piece]] = []
    size = 0
    for number, piece in todo:
        for part in _parts(piece):
            if batch and size + len(part.text) > CHARACTERS_A_BATCH:
                yield batch
                batch, size = [], 0
            batch.append((number, part))
            size += len(part.text)
    if batch:
        yield batch


def _parts(piece: Piece) -> Iterator[Piece]:
    """A piece too long for one batch, in stretches that end at spaces."""
    if len(piece.text) <= CHARACTERS_A_BATCH:
        yield piece
        return
    here = 0
    while here < len(piece.text):
        end = min(len(piece.text), here + CHARACTERS_A_BATCH)
        if end < len(piece.text):
            space = piece.text.rfind(" ", here, end)
            end = space + 1 if space > here else end
        cuts = tuple((place - here, left_out) for place, left_out in piece.cuts if here < place <= end)
        if piece.text[here:end].strip():
            yield Piece(piece.text[here:end], piece.segment, piece.span(here, here).start, cuts)
        here = end


def _slices(sentences: Iterable[list[Form]]) -> Iterator[list[list[Form]]]:
    group: list[list[Form]] = []
    size = 0
    for sentence in sentences:
        words = _length(sentence)
        if group and size + words > WORDS_A_SLICE:
            yield group
            group, size = [], 0
        group.append(sentence)
        size += words
    if group:
        yield group


def _length(sentence: Iterable[Form]) -> int:
    return sum(len(form.words) for form in sentence)


def _mended(sentences: Iterable[list[Form]], text: str) -> Iterator[list[Form]]:
    """The sentences, those put together again that break after a title ("Sen. | Alvarez said") or without any final
    mark.

    Within a paragraph an English sentence ends in punctuation; the tokenizer, trained on other genres too, at times
    ends one between a name's parts. What a page leaves there, an hour or a heading, goes on with no name.
    """
    here: list[Form] = []
    name = builtin().pattern("layout.name-goes-on")
    title = builtin().pattern("layout.title-before-a-name")
    for sentence in sentences:
        if here:
            end, start = here[-1].end, sentence[0].start
            goes_on = text[end - 1].isalnum() and name.search(f"{here[-1].text} {sentence[0].text}")
            unended = goes_on or text[end - 1] == "," or title.search(text, max(0, end - 8), end)
            short = _length(here) + _length(sentence) <= LONGEST_SENTENCE
            if not (unended and _GAP not in text[end:start] and short):
                yield here
                here = []
        here = here + sentence
    if here:
        yield here


def _cut(sentence: list[Form]) -> list[list[Form]]:
    """A sentence in stretches of at most LONGEST_SENTENCE words, cut after a comma or the like where there is one."""
    if _length(sentence) <= LONGEST_SENTENCE:
        return [sentence]
    parts: list[list[Form]] = [[]]
    size = 0
    for form in sentence:
        full = size + len(form.words) > LONGEST_SENTENCE
        soft = size > LONGEST_SENTENCE * 3 // 4 and parts[-1] and parts[-1][-1].text in {",", ";", ":", "—", "–", "--"}
        if full or soft:
            parts.append([])
            size = 0
        parts[-1].append(form)
        size += len(form.words)
    return parts


def _rows(sentence: Sequence[Form]) -> list[dict[str, Any]]:
    """A sentence as Stanza's Document takes it, words numbered from 1."""
    rows: list[dict[str, Any]] = []
    number = 1
    for form in sentence:
        if len(form.words) > 1:
            row = {"id": (number, number + len(form.words) - 1), "text": form.text}
            rows.append(row | {"start_char": form.start, "end_char": form.end})
        for word, start, end in form.words:
            rows.append({"id": (number,), "text": word, "start_char": start, "end_char": end})
            number += 1
    return rows


def _with_failures(segments: tuple[Segment, ...], failed: list[Segment]) -> tuple[Segment, ...]:
    return tuple(sorted((*segments, *failed), key=lambda s: (s.span, s.status))) if failed else segments


def load(model: str | Path | None = None) -> Parser:
    """The parser for a model, as ``audit.parse.load_parser`` takes it. Raises ModelError."""
    logging.getLogger("stanza").setLevel(logging.ERROR)
    if model is None:
        return _embedded("embedded", EMBEDDED)
    name = str(model)
    if name.startswith("stanza:"):
        return _official(name)
    folder = Path(model)
    if not folder.is_dir():
        raise ModelError(
            f"{name}: no such model folder; give a folder of Stanza models, stanza:default or stanza:default_accurate, "
            "or leave --model out for the embedded English models"
        )
    if (folder / "encoder").is_dir():
        return _embedded(name, folder)
    return _folder(name, folder)


def _embedded(name: str, folder: Path) -> StanzaParser:
    checksums = embedded.verify(folder)
    try:
        pipeline = embedded.load_pipeline(folder)
    except Exception as error:  # Stanza, torch and safetensors each raise their own
        raise ModelError(f"{folder}: these models cannot be loaded: {error}") from error
    return StanzaParser(name, pipeline, checksums, encoder=folder)


def _folder(name: str, folder: Path) -> StanzaParser:
    if not (folder / "resources.json").is_file():
        raise ModelError(
            f"{folder}: neither models of the embedded form (encoder/, depparse.pt, …) nor a Stanza resources folder "
            "(resources.json, en/); see `stanza.download(model_dir=…)`"
        )
    try:
        pipeline = stanza.Pipeline(
            "en",
            dir=str(folder),
            processors="tokenize,mwt,pos,lemma,depparse",
            download_method=None,
            use_gpu=False,
            verbose=False,
        )
    except Exception as error:  # whatever a foreign folder makes Stanza raise
        raise ModelError(f"{folder}: Stanza cannot load English models from this folder: {error}") from error
    return StanzaParser(name, pipeline, _checksums(folder))


def _official(name: str) -> StanzaParser:
    package = name.removeprefix("stanza:")
    if package not in OFFICIAL:
        raise ModelError(f"{name}: unknown package; known are {', '.join('stanza:' + known for known in OFFICIAL)}")
    wanted = {"processors": "tokenize,mwt,pos,lemma,depparse", "package": package, "use_gpu": False, "verbose": False}
    try:
        pipeline = stanza.Pipeline("en", download_method=None, **wanted)
    except Exception:  # not there yet: naming the package was the user's word to fetch it
        try:
            pipeline = stanza.Pipeline("en", **wanted)
        except Exception as error:
            raise ModelError(
                f"{name}: these models are not on this machine and could not be downloaded ({error}); "
                "leave --model out for the embedded English models, which need no download"
            ) from error
    return StanzaParser(name, pipeline, {})


def _checksums(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("en/**/*.pt")):
        with path.open("rb") as file:
            found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found

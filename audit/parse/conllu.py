"""Sentences go in and CoNLL-U comes out, and back: stored parses for tests, for gold trees and for other parsers'
output.

Each sentence carries its text in ``# text``, its place in the article in ``# start_char`` and each word's span in MISC
(``start_char=…|end_char=…``, offsets into the article); trees without them get spans from SpaceAfter.
Format: https://universaldependencies.org/format.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from sys import intern
from typing import Final

from audit.model import Sentence, Span, Token

_OURS: Final = re.compile(r"start_char=([0-9]+)\|end_char=([0-9]+)")


class ConlluError(ValueError):
    """A stored parse is broken; the message names the line."""


def write_conllu(sentences: Iterable[Sentence]) -> str:
    """CoNLL-U text of the sentences, with spans, paragraph and segment."""
    blocks = []
    for sentence in sentences:
        lines = [f"# start_char = {sentence.span.start}", f"# end_char = {sentence.span.end}"]
        lines += [f"# paragraph = {sentence.paragraph}", f"# segment = {sentence.segment}"]
        for t in sentence.tokens:
            misc = f"start_char={t.span.start}|end_char={t.span.end}"
            columns = (
                t.index + 1,
                t.text,
                t.lemma,
                t.upos,
                t.xpos or "_",
                t.feats or "_",
                t.head + 1,
                t.deprel,
                "_",
                misc,
            )
            lines.append("\t".join(map(str, columns)))
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks) + "\n" if blocks else ""


def read_conllu(text: str) -> list[Sentence]:
    """The sentences of a CoNLL-U text. Raises ConlluError naming the line that is broken."""
    found = []
    for block in _blocks(text):
        try:
            found.append(_sentence(block))
        except ConlluError:
            raise
        except ValueError as error:
            raise ConlluError(f"line {block[0][0]}: in the sentence that begins here: {error}") from error
    return found


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _sentence(block: list[tuple[int, str]]) -> Sentence:
    comments, tokens, offset, merged = dict[str, str](), list[Token](), 0, dict[int, Span]()
    for number, line in block:
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
            offset = int(comments.get("start_char", offset)) if not tokens else offset
            continue
        columns = line.split("\t")
        if len(columns) != 10:
            raise ConlluError(f"line {number}: {len(columns)} columns instead of 10")
        name, form, lemma, upos, xpos, feats, head, deprel, _, misc = columns
        try:
            index, governor = int(name) - 1, int(head) - 1
            ours = _OURS.fullmatch(misc)  # as most lines are, which are our own
            span = Span(int(ours[1]), int(ours[2])) if ours else None
        except ValueError as error:
            if "." in name:
                continue  # an empty node of an enhanced graph
            if "-" in name:
                first, last = map(int, name.split("-"))
                span = Span(offset, offset + len(form))
                merged.update(dict.fromkeys(range(first, last + 1), span))
                offset = span.end + (_extra(misc).get("SpaceAfter") != "No")
                continue
            raise ConlluError(f"line {number}: {error}") from error
        if span is None:
            try:
                extra = _extra(misc)
                if "start_char" in extra:
                    span = Span(int(extra["start_char"]), int(extra["end_char"]))
                elif index + 1 in merged:
                    span = merged[index + 1]
                else:
                    span = Span(offset, offset + len(form))
                    offset = span.end + (extra.get("SpaceAfter") != "No")
            except (ValueError, KeyError) as error:
                raise ConlluError(f"line {number}: {error}") from error
        if index != len(tokens):
            raise ConlluError(f"line {number}: word {name} where {len(tokens) + 1} is due")
        xpos, feats = "" if xpos == "_" else xpos, "" if feats == "_" else feats
        tokens.append(
            Token(index, span, form, lemma, intern(upos), intern(xpos), intern(feats), governor, intern(deprel))
        )
    if not tokens:
        raise ConlluError(f"line {block[0][0]}: a sentence without words")
    count = len(tokens)
    for token in tokens:
        if not -1 <= token.head < count or token.head == token.index:
            raise ConlluError(f"line {block[0][0]}: word {token.index + 1} has no governor in the sentence")
    return Sentence(
        Span(int(comments.get("start_char", tokens[0].span.start)), int(comments.get("end_char", tokens[-1].span.end))),
        tuple(tokens),
        int(comments.get("paragraph", 0)),
        int(comments.get("segment", 0)),
    )


def _extra(misc: str) -> dict[str, str]:
    return dict([item.split("=", 1) for item in misc.split("|") if "=" in item]) if "=" in misc else {}

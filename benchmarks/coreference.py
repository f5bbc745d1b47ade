"""GUM's coreference: its CoNLL-U goes in, documents with trees and the mentions of gold come out, and what of ours is a
mention of whom.

Mentions stand in MISC ("Entity=(1-person-…"). GUM's format: https://gucorpling.org/gum/ and
https://github.com/UniversalDependencies/UD_English-GUM
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from audit.model import Article, Segment, Sentence, Span
from audit.parse import ConlluError, read_conllu
from audit.resolve.candidates import Table
from benchmarks.gold import GoldError

# The words after which a description's head has passed: "a spokeswoman for the city", "the man who called"
_AFTER_HEAD: Final = frozenset(
    "of for in on at from with to by about between under against who whom whose which that and or , ( including".split()
)


@frozen
class Named:
    """A mention of an entity in gold: its sentence, its words' places, the place of its head, and what kind of entity
    gold calls it ("person"; "" where it does not say)."""

    entity: str
    sentence: int
    words: tuple[int, ...]
    head: int
    kind: str = ""


@frozen
class Document:
    """An article with gold trees, its genre, and the mentions of gold."""

    article: Article
    genre: str
    mentions: tuple[Named, ...]


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a CoNLL-U file with ``# newdoc`` and entities in MISC. Raises GoldError."""
    try:
        text = path.read_text(encoding="utf-8")
        trees = read_conllu(text)
        blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
        parts: list[list[tuple[str, Sentence]]] = []
        for block, tree in zip(blocks, trees, strict=True):
            if _comment(block, "newdoc id") is not None or not parts:
                parts.append([])
            parts[-1].append((block, tree))
        for part in parts:
            yield _document(part)
    except (OSError, UnicodeDecodeError, ConlluError) as error:
        raise GoldError(f"{path}: {error}; give a CoNLL-U file such as GUM's") from error


def _comment(block: str, key: str) -> str | None:
    found = re.search(rf"^# {re.escape(key)}(?: = (.*))?$", block, re.MULTILINE)
    return None if found is None else (found.group(1) or "")


def _document(part: Sequence[tuple[str, Sentence]]) -> Document:
    blocks = [block for block, _ in part]
    name = _comment(blocks[0], "newdoc id") or "document"
    sentences: list[Sentence] = []
    paragraphs: list[tuple[int, int, str]] = []  # start, end, status
    text, glue = "", ""
    for block, tree in part:
        heading = (_comment(block, "newpar_block") or "").startswith("head")
        if _comment(block, "newpar") is not None or not paragraphs:
            text, glue = text + ("\n" if text else ""), ""
            paragraphs.append((len(text), len(text), "heading" if heading else "prose"))
        text += glue
        moved = _moved(tree, len(text) - tree.span.start, len(paragraphs) - 1)
        text += _written(tree, _comment(block, "text"))
        sentences.append(moved)
        paragraphs[-1] = (paragraphs[-1][0], len(text), paragraphs[-1][2])
        glue = "" if _misc(block)[-1].get("SpaceAfter") == "No" else " "
    segments = tuple(Segment(Span(start, end), status) for start, end, status in paragraphs)
    genre = _comment(blocks[0], "meta::genre") or (name.split("_")[1] if name.count("_") > 1 else "unknown")
    article = Article(id=name, text=text, segments=segments, sentences=tuple(sentences))
    return Document(article, genre, tuple(_mentions(blocks, sentences)))


def _written(tree: Sentence, stated: str | None) -> str:
    """The sentence's text: as it is stated where that fits the words' spans, else put together from the words."""
    if stated is not None and len(stated) == len(tree.span):
        return stated
    characters = [" "] * len(tree.span)
    for token in tree.tokens:
        start, room = token.span.start - tree.span.start, len(token.span)
        characters[start : start + room] = token.text[:room].ljust(room)
    return "".join(characters)


def _moved(tree: Sentence, by: int, paragraph: int) -> Sentence:
    def move(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    tokens = tuple(evolve(token, span=move(token.span)) for token in tree.tokens)
    return evolve(tree, span=move(tree.span), tokens=tokens, paragraph=paragraph, segment=paragraph)


def _misc(block: str) -> list[dict[str, str]]:
    """MISC of each word of the tree, empty nodes and contractions left out."""
    rows = (line.split("\t") for line in block.splitlines() if line and not line.startswith("#"))
    words = (row for row in rows if row[0].isdigit())
    return [dict(item.partition("=")[::2] for item in row[9].split("|")) for row in words]


def brackets(value: str) -> Iterator[tuple[str, str]]:
    """What an Entity value opens and closes, in order: ("open", description) and ("close", entity), a mention of one
    word as both."""
    place = 0
    while place < len(value):
        if value[place] == "(":
            end = min((i for i in (value.find(c, place + 1) for c in "()") if i >= 0), default=len(value))
            description = value[place + 1 : end]
            yield "open", description
            place = end
            if value[end : end + 1] == ")":
                yield "close", description.partition("-")[0]
                place += 1
        else:
            end = value.find(")", place)
            end = len(value) if end < 0 else end
            yield "close", value[place:end].partition("-")[0]
            place = end + 1


def _mentions(blocks: Sequence[str], sentences: Sequence[Sentence]) -> Iterator[Named]:
    opened: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for index, extra in enumerate(_misc(block)):
            for what, description in brackets(extra.get("Entity", "")):
                entity = description.split("-")[0].partition("[")[0]  # "[1/2]": a part of a split mention
                if what == "open":
                    opened[entity].append((number, index, f"{description}-".split("-")[1]))
                elif opened[entity]:
                    began, first, kind = opened[entity].pop()
                    if began == number:  # a mention over two sentences has no one head
                        words = tuple(range(first, index + 1))
                        yield Named(entity, number, words, head_at(sentences[number], words), kind)


def head_at(tree: Sentence, words: Sequence[int]) -> int:
    """The word, of those at these places, that the others hang on."""
    inside = set(words)
    above = [i for i in words if tree.tokens[i].head not in inside and tree.tokens[i].upos != "PUNCT"]
    return above[0] if above else words[-1]


def head_words(tree: Sentence, mention: Named) -> frozenset[str]:
    """The words by which a mention is known: its head and, of a name, its last word. None of a pronoun."""
    head = tree.tokens[mention.head]
    if head.upos not in ("NOUN", "PROPN", "NUM", "ADJ", "X"):
        return frozenset()
    found = {_word(head.text)}
    if head.upos == "PROPN":
        last = max((c.index for c in tree.children(head.index, "flat") if c.index in mention.words), default=head.index)
        found.add(_word(tree.tokens[last].text))
    for other in tree.children(head.index, "conj"):  # "Mara Oduya and Ivo Brandt"
        if other.index in mention.words:
            found |= head_words(tree, evolve(mention, head=other.index))
    return frozenset(found)


def _named_beside(tree: Sentence, mention: Named) -> Iterator[Named]:
    """The same mention by the name in it that follows its noun: "the actor Jane Alvarez", "the mayor, Jane Alvarez"."""
    for other in tree.children(mention.head, "flat", "appos"):
        if other.upos == "PROPN" and tree.tokens[mention.head].upos == "NOUN" and other.index in mention.words:
            yield evolve(mention, head=other.index)


def _word(text: str) -> str:
    return re.sub(r"(?:'s|’s|['’])$", "", text.casefold()).strip(".,")


def answers_by(resolved: str) -> frozenset[str]:
    """The last word of a resolved name or description, and the word before its first complement."""
    words = re.findall(r"[^\s,()]+|[,()]", resolved)
    cut = next((place for place, word in enumerate(words) if place and word.lower() in _AFTER_HEAD), len(words))
    suffixes = {"jr", "sr", "ii", "iii"}
    plain = [w for w in map(_word, words[:cut]) if w and w not in suffixes]
    return frozenset(plain[-1:]) | frozenset(map(_word, words[-1:]))


@frozen(eq=False)
class Gold:
    """What a document's gold says, by where words begin in its text: each mention by its head's offset, and each
    entity's mentions that name it, with their head words."""

    document: Document
    at: Mapping[int, Named]
    named: Mapping[str, tuple[tuple[Span, int, frozenset[str]], ...]]  # entity -> mention, its head's offset, its words

    @classmethod
    def of(cls, document: Document) -> Gold:
        """The same, from the document."""
        at: dict[int, Named] = {}
        beside: dict[int, Named] = {}
        named: dict[str, list[tuple[Span, int, frozenset[str]]]] = defaultdict(list)
        for mention in document.mentions:
            tree = document.article.sentences[mention.sentence]
            span = Span(tree.tokens[mention.words[0]].span.start, tree.tokens[mention.words[-1]].span.end)
            for one in (mention, *_named_beside(tree, mention)):
                head, words = tree.tokens[one.head].span.start, head_words(tree, one)
                if words:
                    named[mention.entity].append((span, head, words))
                if one is not mention:
                    beside.setdefault(head, mention)
                elif head not in at or len(mention.words) < len(at[head].words):
                    at[head] = mention
        return cls(document, beside | at, {entity: tuple(rows) for entity, rows in named.items()})

    def is_right(self, entity: str, resolved: str) -> bool:
        """Whether what is given is a mention of the entity."""
        text, rows = self.document.article.text, self.named.get(entity, ())
        pattern = r"\s+".join(map(re.escape, resolved.split()))
        found = [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
        if not found:
            known = frozenset[str]().union(*(words for *_, words in rows))
            return bool(answers_by(resolved) & known)
        last = answers_by(resolved)
        return any(
            start <= head < end and (words & last or (span.start == start and abs(span.end - end) < 2))
            for start, end in found
            for span, head, words in rows
        )


def rows_in_gold(document: Document, candidates: Table) -> list[str | None]:
    """The entity that gold gives each candidate of the document as we parsed it, by where its head word begins."""
    gold = Gold.of(document)
    joined: dict[int, Named] = {}
    for mention in document.mentions:
        tree = document.article.sentences[mention.sentence]
        if any(child.index in mention.words for child in tree.children(mention.head, "conj")):
            start = tree.tokens[mention.head].span.start
            if start not in joined or len(mention.words) > len(joined[start].words):
                joined[start] = mention
    found = []
    for row in candidates.rows:
        places = [row.token.span.start]
        if row.entity >= 0:  # a name, whose head may be another of its words to us
            mentions = candidates.context.mentions.entities[row.entity].mentions
            here = next(m for m in mentions if m.sentence == row.sentence and m.first <= row.token.index <= m.head)
            tokens = candidates.context.article.sentences[row.sentence].tokens
            places += [tokens[i].span.start for i in range(here.first, here.head + 1)]
        known = joined if row.joined else gold.at
        found.append(next((known[place].entity for place in places if place in known), None))
    return found

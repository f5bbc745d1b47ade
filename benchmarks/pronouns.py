"""Measures whom pronouns are taken for that speak or know, on GUM's trees and coreference.

python -m benchmarks.pronouns [--gold FILE] [--half first|second] [--errors FILE]

Without --gold it is GUM's development part, in the folder that the variable AUDIT_SHARED names. The trees are gold, so
that only find and resolve are measured. A pronoun counts where it is the source of an attribution of speech or
knowledge that find draws, and GUM names its entity by a noun somewhere in the document; resolved is right where the
name or description given shares its head word or last word with such a mention. "who" is annotated by the noun it
hangs on. GUM's format: https://gucorpling.org/gum/ and https://github.com/UniversalDependencies/UD_English-GUM
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from audit.find import find
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution, Segment, Sentence, Span, Token
from audit.parse import ConlluError, read_conllu
from audit.resolve import resolve
from benchmarks.figures import table
from benchmarks.gold import GoldError
from benchmarks.run import locate

GOLD: Final = "ud/en_gum-ud-dev.conllu"
PRONOUNS: Final = ("he", "she", "they", "it", "who")
CUE_CLASSES: Final = ("speech", "knowledge")
# The words after which a description's head has passed: "a spokeswoman for the city", "the man who called"
_AFTER_HEAD: Final = frozenset(
    "of for in on at from with to by about between under against who whom whose which that and or , ( including".split()
)


@frozen
class Named:
    """A mention of an entity in gold: its sentence, its words' places, and the place of its head."""

    entity: str
    sentence: int
    words: tuple[int, ...]
    head: int


@frozen
class Document:
    """An article with gold trees, its genre, and the mentions of gold."""

    article: Article
    genre: str
    mentions: tuple[Named, ...]


@frozen
class Answer:
    """One pronoun: whom we take it for (None: unresolved), by which of gold's words it is right, and whether it is."""

    document: str
    genre: str
    pronoun: str
    resolved: str | None
    names: tuple[str, ...]
    right: bool
    sentence: int


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
    opened: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for index, extra in enumerate(_misc(block)):
            for what, description in brackets(extra.get("Entity", "")):
                entity = description.split("-")[0].partition("[")[0]  # "[1/2]": a part of a split mention
                if what == "open":
                    opened[entity].append((number, index))
                elif opened[entity]:
                    began, first = opened[entity].pop()
                    if began == number:  # a mention over two sentences has no one head
                        words = tuple(range(first, index + 1))
                        yield Named(entity, number, words, _head(sentences[number], words))


def _head(tree: Sentence, words: Sequence[int]) -> int:
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


def _word(text: str) -> str:
    return re.sub(r"(?:'s|’s|['’])$", "", text.casefold()).strip(".,")


def answers_by(resolved: str) -> frozenset[str]:
    """The last word of a resolved name or description, and the word before its first complement."""
    words = re.findall(r"[^\s,()]+|[,()]", resolved)
    cut = next((place for place, word in enumerate(words) if place and word.lower() in _AFTER_HEAD), len(words))
    suffixes = {"jr", "sr", "ii", "iii"}
    plain = [w for w in map(_word, words[:cut]) if w and w not in suffixes]
    return frozenset(plain[-1:]) | frozenset(map(_word, words[-1:]))


def answers(document: Document, lexicon: Lexicon) -> Iterator[Answer]:
    """Each pronoun that counts, and whom we take it for."""
    article = resolve(find(document.article, lexicon), lexicon)
    known: dict[str, set[str]] = defaultdict(set)
    names: dict[str, list[str]] = defaultdict(list)
    at: dict[tuple[int, int], Named] = {}
    for mention in document.mentions:
        tree = article.sentences[mention.sentence]
        words = head_words(tree, mention)
        known[mention.entity] |= words
        if words:
            span = Span(tree.tokens[mention.words[0]].span.start, tree.tokens[mention.words[-1]].span.end)
            names[mention.entity].append(" ".join(span.of(article.text).split()))
        place = mention.sentence, mention.head
        if place not in at or len(mention.words) < len(at[place].words):
            at[place] = mention
    asked = {(number, token.index): (token, resolved) for number, token, resolved in reversed(list(_asked(article)))}
    for (number, _), (token, resolved) in sorted(asked.items()):
        gold = at.get((number, _stands_for(article.sentences[number], token)))
        if gold is None or not known[gold.entity]:
            continue
        right = resolved is not None and bool(answers_by(resolved) & known[gold.entity])
        who = token.text.lower()
        yield Answer(article.id, document.genre, who, resolved, tuple(names[gold.entity]), right, number)


def _asked(article: Article) -> Iterator[tuple[int, Token, str | None]]:
    for attribution in article.attributions:
        token = _pronoun(article, attribution)
        if token is not None and attribution.source and attribution.cue.cue_class in CUE_CLASSES:
            yield *token, attribution.source.resolved


def _pronoun(article: Article, attribution: Attribution) -> tuple[int, Token] | None:
    if attribution.source is None or attribution.source.text.lower() not in PRONOUNS:
        return None
    span = attribution.source.spans[0]
    for number, sentence in enumerate(article.sentences):
        if sentence.span.overlaps(span):
            return next(((number, token) for token in sentence.tokens if token.span == span), None)
    return None


def _stands_for(tree: Sentence, pronoun: Token) -> int:
    """The place of the mention: the pronoun's own, or of a relative's the noun that its clause hangs on."""
    here, seen = pronoun, set[int]()
    while pronoun.text.lower() == "who" and here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel.startswith("acl"):
            return here.head
        here = tree.tokens[here.head]
    return pronoun.index


def figures(found: Iterable[Answer]) -> dict[str, float]:
    """Number, resolved, right of resolved (precision) and right of all (recall), in percent."""
    rows = list(found)
    resolved, right = sum(a.resolved is not None for a in rows), sum(a.right for a in rows)
    return {
        "number": len(rows),
        "resolved": resolved,
        "precision": round(100 * right / resolved, 1) if resolved else 0.0,
        "recall": round(100 * right / len(rows), 1) if rows else 0.0,
    }


def measure(found: Sequence[Answer]) -> dict[str, Mapping[str, float]]:
    """Figures for all pronouns but "who", for each pronoun, and for each genre ("who" left out)."""
    personal = [a for a in found if a.pronoun != "who"]
    rows: dict[str, Mapping[str, float]] = {"he, she, they, it": figures(personal)}
    rows |= {word: figures(a for a in found if a.pronoun == word) for word in PRONOUNS}
    genres = sorted({a.genre for a in personal})
    return rows | {f"in {genre}": figures(a for a in personal if a.genre == genre) for genre in genres}


def report(found: Iterable[Answer], documents: Mapping[str, Article]) -> str:
    """What was wrong or unresolved, with the sentences before; it quotes the corpus."""
    parts = []
    for answer in found:
        if not answer.right:
            sentences = documents[answer.document].sentences
            text = documents[answer.document].text
            near = sentences[max(0, answer.sentence - 3) : answer.sentence + 1]
            shown = text[near[0].span.start : near[-1].span.end]
            names = " | ".join(dict.fromkeys(answer.names))
            parts.append(
                f"{answer.document} {answer.sentence + 1}: {answer.pronoun} → {answer.resolved}; gold: {names}\n{shown}"
            )
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", default=GOLD, help="a CoNLL-U file with entities in MISC, as GUM has them")
    parser.add_argument("--half", choices=("first", "second"), help="every other document: one half to choose on")
    parser.add_argument("--errors", type=Path, metavar="FILE", help="write what was wrong; it quotes the corpus")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object instead of a table")
    options = parser.parse_args()
    try:
        documents = list(read_documents(locate(options.gold)))
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if options.half:
        documents = documents[options.half == "second" :: 2]
    lexicon = load_lexicon()
    found = [answer for document in documents for answer in answers(document, lexicon)]
    rows = measure(found)
    if options.json:
        json.dump(rows, sys.stdout, indent=1)
        print()
    else:
        head = ("", "number", "resolved", "right of resolved %", "right of all %")
        body = [
            (name, str(row["number"]), str(row["resolved"]), f"{row['precision']:.1f}", f"{row['recall']:.1f}")
            for name, row in rows.items()
        ]
        print(f"{len(documents)} documents\n\n{table([head, *body])}")
    if options.errors:
        options.errors.write_text(report(found, {d.article.id: d.article for d in documents}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

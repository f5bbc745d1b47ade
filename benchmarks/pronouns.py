"""Measures whom pronouns are taken for that speak or know, on GUM's coreference.

python -m benchmarks.pronouns [--gold FILE] [--half first|second] [--gold-trees] [--rules-only] [--errors FILE]

Without --gold it is GUM's development part, in the folder that the variable AUDIT_SHARED names. The text is parsed by
our own parser (kept in --cache), attributions are found and resolved as in an audit; with --gold-trees the trees are
GUM's own, and there are no word vectors.

A speech-verb pronoun is a third-person personal pronoun that is, in GUM's tree, the subject of a verb that the lexicon
lists as a cue of speech, or that is the source of an attribution of speech or knowledge that find draws from it. All
of them count. One that no attribution has for its source is asked for by itself. A pronoun can be resolved where GUM
names its entity by a noun or name somewhere in the document. It is resolved rightly where what is given is a mention
of that entity: where it stands in the text, its head is the head of one; where it does not stand there as it is given
(an outlet by its full name), its head word or last word is that of one. "who" is annotated by the noun it hangs on,
and counts where it is a source. GUM's format: https://gucorpling.org/gum/ and
https://github.com/UniversalDependencies/UD_English-GUM
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
from audit.find.refine import Refiner, load_refiner
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution, Segment, Sentence, Span, Token
from audit.parse import ConlluError, read_conllu
from audit.resolve.candidates import Table
from audit.resolve.nouns import points_by
from audit.resolve.ranking import Ranker, load_ranker
from audit.resolve.refer import follow
from audit.resolve.sources import walked
from audit.resolve.types import load_types
from benchmarks.figures import table
from benchmarks.gold import GoldError
from benchmarks.run import locate
from benchmarks.trees import FOLDER, parsed

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
    """One pronoun: whom we take it for (None: unresolved), the mentions that gold names its entity by (none: it cannot
    be resolved), and whether it is right."""

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
        named: dict[str, list[tuple[Span, int, frozenset[str]]]] = defaultdict(list)
        for mention in document.mentions:
            tree = document.article.sentences[mention.sentence]
            head = tree.tokens[mention.head].span.start
            words = head_words(tree, mention)
            if words:
                span = Span(tree.tokens[mention.words[0]].span.start, tree.tokens[mention.words[-1]].span.end)
                named[mention.entity].append((span, head, words))
            if head not in at or len(mention.words) < len(at[head].words):
                at[head] = mention
        return cls(document, at, {entity: tuple(rows) for entity, rows in named.items()})

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
        mention = next((m for place in places if (m := (joined if row.joined else gold.at).get(place))), None)
        found.append(mention.entity if mention else None)
    return found


def answers(
    document: Document,
    lexicon: Lexicon,
    trees: Article | None = None,
    refiner: Refiner | None = None,
    ranker: Ranker | None = None,
) -> Iterator[Answer]:
    """Each pronoun that counts, and whom we take it for; ``trees`` is the article as we parsed it, gold's without."""
    article, context = walked(
        find(trees or document.article, lexicon, refiner), lexicon, load_types() if refiner else None, ranker
    )
    gold = Gold.of(document)
    sources = {token.span.start: (token, resolved) for _, token, resolved in reversed(list(_asked(article)))}
    subjects = {
        token.span.start: token.text.lower()
        for tree in document.article.sentences
        for token in tree.tokens
        if _speaks(tree, token, lexicon)
    }
    for start in sorted(sources.keys() | subjects.keys()):
        number = context.sentence_at(start)
        tree = article.sentences[number]
        token = next((t for t in tree.tokens if t.span.start == start), None)
        if token is None:
            continue
        mention = gold.at.get(tree.tokens[_stands_for(tree, token)].span.start)
        if start in sources:
            resolved = sources[start][1]
        else:
            resolved = follow(context, context.reference(number, token, frozenset()))[1]
        entity = mention.entity if mention else ""
        named = tuple(" ".join(span.of(article.text).split()) for span, *_ in gold.named.get(entity, ()))
        right = resolved is not None and gold.is_right(entity, resolved)
        yield Answer(article.id, document.genre, token.text.lower(), resolved, named, right, number)


def _speaks(tree: Sentence, token: Token, lexicon: Lexicon) -> bool:
    """Whether a personal pronoun of the third person is the subject of a listed verb of speech."""
    if token.deprel != "nsubj" or points_by(token) not in ("person", "group", "thing"):
        return False
    verb = tree.tokens[token.head]
    entries = lexicon.by_word("cues").get(verb.lemma, ())
    return verb.upos == "VERB" and any(e["class"] == "speech" and e["pos"] == "verb" for e in entries)


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
    """Number; those that can be resolved; in percent: the share of these that is resolved, the share of all resolved
    ones that is right (precision), the right of those that can be resolved (recall)."""
    rows = list(found)
    open_ = [a for a in rows if a.names]
    resolved, right = sum(a.resolved is not None for a in rows), sum(a.right for a in rows)
    tried = sum(a.resolved is not None for a in open_)
    return {
        "number": len(rows),
        "named": len(open_),
        "resolved": round(100 * tried / len(open_), 1) if open_ else 0.0,
        "precision": round(100 * right / resolved, 1) if resolved else 0.0,
        "recall": round(100 * right / len(open_), 1) if open_ else 0.0,
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
        if not answer.right and (answer.resolved or answer.names):
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
    parser.add_argument("--gold-trees", action="store_true", help="take GUM's trees, not those of our parser")
    parser.add_argument("--rules-only", action="store_true", help="leave out what is learned")
    parser.add_argument("--learned", type=Path, metavar="FOLDER", help="take the learned resolver from another folder")
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    options = parser.parse_args()
    try:
        documents = list(read_documents(locate(options.gold)))
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    if options.half:
        documents = documents[options.half == "second" :: 2]
    lexicon = load_lexicon()
    given = [document.article for document in documents]
    trees = given if options.gold_trees else parsed([evolve(a, sentences=()) for a in given], options.cache)
    refiner = None if options.rules_only or options.gold_trees else load_refiner()
    ranker = None if options.rules_only else load_ranker(*filter(None, [options.learned]))
    found = [
        a for d, article in zip(documents, trees, strict=True) for a in answers(d, lexicon, article, refiner, ranker)
    ]
    rows = measure(found)
    if options.json:
        json.dump(rows, sys.stdout, indent=1)
        print()
    else:
        head = ("", "number", "named in gold", "resolved %", "right of resolved %", "right of named %")
        body = [
            (name, *(str(row[key]) for key in ("number", "named", "resolved", "precision", "recall")))
            for name, row in rows.items()
        ]
        print(f"{len(documents)} documents\n\n{table([head, *body])}")
    if options.errors:
        options.errors.write_text(report(found, {d.article.id: d.article for d in documents}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

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
(an outlet by its full name), its head word or last word is that of one. A name that follows its noun ("the actor Jane
Alvarez") is as good as the noun. "who" is annotated by the noun it hangs on, and counts where it is a source.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from audit.find import find
from audit.find.refine import Refiner, load_refiner
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution, Sentence, Token
from audit.resolve.nouns import points_by
from audit.resolve.ranking import Ranker, load_ranker
from audit.resolve.refer import follow
from audit.resolve.sources import walked
from audit.resolve.types import load_types
from audit.resolve.weigher import Weigher, load_weigher
from benchmarks.coreference import Document, Gold, read_documents
from benchmarks.figures import table
from benchmarks.gold import GoldError
from benchmarks.run import locate
from benchmarks.trees import FOLDER, parsed

GOLD: Final = "ud/en_gum-ud-dev.conllu"
PRONOUNS: Final = ("he", "she", "they", "it", "who")
CUE_CLASSES: Final = ("speech", "knowledge")


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


def answers(
    document: Document,
    lexicon: Lexicon,
    trees: Article | None = None,
    refiner: Refiner | None = None,
    ranker: Ranker | None = None,
    weigher: Weigher | None = None,
) -> Iterator[Answer]:
    """Each pronoun that counts, and whom we take it for; ``trees`` is the article as we parsed it, gold's without."""
    article, context = walked(
        find(trees or document.article, lexicon, refiner), lexicon, load_types() if refiner else None, ranker, weigher
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
    weigher = None if options.rules_only or options.learned else load_weigher()
    found = [
        a
        for d, article in zip(documents, trees, strict=True)
        for a in answers(d, lexicon, article, refiner, ranker, weigher)
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

"""An article that has gone through find and resolve goes in, an account of its sentences comes out.

First what each is read as, in plain words; then, for who works on the rules, the tree, what fired, what competed and
why it lost, and a line to paste into a lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve

from audit.claims import claimed
from audit.explain.drawn import Explanation, Told, explanation
from audit.explain.plain import plain_words
from audit.find import Considered, considered, find, univocal
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution, Sentence, Span
from audit.parse import Parser
from audit.pipeline import default_parser, default_refiner, default_voices, learned_to_resolve
from audit.read.places import Lines
from audit.report.cells import printable
from audit.resolve import resolve


def explain_article(
    article: Article,
    *,
    line: int | None = None,
    parser: Parser | None = None,
    model: str | Path | None = None,
    lexicon: Lexicon | None = None,
    rules_only: bool = False,
    tree: bool = False,
) -> Explanation:
    """The account of a read article's sentences, or of those at one line of it: a string; a notebook shows it as HTML.

    ``tree`` adds what lies behind the plain words. Other arguments as those of ``audit_articles``. Raises LineError for
    a line that the article does not have.
    """
    rules = lexicon or load_lexicon()
    refiner, voices = (None, None) if rules_only else (default_refiner(), default_voices())
    (parsed,) = (parser or default_parser(model)).parse([article])
    found = find(parsed, rules, refiner)
    heard = claimed(resolve(found, rules, **learned_to_resolve(rules_only)), rules, voices)
    whole = evolve(heard, segments=found.segments, sentences=found.sentences)  # without those that claims cut out
    return account(whole, considered(found, rules, refiner), line, tree)


class LineError(ValueError):
    """An article does not have the line that was asked for."""


def sentences_at(article: Article, line: int | None) -> list[int]:
    """The places of the sentences that touch a line of the text (from 1); all of them without a line.

    Raises LineError for a line that the article does not have.
    """
    if line is None:
        return list(range(len(article.sentences)))
    lines = Lines(article.text)
    if not 1 <= line <= len(lines):
        raise LineError(f"{article.path or article.id}: there is no line {line}; it has {len(lines)}")
    whole = lines.span(line)
    return [number for number, sentence in enumerate(article.sentences) if sentence.span.overlaps(whole)]


def account(
    article: Article, proposed: Sequence[Considered], line: int | None = None, tree: bool = True
) -> Explanation:
    """The account of an article's sentences, or of those at one line; without ``tree`` in plain words alone.

    ``proposed`` is what ``audit.find.considered`` returned for it. Raises LineError for a line that it does not have.
    """
    flat = set(univocal(article.attributions))
    lines = Lines(article.text)
    parts: list[Told] = []
    for number in sentences_at(article, line):
        sentence = article.sentences[number]
        place, _ = lines.at(sentence.span.start)
        found = [a for a in article.attributions if a.sentence == number]
        lost = list(_lost(sentence, (c for c in proposed if c.sentence == number), found))
        details = (
            *_tree(sentence),
            "",
            *_kept(article, found, flat),
            *(_dropped(article, one, words, reason) for one, words, reason in lost),
            f"  to paste: {_example(sentence.span.of(article.text), bool(found))}",
        )
        plain = plain_words(article, sentence, found, ((words, reason) for _, words, reason in lost))
        words = _one_line(sentence.span.of(article.text))
        parts.append(Told(f"{article.path or article.id}:{place}", words, tuple(plain), sentence, details))
    return explanation(printable("".join(f"{part}\n" for part in _joined(parts, tree))), parts)


def _joined(parts: Sequence[Told], tree: bool) -> Iterator[str]:
    for number, part in enumerate(parts):
        if number:
            yield ""
        yield from (part.place, f"  {part.words}", "", *(f"  {line}" for line in part.plain))
        yield from ("", *part.details) if tree else ()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tree(sentence: Sentence) -> list[str]:
    """One row per word, indented by its depth in the tree: word, part of speech, relation, governor."""
    rows = []
    widest = max((len(t.text) for t in sentence.tokens), default=0)
    for token in sentence.tokens:
        head = sentence.tokens[token.head].text if token.head >= 0 else "–"
        rows.append(f"  {token.index + 1:>3} {token.text:<{widest}}  {token.upos:<6} {token.deprel:<12} {head}")
    return rows


def _quoted(article: Article, spans: Iterable[Span]) -> str:
    return " … ".join(f"“{_one_line(span.of(article.text))}”" for span in spans) or "–"


def _kept(article: Article, found: Sequence[Attribution], flat: set[Attribution]) -> list[str]:
    rows = []
    for a in found:
        resolved = f", stands for {a.source.resolved}" if a.source and a.source.resolved else ""
        nested = "" if a in flat else "; nested in another, so left out of the univocal form"
        doubtful = "; doubtful" if a.doubtful else ""
        rows += [
            f"  found: {a.construction} ({a.cue.cue_class}), confidence {a.confidence:.2f}{doubtful}{nested}",
            f"    source   {_quoted(article, a.source.spans if a.source else ())} ({a.kind}{resolved})",
            f"    cue      {_quoted(article, a.cue.spans)}",
            f"    content  {_quoted(article, a.content)}",
        ]
        if a.relays:
            rows.append(f"    relays   {', '.join(relay.outlet for relay in a.relays)}")
    return rows or ["  found: no attribution"]


def _lost(
    sentence: Sentence, proposed: Iterable[Considered], found: Sequence[Attribution]
) -> Iterator[tuple[Considered, list[Span], str]]:
    """What competed, with its words and why it lost: the proposals that were dropped, and those without a content."""
    heads = {span.start for a in found for span in a.cue.spans}
    for one in proposed:
        words = [sentence.tokens[i].span for i in sorted(one.draft.cue)]
        reason = one.dropped
        if reason is None and not any(span.start in heads for span in words):
            reason = "no content was found for it"
        if reason is not None:
            yield one, words, reason


def _dropped(article: Article, one: Considered, words: Sequence[Span], reason: str) -> str:
    entry = f", {one.draft.entry.file}.toml {one.draft.entry.id}" if one.draft.entry else ""
    return f"  lost:  {one.draft.construction} on {_quoted(article, words)}{entry}: {reason}"


def _example(text: str, fires: bool) -> str:
    quoted = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'{"fires" if fires else "silent"} = ["{quoted}"]'

"""Articles as our pipeline left them and gold go in, every miss with its cause comes out; a cause says which room to
look into.

Misses quote the gold's articles: never commit them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Claim, Span
from benchmarks.run import Run
from benchmarks.scorers.attributions import View, dice, match, views, words
from benchmarks.scorers.seeds import main_claim, source_found
from benchmarks.scorers.sources import best_match, kind_is_right, name_is_right

Row = Mapping[str, Any]
_MOST: Final = 0.5  # the share of a sentence inside a quotation from which on it counts as quoted
_SHOWN: Final = 220  # characters of a miss


@frozen
class Miss:
    """Why something in the gold was not met, where it stands ("article:offset"), and what was wanted and found."""

    cause: str
    where: str
    told: str


# ------------------------------------------------------------------------------------------------ attributions


def attribution_misses(run: Run, lexicon: Lexicon) -> Iterator[Miss]:
    """Gold attributions that were not met, or with another source or content, in the order of the gold."""
    listed = {word for phrase in lexicon.by_word("cues") for word in phrase.split()}
    for name, row in run.gold.items():
        article = run.articles.get(name)
        if article is None:
            continue
        tokens, gold = words(article.text), row["attributions"]
        gold_views = views(gold, tokens)
        found_views = views(run.predicted[name]["attributions"], tokens)
        every_view = views([_as_row(a) for a in article.attributions], tokens)
        pairs = dict(match(gold_views, found_views))
        for place, item in enumerate(gold):
            cause = _cause_of(gold_views[place], pairs.get(place), found_views, every_view, article, item, listed)
            if cause:
                start = min((span[0] for role in ("cue", "content", "source") for span in item[role]), default=0)
                told = " / ".join(_words(article.text, item[role]) or "-" for role in ("source", "cue", "content"))
                yield Miss(cause, f"{name}:{start}", told)


def _cause_of(
    gold: View,
    pair: int | None,
    found: Sequence[View],
    everything: Sequence[View],
    article: Article,
    item: Row,
    listed: set[str],
) -> str:
    if pair is None:
        if any(view.cue & gold.cue or dice(view.content, gold.content) >= _MOST for view in everything):
            return "found, but left out as nested or matched elsewhere"
        if not item["cue"]:
            return "not found: without a cue"
        inside = [t for s in article.sentences for t in s.tokens if any(t.span.overlaps(Span(*c)) for c in item["cue"])]
        known = any(t.lemma.lower() in listed for t in inside)
        return f"not found: the cue is {'' if known else 'not '}in the lexicon"
    other = found[pair]
    if (gold.source or other.source) and not gold.source & other.source:
        lack = "another source" if gold.source and other.source else "no source" if gold.source else "a source too many"
        return f"met with {lack}"
    return "met with another content" if dice(gold.content, other.content) < _MOST else ""


def _as_row(attribution: Attribution) -> Row:
    spans = {
        "source": attribution.source.spans if attribution.source else (),
        "cue": attribution.cue.spans,
        "content": attribution.content,
    }
    return {role: [[span.start, span.end] for span in found] for role, found in spans.items()}


def _words(text: str, spans: Iterable[Sequence[int]]) -> str:
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)


# ------------------------------------------------------------------------------------------------ sources


def source_misses(run: Run, labels: Sequence[Row]) -> Iterator[Miss]:
    """Labelled sources whose attribution was not met, whose kind is wrong, or whose name is, in the labels' order."""
    for label in labels:
        if label["kind"] == "none" or label["id"] not in run.articles:
            continue
        gold = run.gold[label["id"]]["attributions"][label["index"]]
        found = best_match(gold, run.predicted[label["id"]]["attributions"])
        if found is None:
            cause = "its attribution was not met"
        elif not kind_is_right(dict(label), found):
            cause = f"{found.get('kind')} for {label['kind']}"
        elif label["resolved"] and not name_is_right(dict(label), found):
            cause = "another name" if found.get("resolved") else "no name"
        else:
            continue
        got = "" if found is None else f"{found.get('kind')} {found.get('resolved') or '-'}"
        told = f"{label['source']!r} is {label['kind']} {label['resolved'] or '-'}, got {got or 'nothing'}"
        yield Miss(cause, f"{label['id']}:{gold['cue'][0][0] if gold['cue'] else 0}", told)


# ------------------------------------------------------------------------------------------------ stories


def story_misses(gold: Sequence[Row], articles: Mapping[str, Article]) -> Iterator[Miss]:
    """Sentences of the gold whose main claim has a wrong kind or source; ``articles`` are those of "story/article",
    with attributions and claims."""
    rows = {name: [_claim_row(name, claim) for claim in article.claims] for name, article in articles.items()}
    for item in gold:
        name = f"{item['story']}/{item['article']}"
        article = articles[name]
        best = main_claim({**item, "article": name}, rows[name])
        kind = best["kind"] if best else None
        wrong_source = bool(item["source"] and "none" not in item["kinds"]) and not source_found(item, best)
        if kind in item["kinds"] and not wrong_source:
            continue
        span = Span(item["start"], item["end"])
        cause = _kind_cause(kind, item, article, span) if kind not in item["kinds"] else _source_cause(best)
        got = f"{kind} {((best or {}).get('source') or {}).get('text') or '-'}"
        wanted = f"{'/'.join(item['kinds'])} {item['source'] or '-'}"
        yield Miss(cause, f"{name}:{item['start']}", f"{wanted}, got {got}: {' '.join(span.of(article.text).split())}")


def _claim_row(name: str, claim: Claim) -> Row:
    source = claim.source
    told = None
    if source is not None:
        sort = source.phrase.sort if source.phrase else "unclear"
        told = {"text": source.text, "resolved": source.resolved, "sort": sort}
    spans = [[span.start, span.end] for span in claim.spans]
    return {"article": name, "spans": spans, "kind": claim.kind, "source": told}


def _kind_cause(kind: str | None, item: Row, article: Article, span: Span) -> str:
    if kind is None:
        return "no claim covers the sentence"
    if kind != "none":
        return "an attribution too many" if set(item["kinds"]) == {"none"} else f"{kind} for {item['kinds'][0]}"
    quoted = sum(max(0, min(q.span.end, span.end) - max(q.span.start, span.start)) for q in article.quotations)
    here = [a for a in article.attributions if any(s.overlaps(span) for s in (*a.content, *a.cue.spans))]
    if quoted > _MOST * len(span) and not any(any(s.overlaps(span) for s in a.content) for a in here):
        return "a quotation without a speaker"
    if any(a.kind == "none" and a.source is not None for a in here):
        return "who speaks is taken for nobody"
    return "an attribution that makes no claim, or a shorter one" if here else "no attribution found"


def _source_cause(claim: Row | None) -> str:
    source = (claim or {}).get("source") or {}
    if source.get("sort") == "pronoun":
        return "a pronoun that stands for another" if source.get("resolved") else "a pronoun that stands for nobody"
    return "another speaker, or one known by another name" if source.get("resolved") else "a speaker without a name"


# ------------------------------------------------------------------------------------------------ what is read


def chosen(misses: Sequence[Miss], count: int, seed: int) -> list[Miss]:
    """So many of the misses, drawn evenly over their causes: one of each in turn, at random within a cause."""
    piles: dict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        piles[miss.cause].append(miss)
    draw = Random(seed)
    for pile in piles.values():
        draw.shuffle(pile)
    order = sorted(piles, key=lambda cause: (-len(piles[cause]), cause))
    rounds = range(max(map(len, piles.values()), default=0))
    taken = [piles[cause][turn] for turn in rounds for cause in order if turn < len(piles[cause])]
    return sorted(taken[:count], key=lambda miss: (order.index(miss.cause), miss.where))


def told(misses: Sequence[Miss], count: int, seed: int = 0) -> str:
    """How many misses each cause has, then so many of them under their causes."""
    numbers = Counter(miss.cause for miss in misses)
    lines = [f"{len(misses)} misses", *(f"{number:5}  {cause}" for cause, number in numbers.most_common())]
    last = ""
    for miss in chosen(misses, count, seed):
        if miss.cause != last:
            lines.append(f"\n--- {miss.cause}: {numbers[miss.cause]}")
        last = miss.cause
        lines.append(f"{miss.where}  {miss.told[:_SHOWN]}")
    return "\n".join(lines)

"""Prints fifty misses by cause on any gold: python -m benchmarks.errors [--gold FILE|FOLDER] [--count N] [STORY …]

--gold is what `benchmarks.attribution` takes (JSON Lines or brat standoff; PolNeAR's development part by default),
sentence-level gold of stories (`gold/stories.json`, as `benchmarks.stories` takes it; STORY names those to read) or
labelled sources (`gold/sources.jsonl`, of the attributions in --articles). First stands how many misses each cause has
(`benchmarks.causes`), then so many of them, drawn evenly over the causes; of stories only where STORY names them, so
that those that are kept closed stay so.

``report`` is the longer account that `benchmarks.attribution --errors` writes: a run goes in, a text that groups its
errors comes out. Misses are grouped by the lemma of the gold cue's head, false alarms by construction and cue, the rest
by construction. In a line, {S: …} is a source, {C: …} a cue and {X: …} a content.

Both quote the gold's articles: never commit what they print, and never print that of a story that is kept closed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit.claims import claimed, load_voices
from audit.find import find
from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Attribution, Sentence, Token
from audit.read import read_articles
from audit.resolve import resolve
from benchmarks.causes import Miss, attribution_misses, source_misses, story_misses, told
from benchmarks.gold import GoldError, read_gold
from benchmarks.run import Run, learned_folder, locate, run
from benchmarks.scorers.attributions import ROLES, View, dice, match, tokens_in, views, words
from benchmarks.trees import FOLDER, parsed

_MARKS: Final = {"source": "S", "cue": "C", "content": "X"}
_LONGEST: Final = 900
_EDGES: Final = {role: f"EDGES OF {role.upper()}" for role in ROLES}
_SECTIONS: Final = ("MISSES", "FALSE ALARMS", "WRONG SOURCES", "WRONG CONTENTS", *_EDGES.values())
_PIECE: Final = re.compile(r"\w+|[^\w\s]")
Listed = Mapping[str, Any]
Groups = dict[str, list[str]]


def report(run: Run, lexicon: Lexicon) -> str:
    """The whole text."""
    listed = set(lexicon.by_word("cues"))
    sections: dict[str, Groups] = {name: defaultdict(list) for name in _SECTIONS}
    for name, gold_article in run.gold.items():
        article = run.articles.get(name)
        if article is not None:
            _collect(sections, article, gold_article["attributions"], run, listed)
    return "\n".join(_rendered(sections))


def _rendered(sections: Mapping[str, Groups]) -> Iterator[str]:
    for title, groups in sections.items():
        yield f"{title}: {sum(map(len, groups.values()))}"
    for title, groups in sections.items():
        yield f"\n{'=' * 20} {title}: {sum(map(len, groups.values()))} in {len(groups)} groups"
        for key, entries in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
            yield f"\n--- {key}: {len(entries)}"
            yield from entries


def _collect(
    sections: Mapping[str, Groups], article: Article, gold: Sequence[Listed], run: Run, listed: set[str]
) -> None:
    text, tokens = article.text, words(article.text)
    found = run.univocal[article.id]
    predicted: Sequence[Listed] = run.predicted[article.id]["attributions"]
    gold_views, found_views = views(gold, tokens), views(predicted, tokens)
    all_views = views(map(_spans, article.attributions), tokens)
    pairs = match(gold_views, found_views)
    met, made = {g for g, _ in pairs}, {p for _, p in pairs}
    for g, item in enumerate(gold):
        if g not in met:
            sections["MISSES"][_cue_key(article, item, listed)].append(
                _entry(article, _missed(gold_views[g], all_views, article.attributions), item, found)
            )
    for p, (item, attribution) in enumerate(zip(predicted, found, strict=True)):
        if p not in made:
            key = f"{attribution.construction} {attribution.cue.head} ({attribution.cue.cue_class})"
            near = ", ".join(_short(text, other) for other in gold if _near(article, other, item))
            note = f"confidence {attribution.confidence:.2f}" + (f"; gold here: {near}" if near else "")
            sections["FALSE ALARMS"][key].append(_entry(article, note, item, ()))
    for g, p in sorted(pairs):
        attribution, left, right = found[p], gold_views[g], found_views[p]
        both = f"gold: {_marked(article, gold[g])}\n    ours: {_marked(article, predicted[p])}"
        entry = f"{article.id} {attribution.cue.head}\n    {both}"
        if not (left.source & right.source) and (left.source or right.source):
            sections["WRONG SOURCES"][f"{attribution.construction} ({_lack(left, right)})"].append(entry)
        if dice(left.content, right.content) < 0.5:
            sections["WRONG CONTENTS"][attribution.construction].append(entry)
            continue
        for role in ROLES:
            key = _difference(text, gold[g][role], predicted[p][role])
            if key and getattr(left, role) & getattr(right, role):
                sections[_EDGES[role]][f"{attribution.construction}: {key}"].append(entry)


def _spans(attribution: Attribution) -> Listed:
    spans = {
        "source": attribution.source.spans if attribution.source else (),
        "cue": attribution.cue.spans,
        "content": attribution.content,
    }
    return {role: [[span.start, span.end] for span in found] for role, found in spans.items()}


def _lack(gold: View, predicted: View) -> str:
    return "another one" if gold.source and predicted.source else "none found" if gold.source else "none in gold"


def _missed(gold: View, everything: Sequence[View], attributions: Sequence[Attribution]) -> str:
    """Whether it was found and then left out as nested, or why it was not."""
    for view, attribution in zip(everything, attributions, strict=True):
        if view.cue & gold.cue or dice(view.content, gold.content) >= 0.5:
            return f"found by {attribution.construction} and left out or matched elsewhere"
    return "not found"


def _head(article: Article, spans: Sequence[Sequence[int]]) -> tuple[Sentence, Token] | None:
    """The highest word of the spans in their first sentence."""
    for sentence in article.sentences:
        inside = {t.index: t for t in sentence.tokens if any(t.span.start < e and s < t.span.end for s, e in spans)}
        if inside:
            tops = [t for t in inside.values() if t.head not in inside and t.upos != "PUNCT"]
            return sentence, (tops or list(inside.values()))[0]
    return None


def _cue_key(article: Article, item: Listed, listed: set[str]) -> str:
    found = _head(article, item["cue"])
    if found is None:
        return "(no cue)"
    _, token = found
    known = "listed" if token.lemma.lower() in listed else "not listed"
    return f"{token.lemma.lower()} {token.upos} {known}"


def _window(article: Article, item: Listed) -> tuple[int, int]:
    """The sentences that the attribution touches, or as much around its cue as can be read."""
    spans = [span for role in ROLES for span in item[role]]
    touched = [s.span for s in article.sentences if any(a < s.span.end and s.span.start < b for a, b in spans)]
    start = min([s.start for s in touched] + [a for a, _ in spans], default=0)
    end = max([s.end for s in touched] + [b for _, b in spans], default=0)
    if end - start > _LONGEST and item["cue"]:
        middle = item["cue"][0][0]
        start, end = max(start, middle - _LONGEST // 2), min(end, middle + _LONGEST // 2)
    return start, end


def _marked(article: Article, item: Listed) -> str:
    """The sentences around an attribution, its spans in braces."""
    start, end = _window(article, item)
    inserts: list[tuple[int, int, str]] = []
    for role, mark in _MARKS.items():
        for a, b in item[role]:
            if start <= b and a <= end:
                inserts += [(max(a, start), 1, f"{{{mark}: "), (min(b, end), 0, "}")]
    out, here = [], start
    for place, _, mark in sorted(inserts):
        out += [article.text[here:place], mark]
        here = place
    return " ".join("".join([*out, article.text[here:end]]).split())


def _short(text: str, item: Listed) -> str:
    return " / ".join(" … ".join(text[a:b] for a, b in item[role])[:60] or "-" for role in ROLES).replace("\n", " ")


def _near(article: Article, other: Listed, item: Listed) -> bool:
    start, end = _window(article, item)
    return any(start <= a < end for a, _ in other["cue"])


def _entry(article: Article, note: str, item: Listed, found: Sequence[Attribution]) -> str:
    start, end = _window(article, item)
    near = [a for a in found if any(start <= span.start < end for span in a.cue.spans)]
    here = [f"    here: {a.construction} {_short(article.text, _spans(a))}" for a in near]
    return "\n".join([f"{article.id} [{note}]", f"    {_marked(article, item)}", *here])


def _difference(text: str, gold: Sequence[Sequence[int]], predicted: Sequence[Sequence[int]]) -> str:
    """What stands in one and not in the other: "too much: that; too little: …"; empty where both are the same."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    there, made = tokens_in(gold, pieces), tokens_in(predicted, pieces)
    parts = []
    for name, places in (("too much", made - there), ("too little", there - made)):
        if places:
            said = " ".join(text[slice(*pieces[i])].lower() for i in sorted(places)[:4])
            parts.append(f"{name}: {said if len(places) <= 4 else 'more than four words'}")
    return "; ".join(parts)


# ------------------------------------------------------------------------------------------------ fifty misses


def misses_of(gold: Path, articles: str, cache: Path, learned: Path | None, stories: Sequence[str] = ()) -> list[Miss]:
    """The misses on a gold of any of the three forms. Raises GoldError for what is none, or names no such story."""
    if gold.suffix == ".json":
        rows = [row for row in json.loads(gold.read_text(encoding="utf-8")) if not stories or row["story"] in stories]
        if not rows:
            raise GoldError(f"{gold}: no sentence of {', '.join(stories) or 'any story'} in this gold")
        names = list(dict.fromkeys(row["story"] for row in rows))
        return list(story_misses(rows, _claimed(names, locate(articles or "stories"), cache, learned)))
    lexicon = load_lexicon()
    if gold.suffix == ".jsonl" and "index" in json.loads(gold.read_text(encoding="utf-8").partition("\n")[0]):
        labels = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
        done = run(read_gold(locate(articles or "polnear/dev.jsonl")), cache, lexicon, learned)
        return list(source_misses(done, labels))
    return list(attribution_misses(run(read_gold(gold), cache, lexicon, learned), lexicon))


def _claimed(stories: Sequence[str], folder: Path, cache: Path, learned: Path | None) -> dict[str, Article]:
    """The articles of the stories, as "story/article", with their attributions and claims."""
    lexicon, refiner, voices, resolving = load_lexicon(), None, None, dict[str, Any]()
    if learned is not None:
        from audit.find.refine import load_refiner
        from audit.resolve.ranking import load_ranker
        from audit.resolve.types import load_types
        from audit.resolve.weigher import load_weigher

        refiner, voices = load_refiner(learned), load_voices(learned)
        resolving = {"types": load_types(learned), "ranker": load_ranker(learned), "weigher": load_weigher(learned)}
    done: dict[str, Article] = {}
    for story in stories:
        for tree in parsed(list(read_articles(folder / story)), cache, vectors=refiner is not None):
            article = claimed(resolve(find(tree, lexicon, refiner), lexicon, **resolving), lexicon, voices)
            name = f"{story}/{tree.id.rsplit('/', 1)[-1]}"
            done[name] = evolve(article, id=name)
    return done


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", nargs="*", metavar="STORY", help="only these stories of the gold")
    parser.add_argument("--gold", default="polnear/dev.jsonl", metavar="FILE")
    parser.add_argument("--articles", default="", metavar="PATH", help="the texts of stories or of labelled sources")
    parser.add_argument("--count", type=int, default=50, metavar="N", help="how many misses to print (50)")
    parser.add_argument("--seed", type=int, default=0, help="which of them")
    parser.add_argument("--cache", type=Path, default=FOLDER, metavar="FOLDER", help="where parses are kept")
    parser.add_argument("--rules-only", action="store_true", help="leave out what is learned")
    options = parser.parse_args()
    learned = None if options.rules_only else learned_folder()
    try:
        found = misses_of(locate(options.gold), options.articles, options.cache, learned, options.stories)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    closed = options.gold.endswith(".json") and not options.stories
    print(told(found, 0 if closed else options.count, options.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())

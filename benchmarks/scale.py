"""Generated corpora with planted echoes go in, the curve of tracing comes out: claims, seconds, memory, echoes found.

    python -m benchmarks.scale [--sizes 10000 30000 100000]
    python -m benchmarks.scale --claims 1000000 [--scale-down 100]

Parses and vectors are given: articles are made with claims, and each claim with a unit vector of 384 numbers whose
cosines lie as the embedded encoder's do on real news: about 0.1 between stories, 0.45 to 0.7 within one, 0.8 and more
between two tellings of one fact. Every story has five articles of twenty claims; in each, two claims are planted
echoes: one article credits an outlet for the fact, another tells it in other words without credit. Each size runs in
a process of its own. ``--added`` traces all but the last hundred articles, adds these to the index, and compares with
tracing all at once. ``--claims`` traces so many from a file on the disk (in the folder for temporary files), some
articles at a time, as ``audit stream --trace`` does; ``--scale-down`` divides their number and the time allowed.
Measured are the laying down of articles and vectors and the tracing, until every claim has its trace.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Segment, Sentence, Source, Span
from audit.trace.across.beyond import Tracing, laid, origins_of, traced_portions
from audit.trace.across.index import TraceIndex
from audit.trace.across.near import centre_of
from audit.trace.across.shelf import Shelf

SIZES: Final = (10_000, 30_000, 100_000)
DIMENSIONS: Final = 384
CLAIMS: Final = 20  # of an article
ARTICLES: Final = 5  # of a story
MOST_SECONDS, MOST_TIMES, MOST_GIB = 600, 12, 4
MOST_SECONDS_BEYOND: Final = 7_200  # of a million claims
_SUBJECTS: Final = (
    "port council hospital ministry union airline museum court college company regiment laboratory".split()
)
_VERBS: Final = "close sell move open rebuild survey widen flood paint merge inspect guard".split()
_OBJECTS: Final = "ferry bridge archive tunnel orchard reactor library depot glacier theatre harbor stadium".split()
_OUTLETS: Final = ("NBC News", "CNN", "Reuters", "The New York Times", "Associated Press", "BBC")

Planted = dict[str, str]


def corpus(claims: int, seed: int = 11) -> tuple[list[Article], dict[str, Any], Planted]:
    """About so many claims in articles, a vector for each, and planted echo -> the credited claim it repeats."""
    articles: list[Article] = []
    vectors: dict[str, Any] = {}
    planted: Planted = {}
    for some, theirs, echoes in stories(claims, seed):
        articles += some
        vectors |= theirs
        planted |= echoes
    return articles, vectors, planted


def stories(claims: int, seed: int = 11) -> Iterator[tuple[list[Article], dict[str, Any], Planted]]:
    """The same, story by story."""
    random = np.random.default_rng(seed)
    for story in range(max(1, claims // (CLAIMS * ARTICLES))):
        articles: list[Article] = []
        vectors: dict[str, Any] = {}
        planted: Planted = {}
        topic = _direction(random)
        outlet = _OUTLETS[story % len(_OUTLETS)]
        facts = [_fact(random, story, n) for n in range(2)]
        fact_vectors = [_mixed(random, topic, 0.6) for _ in facts]
        for number in range(ARTICLES):
            name = f"s{story:05}-{number}"
            texts = [_sentence(random, story) for _ in range(CLAIMS)]
            told = {4: 0, 9: 1} if number in (0, 1) else {}
            for place, fact in told.items():
                texts[place] = facts[fact][number]
            articles.append(_article(name, texts, outlet if number == 0 else None, set(told)))
            for place in range(CLAIMS):
                near = _mixed(random, fact_vectors[told[place]], 0.92) if place in told else _mixed(random, topic, 0.72)
                vectors[f"{name}:{place + 1}"] = near
            if number == 1:
                planted |= {f"{name}:{place + 1}": f"s{story:05}-0:{place + 1}" for place in told}
        yield articles, vectors, planted


def _direction(random: Any) -> Any:
    centre = centre_of(DIMENSIONS)
    vector = random.standard_normal(DIMENSIONS) + 7.0 * centre / np.linalg.norm(
        centre
    )  # claims of any news are a bit alike
    return vector / np.linalg.norm(vector)


def _mixed(random: Any, centre: Any, share: float) -> Any:
    """A unit vector with this cosine to the centre, but for chance."""
    noise = random.standard_normal(DIMENSIONS)
    noise /= np.linalg.norm(noise)
    mixed = share * centre + (1 - share**2) ** 0.5 * noise
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


def _fact(random: Any, story: int, number: int) -> tuple[str, str]:
    subject, verb, thing = (random.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS))
    place, count = f"Ward{story}x{number}", int(random.integers(20, 900))
    return (
        f"The {subject} of {place} will {verb} the old {thing} with {count} workers next spring.",
        f"Next spring {count} workers of the {subject} in {place} are to {verb} the {thing}.",
    )


def _sentence(random: Any, story: int) -> str:
    one, two = (str(random.choice(_SUBJECTS)) for _ in range(2))
    verb, thing, more = random.choice(_VERBS), random.choice(_OBJECTS), random.choice(_OBJECTS)
    rooms = int(random.integers(2, 99))
    return f"The {one} in Town{story} may {verb} a {thing} near the {more}, and the {two} keeps {rooms} rooms."


def _article(name: str, texts: Sequence[str], outlet: str | None, told: set[int]) -> Article:
    text, claims, sentences = "", [], []
    for place, words in enumerate(texts):
        credited = outlet is not None and place in told
        lead = f"Two officials told {outlet} that " if credited else ""
        span = Span(len(text) + len(lead), len(text) + len(lead) + len(words))
        source = Source("two officials", (Span(len(text), len(text) + 13),), number=2) if credited else None
        # every other claim rests on a named source of its own, and opens no window
        named = not credited and place % 2 == 1 and place not in told
        if named:
            source = Source("Ann Lee", ())
        kind = "anonymous" if credited else "named" if named else "none"
        via = (outlet,) if credited and outlet else ()
        claims.append(
            Claim(
                f"{name}:{place + 1}", name, (span,), words, kind, source, via=via, sentence=place, paragraph=3 * place
            )
        )
        sentences.append(Sentence(Span(len(text), span.end), (), 3 * place, 0))
        text += lead + words + "\n"
    return Article(
        name,
        text,
        outlet=f"Paper {name}",
        segments=(Segment(Span(0, len(text)), "prose"),),
        sentences=tuple(sentences),
        claims=tuple(claims),
    )


def measure(claims: int) -> dict[str, float]:
    """Seconds, peak memory in GiB and the share of planted echoes found, for a corpus of so many claims."""
    articles, vectors, planted = corpus(claims)
    lexicon = load_lexicon()
    start, busy = time.perf_counter(), time.process_time()
    index = TraceIndex(lexicon)
    index.add(articles, vectors)
    done = {claim.id: claim for article in index.traced() for claim in article.claims}
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    right = sum(
        done[echo].trace == "echoed" and done[echo].evidence.claim == origin for echo, origin in planted.items()
    )
    wrong = sum(claim.trace == "echoed" and claim.id not in planted for claim in done.values())
    return {
        "claims": len(done),
        "seconds": round(seconds, 1),
        "processor": round(processor, 1),
        "gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "planted": len(planted),
        "found": right,
        "others": wrong,
    }


def measure_beyond(claims: int) -> dict[str, float]:
    """The same figures for tracing from a file; ``gib`` is the most memory held, ``file`` what lies on the disk, in
    GiB."""
    lexicon = load_lexicon()
    by = Tracing(lexicon)
    planted: Planted = {}
    found, others, done, place = set[str](), 0, 0, 0
    start, busy = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder) / "shelf")
        for some, vectors, echoes in stories(claims):
            planted |= echoes
            with shelf.together():
                for article in some:
                    shelf.lay([laid(place, article, by, [vectors[claim.id] for claim in article.claims])])
                    place += 1
        print(f"laid down after {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        told = time.perf_counter()
        for portion in traced_portions(shelf, by, origins_of(shelf, by)):
            for claim in (c for _, articles in portion.blocks for article in articles for c in article.claims):
                done += 1
                if claim.trace == "echoed" and claim.evidence is not None:
                    right = planted.get(claim.id) == claim.evidence.claim
                    found |= {claim.id} if right else set()
                    others += claim.id not in planted
            if time.perf_counter() - told > 60:
                told = time.perf_counter()
                print(f"{done:,} claims traced after {told - start:.0f} s", file=sys.stderr, flush=True)
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**30
        shelf.close()
    return {
        "claims": done,
        "seconds": round(time.perf_counter() - start, 1),
        "processor": round(time.process_time() - busy, 1),
        "gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "file": round(size, 2),
        "planted": len(planted),
        "found": len(found),
        "others": others,
    }


def beyond(claims: int, scale_down: int) -> int:
    """Prints what tracing so many claims from a file takes; 1 where a limit is not kept."""
    row = measure_beyond(claims // scale_down)
    print(
        f"{row['claims']:,} claims traced from a file of {row['file']} GiB in {row['seconds']:,} s "
        f"({row['processor']:,} s "
        f"of processor) with {row['gib']} GiB; planted echoes found {row['found']:,} of {row['planted']:,}, others "
        f"{row['others']}" + (f"; scaled down by {scale_down}" if scale_down > 1 else "")
    )
    allowed = MOST_SECONDS_BEYOND * claims / 1_000_000 / scale_down
    return 0 if row["seconds"] <= allowed and row["gib"] <= MOST_GIB else 1


def same_when_added(claims: int, last: int = 100) -> bool:
    """Whether adding the last articles to an index gives what tracing all at once gives."""
    articles, vectors, _ = corpus(claims)
    lexicon = load_lexicon()
    whole, grown = TraceIndex(lexicon), TraceIndex(lexicon)
    whole.add(articles, vectors)
    grown.add(articles[:-last], vectors)
    grown.traced()
    start = time.perf_counter()
    grown.add(articles[-last:], vectors)
    after = grown.traced()
    print(
        f"{last} articles added to {len(articles) - last} and all traces renewed in {time.perf_counter() - start:.1f} s"
    )
    return after == whole.traced()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for each size; exit status 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--one", type=int, help="measure one size in this process and print it as JSON")
    parser.add_argument("--added", type=int, metavar="CLAIMS", help="compare adding articles with tracing all at once")
    parser.add_argument("--claims", type=int, help="trace so many from a file")
    parser.add_argument("--scale-down", type=int, default=1, metavar="TIMES", help="for --claims: so many times fewer")
    options = parser.parse_args(arguments)
    if options.claims:
        return beyond(options.claims, options.scale_down)
    if options.added:
        same = same_when_added(options.added)
        print("the same result" if same else "ANOTHER RESULT")
        return 0 if same else 1
    if options.one:
        print(json.dumps(measure(options.one)))
        return 0
    rows = []
    for size in options.sizes:
        command = [sys.executable, "-m", "benchmarks.scale", "--one", str(size)]
        rows.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        row = rows[-1]
        print(
            f"{row['claims']:>7} claims {row['seconds']:>7.1f} s ({row['processor']:.1f} s of processor)"
            f" {row['gib']:.2f} GiB, planted echoes found {row['found']} of {row['planted']}, others {row['others']}",
            flush=True,
        )
    first, last = rows[0], rows[-1]
    times = last["processor"] / max(first["processor"], 0.1)
    print(f"{last['claims'] / first['claims']:.0f} times the claims took {times:.1f} times the time (processor)")
    kept = (
        last["seconds"] < MOST_SECONDS
        and times <= MOST_TIMES * last["claims"] / first["claims"] / 10
        and last["gib"] < MOST_GIB
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

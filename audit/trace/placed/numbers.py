"""What the rules found of an article's occasions goes in, the numbers that ``audit.trace.placed.network`` reads come
out: of each claim its words with those of all sentences, and of each sort of occasion where it stands around the claim.

Source: ours; what the rules go by, and where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import CUE_CLASSES, KINDS, SORTS, Article, Claim, Occasion, Sentence
from audit.parse.spelled import Spelled
from audit.trace.placed.words import ANSWERS, LONGEST, NUMBER, SIZES, Found, Vocabulary, seen_words, units

WAYS: Final = 7  # sorts of word that tell of an occasion (``By``)
AROUND: Final = 5  # stretches of sentences around a claim
_MOST: Final = 500  # sentences, or claims, of an article that is read: what is told of each pair would fill the memory
_FAR: Final = 60  # sentences, from which on all is as far
_LEAD: Final = 3  # paragraphs that tell what an article is about
_AS_LARGE: Final = 20  # times what a word is spelled with, to be about as large as what the encoder made of it
_NEAR: Final = 6  # sentences before a claim that are near


@frozen(eq=False)
class Told:
    """An article as numbers; ``claims`` are those read, C of them, of S sentences, in text order.

    ``vectors`` (words, width) and ``seen`` (words, 6) are of all words; ``words`` says which of them each unit has, the
    claims first, then the sentences, with their ``roles``, ``sizes`` of them a unit. ``sorts`` (C, ANSWERS, .) is told
    of each sort of occasion, ``marks`` (C, .) of the claim; ``construction`` and ``cue`` are numbers; ``beside`` (C, 4)
    the claims before and after it, and its speaker's before and after it, -1 for none, ``near`` (C, 2) how near the
    first and the third of these are; ``around`` (AROUND, C, S) which sentences stand in which stretch around it.
    """

    claims: tuple[Claim, ...]
    vectors: Any
    seen: Any
    words: Any
    roles: Any
    sizes: Any
    sorts: Any
    marks: Any
    construction: Any
    cue: Any
    beside: Any
    near: Any
    around: Any


def own(claim: Claim, occasion: Occasion | None, sentence: Sentence) -> bool:
    """Whether a claim's own sentence tells of its occasion."""
    if occasion is None or occasion.how is None or occasion.claim is not None:
        return False
    return not occasion.spans or any(span.overlaps(sentence.span) for span in occasion.spans)


def told(article: Article, found: Found, vocabulary: Vocabulary, lexicon: Lexicon, spelled: Spelled) -> Told | None:
    """The article as numbers; None where nobody says anything in it, or it is a book. ``vocabulary`` gives
    "tags", "relations", "constructions" and "cues" theirs, from 1."""
    import numpy as np

    claims = tuple(
        sorted((c for c in article.claims if c.construction is not None), key=lambda c: (c.sentence, c.spans))
    )
    if not claims or max(len(claims), len(article.sentences)) > _MOST:
        return None
    if not all(sentence.tokens for sentence in article.sentences):
        return None
    seen, heard = seen_words(article, found, vocabulary, lexicon)
    words, roles, sizes = units(article, claims)
    keys = [found.keys.get(claim.id, frozenset()) for claim in claims]
    occasions = [found.occasions.get(claim.id) for claim in claims]
    hows = np.array([NUMBER.get(one.how or "", 0) if one is not None else 0 for one in occasions])
    mine = np.array([own(c, one, article.sentences[c.sentence]) for c, one in zip(claims, occasions, strict=True)])
    beside = _beside(keys)
    at = np.array([claim.sentence for claim in claims])
    near = np.stack([at - at[beside[:, way]] for way in (0, 2)], 1)
    near = np.log1p(np.where(beside[:, [0, 2]] < 0, 20, near).astype(np.float32)) / 3
    pages = np.array([found.order.get(sentence.paragraph, -1) for sentence in article.sentences])
    sorts, stated = _sorts(article, found, claims, keys, hows, mine, heard, pages)
    return Told(
        claims=claims,
        vectors=np.concatenate([_of_words(sentence, spelled) for sentence in article.sentences]),
        seen=seen,
        words=words,
        roles=roles,
        sizes=sizes,
        sorts=sorts,
        marks=_marks(article, found, claims, keys, occasions, mine, seen, stated, pages),
        construction=np.array([vocabulary["constructions"].get(c.construction or "", 0) for c in claims]),
        cue=np.array([vocabulary["cues"].get((c.cue or "").lower(), 0) for c in claims]),
        beside=beside,
        near=near,
        around=_around(article, at, pages),
    )


def _of_words(sentence: Sentence, spelled: Spelled) -> Any:
    """What the encoder made of a sentence's words, and beside it what they are spelled with, (words, width)."""
    import numpy as np

    rows = spelled.of(t.text for t in sentence.tokens).astype(np.float32)
    return np.concatenate([sentence.vectors, (_AS_LARGE * rows).astype(np.float16)], 1)


def _beside(keys: Sequence[frozenset[str]]) -> Any:
    """Of each claim the one before it, the one after it, and those of its speaker, -1 where there is none."""
    import numpy as np

    size = len(keys)
    found = np.full((size, 4), -1)
    found[1:, 0], found[:-1, 1] = np.arange(size - 1), np.arange(1, size)
    for way, order in ((2, range(size)), (3, range(size - 1, -1, -1))):
        last: dict[str, int] = {}
        for place in order:
            known = [last[key] for key in keys[place] if key in last]
            if known:
                found[place, way] = max(known) if way == 2 else min(known)
            for key in keys[place]:
                last[key] = place
    return found


def _around(article: Article, at: Any, pages: Any) -> Any:
    """Which sentences stand just before each claim, before it in its paragraph, near before it, in what tells what
    the article is about, and just after it."""
    import numpy as np

    here = np.arange(len(article.sentences))[None]
    there = at[:, None]
    paragraphs = np.array([sentence.paragraph for sentence in article.sentences])
    before = here < there
    lead: Any = (pages >= 0) & (pages < _LEAD) | (here[0] == 0)
    stretches = (
        here == there - 1,
        before & (paragraphs[None] == paragraphs[at][:, None]),
        before & (here >= there - _NEAR),
        lead[None] & (here <= there),
        (here > there) & (here < there + 3),
    )
    return np.stack(stretches).astype(np.float32)


def _steps(there: Any) -> tuple[Any, Any]:
    """Of each row and column how many rows back and on the next thing stands there, _FAR at most, as logarithms."""
    import numpy as np

    rows = np.arange(len(there))[:, None]
    none = np.full((1, there.shape[1]), -_FAR)
    back = np.concatenate([none, np.maximum.accumulate(np.where(there, rows, -_FAR))[:-1]])
    ahead = np.where(there, rows, len(there) + _FAR)[::-1]
    ahead = np.concatenate([np.minimum.accumulate(ahead)[::-1][1:], none + len(there) + 2 * _FAR])
    return back, ahead


def _far(steps: Any) -> Any:
    import numpy as np

    return np.log1p(np.clip(steps, 0, _FAR).astype(np.float32))


def _sorts(
    article: Article,
    found: Found,
    claims: Sequence[Claim],
    keys: Sequence[frozenset[str]],
    hows: Any,
    mine: Any,
    heard: Any,
    pages: Any,
) -> tuple[Any, Any]:
    """What is told of each sort of occasion for each claim, and how many claims state each sort."""
    import numpy as np

    number, size = len(article.sentences), len(claims)
    at = np.array([claim.sentence for claim in claims])
    every = np.arange(ANSWERS)[None]
    answer = hows[:, None] == every
    named = np.zeros((number, ANSWERS, WAYS), np.float32)
    for place, settings in found.settings.items():
        for one in settings:
            named[place, NUMBER[one.how], int(one.by)] = 1
    there: Any = named.any(2)
    stating = np.zeros((number, ANSWERS), bool)
    stating[at[mine], hows[mine]] = True
    stated = np.bincount(hows[mine], minlength=ANSWERS).astype(np.float32)
    last: dict[str, dict[int, int]] = {}
    spoken = np.full((size, ANSWERS, 2), _FAR)
    latest = np.zeros((size, ANSWERS, 2), bool)
    for way, order in ((0, range(size)), (1, range(size - 1, -1, -1))):
        last = {}
        for place in order:
            known: dict[int, int] = {}
            for key in keys[place]:
                for how, where in last.get(key, {}).items():
                    steps = abs(int(at[place]) - where)
                    known[how] = min(steps, known.get(how, _FAR))
            for how, steps in known.items():
                spoken[place, how, way] = steps
            if known:
                latest[place, min(known, key=lambda how: (known[how], how)), way] = True
            if mine[place]:
                for key in keys[place]:
                    last.setdefault(key, {})[int(hows[place])] = int(at[place])
    back, ahead = _steps(stating)
    newest, soonest = back.max(1, keepdims=True), ahead.min(1, keepdims=True)
    set_back, set_ahead = _steps(there)
    may_back, may_ahead = _steps(heard > 0)
    speaking = np.isin(np.arange(number), at)
    narrated = (set_back >= 0) & ~speaking[np.clip(set_back, 0, number - 1)]
    pages_back = pages[:, None] - np.where(back >= 0, pages[np.clip(back, 0, number - 1)], -_FAR)
    lead: Any = (pages >= 0) & (pages < _LEAD)
    some = np.where(every > 0, 1.0, 0.0)
    totals = np.minimum(heard, 2).sum(0)
    paragraphs = np.array([sentence.paragraph for sentence in article.sentences])
    same = (paragraphs[None] == paragraphs[:, None]) & (np.arange(number)[None] < np.arange(number)[:, None])
    close = (np.arange(number)[None] < np.arange(number)[:, None]) & (
        np.arange(number)[None] >= np.arange(number)[:, None] - 3
    )
    of_article = np.stack(
        [
            stated / max(1.0, stated.sum()),
            np.minimum(stated, 5),
            np.minimum(there.sum(0), 5),
            np.minimum(totals, 8),
            totals / max(1.0, totals.sum()),
            np.minimum(there[lead].sum(0), 3),
            np.minimum(heard[lead].sum(0), 3),
            (stated == max(1.0, stated.max())),
            np.arange(ANSWERS) == (hows[mine][0] if mine.any() else -1),
        ],
        1,
    )
    none = every == 0
    columns = (
        answer & none,
        answer & mine[:, None] & ~none,
        answer & ~mine[:, None] & ~none,
        (hows[:, None] > 0) & ~answer,
        none & ~there[at].any(1, keepdims=True),
        none & ~(heard[at] > 0).any(1, keepdims=True),
        none & ~latest[:, :, 0].any(1, keepdims=True),
        none & (newest[at] < 0),
        there[at],
        np.minimum(heard[at], 2),
        latest[:, :, 0],
        latest[:, :, 0].any(1, keepdims=True) & ~latest[:, :, 0] & ~none,
        _far(spoken[:, :, 0]) * some,
        latest[:, :, 1],
        _far(spoken[:, :, 1]) * some,
        (back[at] == newest[at]) & (newest[at] >= 0),
        _far(at[:, None] - back[at]) * some,
        _far(pages_back[at]) * some,
        (ahead[at] == soonest[at]) & (ahead[at] < number),
        _far(ahead[at] - at[:, None]) * some,
        _far(at[:, None] - set_back[at]) * some,
        _far(set_ahead[at] - at[:, None]) * some,
        narrated[at],
        _far(at[:, None] - may_back[at]) * some,
        _far(may_ahead[at] - at[:, None]) * some,
        np.minimum(same[at].astype(np.float32) @ heard, 3),
        np.minimum(close[at].astype(np.float32) @ heard, 3),
    )
    told_of = np.stack([np.broadcast_to(column, (size, ANSWERS)).astype(np.float32) for column in columns], 2)
    whole = np.broadcast_to(of_article.astype(np.float32)[None], (size, ANSWERS, of_article.shape[1]))
    return np.concatenate([told_of, named[at], whole], 2), stated


def _marks(
    article: Article,
    found: Found,
    claims: Sequence[Claim],
    keys: Sequence[frozenset[str]],
    occasions: Sequence[Occasion | None],
    mine: Any,
    seen: Any,
    stated: Any,
    pages: Any,
) -> Any:
    """What is told of each claim, whatever the occasion."""
    import numpy as np

    sentences = article.sentences
    starts = np.cumsum([0, *(len(sentence.tokens) for sentence in sentences)])
    outlets = np.bincount(seen[:, 3], minlength=SIZES[1])[1:]
    quoted = [float(seen[starts[n] : starts[n + 1], 5].mean()) for n in range(len(sentences))]
    often: dict[str, int] = {}
    for key in (key for known in keys for key in known):
        often[key] = often.get(key, 0) + 1
    before: dict[str, int] = {}
    last: frozenset[str] = frozenset()
    rows = []
    for claim, known, occasion, tells in zip(claims, keys, occasions, mine, strict=True):
        at = claim.sentence
        phrase = claim.source.phrase if claim.source is not None else None
        here = np.bincount(seen[starts[at] : starts[at + 1], 3], minlength=SIZES[1])[1:]
        most = max((often[key] for key in known), default=0)
        rows.append(
            [
                *(float(claim.kind == kind) for kind in KINDS),
                *(float(claim.cue_class == one) for one in CUE_CLASSES),
                *(float(phrase is not None and phrase.sort == sort) for sort in SORTS),
                float(claim.source is None),
                float(bool(claim.via)),
                claim.confidence,
                quoted[at],
                float(at == 0 or sentences[at - 1].paragraph != sentences[at].paragraph),
                at / len(sentences),
                min(max(0, int(pages[at])), 15) / 15,
                float(0 <= pages[at] < _LEAD),
                min(len(claims), 60) / 30,
                min(len(sentences), 100) / 50,
                float(bool(known & last)),
                float(not known),
                min(max((before.get(key, 0) for key in known), default=0), 10) / 5,
                min(most, 20) / 10,
                most / len(claims),
                min(len(often), 40) / 20,
                min(len(sentences[at].tokens), LONGEST) / 40,
                *(here > 0),
                *(np.minimum(outlets, 10) / 10),
                min(stated.sum(), 20) / 10,
                (stated > 0).sum() / 5,
                float(occasion is not None and occasion.when is not None),
                float(bool(tells)),
                float(occasion is not None and occasion.how is not None),
            ]
        )
        for key in known:
            before[key] = before.get(key, 0) + 1
        last = known or last
    return np.array(rows, np.float32)

"""An article with claims and word vectors goes in, its sentences come out as the numbers that ``audit.claims.network``
reads: the words, what the rules made of them, and where the sentence stands.

Source: ours; what the rules know of a sentence, and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import torch

from audit.claims.main import main_claims
from audit.claims.network import Told
from audit.find.draft import LIKELY
from audit.model import Article, Attribution, Claim, Places, Sentence, Span
from audit.parse.spelled import Spelled

_LONG: Final = 40  # words of a sentence, of which more say no more
_LESS: Final = 3  # added to the role of a word of an attribution that makes no claim

Vocabulary = Mapping[str, Mapping[str, int]]


def told(article: Article, vocabulary: Vocabulary, spelled: Spelled) -> list[Told]:
    """The article's sentences as numbers; ``vocabulary`` gives "tags", "relations" and "constructions" theirs, from 1;
    what it does not know is 0."""
    quoted = Places((one.span, (one.span,)) for one in article.quotations)
    drawn = Places((a, _spans(a)) for a in sorted(article.attributions, key=_rank))
    claims = main_claims(article)
    found = []
    for number, sentence in enumerate(article.sentences):
        tags, relations = vocabulary["tags"], vocabulary["relations"]
        inside = {t.index for t in sentence.touching(quoted.touching([sentence.span]))}
        roles, sure = _roles(sentence, drawn.touching([sentence.span]))
        rows = [
            (tags.get(t.upos, 0), relations.get(t.deprel, 0), int(t.index in inside), roles[t.index])
            for t in sentence.tokens
        ]
        claim, share = claims.get(number, (None, 0.0))
        found.append(
            Told(
                vectors=torch.as_tensor(sentence.vectors),
                spelled=torch.from_numpy(spelled.of(t.text for t in sentence.tokens)),
                seen=torch.tensor(rows, dtype=torch.long).reshape(-1, 4),
                sure=torch.tensor(sure),
                placed=torch.tensor(_placed(article, number, len(inside), claim, share)),
                construction=vocabulary["constructions"].get(construction_of(claim), 0),
            )
        )
    return found


def construction_of(claim: Claim | None) -> str:
    """The construction with the cue's class by which a sentence's claim was drawn."""
    return "" if claim is None else f"{claim.construction}/{claim.cue_class}"


def _rank(attribution: Attribution) -> tuple[float, tuple[Span, ...], tuple[Span, ...]]:
    return attribution.confidence, attribution.cue.spans, attribution.content


def _spans(attribution: Attribution) -> Iterator[Span]:
    yield from (*attribution.content, *attribution.cue.spans)
    if attribution.source is not None:
        yield from attribution.source.spans


def _roles(sentence: Sentence, attributions: Sequence[Attribution]) -> tuple[list[int], list[float]]:
    """The role that each word has in the surest attribution that it stands in, the last of those given, and the
    confidence of the one that it is the cue of."""
    roles, sure = [0] * len(sentence.tokens), [0.0] * len(sentence.tokens)
    for one in attributions:
        less = 0 if one.confidence >= LIKELY and one.kind != "none" else _LESS
        source = one.source.spans if one.source is not None else ()
        for role, spans in ((3, one.content), (1, source), (2, one.cue.spans)):
            for token in sentence.touching(spans):
                roles[token.index] = less + role
        for token in sentence.touching(one.cue.spans):
            sure[token.index] = max(sure[token.index], one.confidence)
    return roles, sure


def _placed(article: Article, number: int, quoted: int, claim: Claim | None, share: float) -> list[float]:
    sentences = article.sentences
    here = sentences[number].paragraph
    size = len(sentences[number].tokens)
    return [
        quoted / max(1, size),
        float(number == 0),
        float(number == 0 or sentences[number - 1].paragraph != here),
        float(number + 1 == len(sentences) or sentences[number + 1].paragraph != here),
        min(size, _LONG) / _LONG,
        number / len(sentences),
        float(claim is not None),
        float(claim is not None and claim.kind != "none"),
        claim.confidence if claim is not None else 0.0,
        share,
    ]

"""A claim that an article makes on its own authority and its page go in, how far it asks for a source comes out.

An editor asks "says who?" of a verdict, a contested fact, a figure, a motive, a forecast, a cause, an accusation or a
crowd, and not of what happens before everybody's eyes, of settled knowledge, or of what the article says of its own
reporting. What speaks for either is counted in the claim's words (``lexicons/needs.toml``) and its tree; how much each
weighs was learned by training/score.py from sentences that two readers labelled (benchmarks/data/needs.jsonl), as two
logistic regressions: whether it asks for a source, and whether for its judgement, so that it is the article's voice.

Source: benchmarks/data/guidelines/needs.md for what needs a source; the lists say theirs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from audit.lexicon import Lexicon
from audit.lexicon.phrases import Phrases
from audit.model import Article, Claim, Need, Span, Spans, Token
from audit.parse.checked import vouched
from audit.parse.protocol import ModelError

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "models" / "needs.json"
MOST: Final = 3  # words of a list that count; more say no more
_OF_NAMES: Final = ("crowd", "seen")  # lists that hold words written as names: parties, days
_TAGS: Final = ("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "NOUN", "NUM", "PART", "PRON", "PROPN", "SCONJ")


def judging(lexicon: Lexicon) -> Mapping[str, Phrases]:
    """The lists of words that judge, by their names."""
    return {
        "verdict": lexicon.phrases("needs.verdict"),
        "verdict noun": lexicon.phrases("needs.verdict-noun"),
        "verdict verb": lexicon.phrases("needs.verdict-verb"),
        "judging adverb": lexicon.phrases("needs.judging-adverb"),
    }


def needing(lexicon: Lexicon) -> Mapping[str, Phrases]:
    """The lists of words for which an editor asks who says so, those that judge first."""
    return {
        **lexicon.once(judging),
        "wrong": lexicon.phrases("needs.wrong"),
        "mind": lexicon.phrases("needs.mind"),
        "forecast": lexicon.phrases("needs.forecast"),
        "cause": lexicon.phrases("needs.cause"),
        "crowd": lexicon.phrases("needs.crowd"),
        "private": lexicon.phrases("needs.private"),
        "unseen": lexicon.phrases("standards.needs-source"),
    }


def lists(lexicon: Lexicon) -> Mapping[str, Phrases]:
    """What is counted: the name of a list -> its phrases."""
    return {
        **lexicon.once(needing),
        "measured": lexicon.phrases("needs.measured"),
        "seen": lexicon.phrases("needs.seen"),
        "settled": lexicon.phrases("needs.settled"),
        "admitted": lexicon.phrases("needs.admitted"),
    }


def asked(tokens: Sequence[Token], lexicon: Lexicon, quoted: bool = False, leaning: bool = False) -> dict[str, float]:
    """What is counted in a claim's words: name -> number, each about 0 to 1.

    ``quoted``: words in quotation marks stand in it; ``leaning``: an attributed claim stands before it in its
    paragraph.
    """
    found: dict[str, float] = {}
    words, common = _words(tokens), _common(tokens)
    forms = {form.lower().replace("’", "'") for token in tokens for form in (token.text, token.lemma)}
    for name, phrases in lexicon.once(lists).items():
        if phrases.begins is not None and phrases.begins.isdisjoint(forms):
            continue  # most lists in most sentences
        number = sum(1 for _ in phrases.find(tokens if name in _OF_NAMES else common))
        if number:
            found[name] = 1.0
            found[f"{name}, how often"] = min(number, MOST) / MOST
    count = max(1, len(words))
    for token in words:
        if token.upos in _TAGS:
            found[token.upos] = found.get(token.upos, 0.0) + 4 / count
        for mark in ("Tense=Past", "Tense=Pres", "Degree=Cmp", "Degree=Sup", "Polarity=Neg", "Voice=Pass", "Person=1"):
            if mark in token.feats and (mark[0] != "T" or "VerbForm=Fin" in token.feats):
                found[mark] = 1.0
        if token.upos == "VERB" and token.deprel in ("root", "conj", "parataxis") and "Tense=Past" in token.feats:
            found["past event"] = 1.0
    top = next((t for t in tokens if t.deprel == "root"), tokens[0] if tokens else None)
    if top is not None and top.upos != "VERB":
        found["no verb on top"] = 1.0
    subject = next((t for t in tokens if t.deprel.startswith("nsubj")), None)
    if subject is None:
        found["no subject"] = 1.0
    else:
        sort = "closed" if subject.text.lower() in lexicon.words("needs.closed") else subject.upos
        found[f"subject {sort}"] = 1.0
        if "Number=Plur" in subject.feats:
            found["subject plural"] = 1.0
    found["length"] = math.log(count) / 4
    if count < 8:
        found["short"] = 1.0
    if quoted:
        found["quoted"] = 1.0
    if leaning:
        found["leaning"] = 1.0
    return found


def _common(tokens: Sequence[Token]) -> list[Token]:
    """The words that are no names: what somebody is called asks for nothing."""
    return [token for token in tokens if token.upos != "PROPN"]


def _words(tokens: Sequence[Token]) -> list[Token]:
    """The words without marks, a name of several counted once."""
    words = [token for token in tokens if token.upos != "PUNCT"]
    return [
        word
        for place, word in enumerate(words)
        if word.upos != "PROPN" or place == 0 or words[place - 1].upos != "PROPN"
    ]


@cache
def learned(path: Path = WEIGHTS) -> Mapping[str, Any]:
    """The weights, a dict as training/score.py wrote it: for ``source`` and ``voice`` a ``bias`` and one a feature."""
    found: Mapping[str, Any] = json.loads(vouched(path, ModelError))
    return found


def probability(features: Mapping[str, float], weights: Mapping[str, Any]) -> float:
    """What a logistic regression makes of features, 0 to 1; ``weights`` is a dict: ``bias``, and a number a feature."""
    of = weights["weights"]
    total = weights["bias"] + sum(of.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def need_of(article: Article, claim: Claim, tokens: Sequence[Token], lexicon: Lexicon, leaning: bool) -> Need:
    """How far a claim asks for a source; ``tokens`` are its words. Without a tree it is taken to ask as most do."""
    quoted = any(one.span.overlaps(span) for one in article.quotations for span in claim.spans)
    features = asked(tokens, lexicon, quoted, leaning)
    weights = learned()
    source = 1.0 if "unseen" in features and not leaning else probability(features, weights["source"])
    voice = min(source, probability(features, weights["voice"]))
    return need(features, lexicon, source, voice, source >= weights["bar"])


def need(
    counted: Mapping[str, float], lexicon: Lexicon, source: float, voice: float, asks: bool, words: Spans = ()
) -> Need:
    """The record of a claim's need, with what the lists say of it; ``source`` and ``voice`` go from 0 to 1."""
    loaded = any(name in counted for name in lexicon.once(judging))
    return Need(source, voice, "mind" in counted, asks, loaded, "wrong" in counted, words)


def asking(tokens: Sequence[Token], lexicon: Lexicon) -> Spans:
    """The first words of a list for which an editor asks who says so."""
    common = _common(tokens)
    for name, phrases in lexicon.once(needing).items():
        words = tokens if name in _OF_NAMES else common
        found = next(iter(phrases.find(words)), None)
        if found is not None:
            return (Span(words[found.first].span.start, words[found.last].span.end),)
    return ()

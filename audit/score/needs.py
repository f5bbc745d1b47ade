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
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from audit.lexicon import Lexicon
from audit.lexicon.phrases import Phrases, forms_of
from audit.model import Article, Claim, Need, Span, Spans, Token
from audit.parse.checked import vouched
from audit.parse.protocol import ModelError

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "models" / "needs.json"
MOST: Final = 3  # words of a list that count; more say no more
_OF_NAMES: Final = ("crowd", "seen")  # lists that hold words written as names: parties, days
_HISTORY: Final = 1950  # whoever did wrong before is hardly one whom an article accuses
_PREDICATE: Final = ("advmod", "aux", "cop", "mark")  # what may stand with an adjective or a verb in its phrase
_CLAUSES: Final = ("csubj", "ccomp", "advcl", "acl")  # relations of a clause to what is said of it
_YEAR: Final = re.compile(r"1\d{3}")
_MARKS: Final = ("Tense=Past", "Tense=Pres", "Degree=Cmp", "Degree=Sup", "Polarity=Neg", "Voice=Pass", "Person=1")
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
    tokens = tuple(tokens)  # many lists ask for the same words: of a tuple they are folded once
    words, common = _words(tokens), tuple(_common(tokens))
    forms = forms_of(tokens)
    for name, phrases in lexicon.once(lists).items():
        if not phrases.may_stand(forms):
            continue  # most lists in most sentences
        number = sum(1 for _ in phrases.find(tokens if name in _OF_NAMES else common))
        if number:
            found[name] = 1.0
            found[f"{name}, how often"] = min(number, MOST) / MOST
    if "wrong" in found and any(accuses(one, lexicon) for one in _sentences(tokens)):
        found["accuses"] = 1.0  # wrong-doing told as a fact
    count = max(1, len(words))
    for token in words:
        if token.upos in _TAGS:
            found[token.upos] = found.get(token.upos, 0.0) + 4 / count
        found.update(_marked(token.feats))
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
    if top is not None and lexicon.phrases("needs.left-open").may_stand(forms) and _left_open(top, tokens, lexicon):
        found["left open"] = 1.0  # no feature of what is learned: it decides
    found["length"] = math.log(count) / 4
    if count < 8:
        found["short"] = 1.0
    if quoted:
        found["quoted"] = 1.0
    if leaning:
        found["leaning"] = 1.0
    return found


@lru_cache(maxsize=1 << 10)
def _marked(feats: str) -> Mapping[str, float]:
    """What is counted of a word's features, which few words have one way and many share."""
    marks = [mark for mark in _MARKS if mark in feats and (mark[0] != "T" or "VerbForm=Fin" in feats)]
    return dict.fromkeys(marks, 1.0)


def _left_open(top: Token, tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a claim says that something is not known, as its main clause: "it is unclear whether …". That tells a
    limit of what the article knows, and judges and foretells nothing."""
    over = {
        top.index,
        *(t.index for t in tokens if t.head == top.index and t.deprel == "xcomp"),
    }  # "remains to be seen"
    below = [t for t in tokens if t.head in over]
    words = [t for t in tokens if t.index in over or (t in below and t.deprel.split(":")[0] in _PREDICATE)]
    if lexicon.phrases("needs.left-open").first(words) is None:
        return False
    return any(t.deprel.split(":")[0] in _CLAUSES for t in below)


def accuses(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words of one sentence say on their own authority that somebody did wrong.

    What was charged, pleaded, judged, asked about or feared is told as such, what is fought or forbidden of nobody; and
    what is denied, supposed or still to come is no deed. A word for wrong-doing is none of these by what governs it in
    the tree.
    """
    common, alone = _common(tokens), lexicon.phrases("needs.of-law")
    sorts = {token.index for match in alone.find(common) for token in common[match.first : match.last + 1]}
    tree = {token.index: token for token in tokens}
    for match in lexicon.phrases("needs.wrong").find(common):
        words = common[match.first : match.last + 1]
        top = next((t for t in words if t.head not in {w.index for w in words}), words[0])
        if top.index not in sorts and not _told_of(top, tree, lexicon) and not _no_deed(top, tree, lexicon):
            return True
    return False


def _told_of(top: Token, tree: Mapping[int, Token], lexicon: Lexicon) -> bool:
    """Whether what governs a word for wrong-doing, or marks it, says that it was alleged, judged, feared or fought."""
    chain, words = [top, *_governors(top, tree)], list(tree.values())
    near, above = ({token.index for token in some} for some in (chain[:2], chain[1:]))
    marks = [t for t in tree.values() if t.head in near and t.deprel in ("amod", "compound", "case")]
    subjects = [t for t in tree.values() if t.head in above and t.deprel.startswith("nsubj")]
    told = {t.index for t in (*chain[1:], *marks, *subjects)} - {top.index}
    return any(
        word.index in told
        for phrases in (lexicon.phrases("needs.alleged"), lexicon.phrases("needs.fought"))
        for match in phrases.find(words)
        for word in words[match.first : match.last + 1]
    )


def _no_deed(top: Token, tree: Mapping[int, Token], lexicon: Lexicon) -> bool:
    """Whether a word for wrong-doing stands in a clause that is denied, supposed, still to come, of the law as such, or
    of history; "may have lied" is of the past, and tells of a deed."""
    negators, unasserted = lexicon.once(_negators), lexicon.words("claims.unasserted")
    for token in (top, *_governors(top, tree, of_subjects=False)):
        below = [t for t in tree.values() if t.head == token.index and t.index != token.index]
        past = token is top and token.xpos == "VBN" and not any(t.deprel == "aux:pass" for t in below)
        if any(t.xpos == "MD" and t.deprel == "aux" for t in below) and not past:
            return True
        if token.upos == "ADJ" and _of_law(token, below, tree):
            return True
        if _after_too(token, tree, lexicon) or _in_history(token, tree):
            return True
        if any(t.lemma.lower() in negators or t.text.lower() in negators for t in below):
            return True
        if any(t.deprel == "mark" and t.lemma.lower() in unasserted for t in below):
            return True
    return False


def _of_law(token: Token, below: Sequence[Token], tree: Mapping[int, Token]) -> bool:
    """Whether an adjective is said of doing such a thing, whoever does it: "it is illegal to …"."""
    if any(t.deprel.startswith("expl") for t in below):
        return True
    infinitive = any(t.xpos == "TO" and token in _above(t, tree) for t in tree.values() if t.index > token.index)
    return infinitive and any(t.deprel.startswith("nsubj") and _is_it(t) for t in below)


def _after_too(token: Token, tree: Mapping[int, Token], lexicon: Lexicon) -> bool:
    """Whether a verb is an infinitive after "too": of what is "too small to have cheated", nobody says that it did."""
    if not any(t.head == token.index and t.xpos == "TO" for t in tree.values()):
        return False
    degrees = [t for t in tree.values() if t.index < token.index and t.lemma.lower() in lexicon.words("needs.too")]
    return any(token.head in (t.head, tree[t.head].head if t.head in tree else None) for t in degrees)


def _in_history(token: Token, tree: Mapping[int, Token]) -> bool:
    """Whether a clause is of a year so long ago that works of history tell it: "in 1914", "since 1914, when …"."""
    for year in tree.values():
        if year.upos != "NUM" or not _YEAR.fullmatch(year.text) or int(year.text) >= _HISTORY:
            continue
        day = tree.get(year.head)  # "in June 1914"
        if token.index in (year.head, day.head if day is not None and day.deprel.startswith("obl") else None):
            return True
        after = next((t for t in tree.values() if t.index > year.index and t.upos != "PUNCT"), None)
        if after is not None and after.head == token.index and after.xpos == "WRB":
            return True
    return False


def _above(token: Token, tree: Mapping[int, Token]) -> list[Token]:
    """The words above a word, nearest first."""
    found: list[Token] = []
    while token.head in tree and tree[token.head] not in found:
        token = tree[token.head]
        found.append(token)
    return found


def _is_it(token: Token) -> bool:
    return token.upos == "PRON" and "Gender=Neut" in token.feats and "Person=3" in token.feats


def _negators(lexicon: Lexicon) -> frozenset[str]:
    """The words that turn their clause into its opposite."""
    entries = lexicon.by_word("polarity").items()
    return frozenset(word for word, listed in entries if any(one.get("role") == "negator" for one in listed))


def _governors(top: Token, tree: Mapping[int, Token], of_subjects: bool = True) -> list[Token]:
    """The words that govern a word, nearest first, as far as they say how it is told: not what it is joined to, nor
    what it tells the time or the manner of; of a relative clause its noun. ``of_subjects``: also what it is the subject
    of."""
    found: list[Token] = []
    token = top
    while token.head in tree and token.head != token.index and len(found) < len(tree):
        relation = token.deprel
        loose = relation.startswith("advcl") and token.xpos != "VBG"  # "charged with lying" tells of what
        if loose or relation.startswith("parataxis") or (not of_subjects and relation.startswith(("nsubj", "acl"))):
            break
        token = tree[token.head]
        if relation != "conj":
            found.append(token)
        if relation == "acl:relcl":
            break
    return found


def _sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """The words of each sentence: in each they are counted anew."""
    found: list[list[Token]] = []
    for token in tokens:
        if not found or token.index <= found[-1][-1].index:
            found.append([])
        found[-1].append(token)
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
    if "left open" in counted:
        source, voice, asks = 0.0, 0.0, False
    return Need(source, voice, "mind" in counted, asks, loaded, "accuses" in counted, words)


def asking(tokens: Sequence[Token], lexicon: Lexicon) -> Spans:
    """The first words of a list for which an editor asks who says so."""
    tokens, common = tuple(tokens), tuple(_common(tokens))  # of a tuple the words are folded once for all lists
    for name, phrases in lexicon.once(needing).items():
        words = tokens if name in _OF_NAMES else common
        found = next(iter(phrases.find(words)), None)
        if found is not None:
            return (Span(words[found.first].span.start, words[found.last].span.end),)
    return ()

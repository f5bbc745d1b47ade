"""The occasions that a sentence names go in, which of them a word of saying belongs to comes out, with time and place.

An occasion belongs to a word of saying where both hang on one verb, or on verbs that share their subject ("Speaking on
CNN, Smith denied it and said …"). "Smith told reporters at a news conference that …" names two; the news conference is
the more exact.

Source: benchmarks/data/guidelines/occasions.md; relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from audit.find.draft import below
from audit.find.lookup import Cues
from audit.find.outlet import cases_of
from audit.lexicon import Lexicon
from audit.model import Sentence, Token
from audit.trace.placed.hows import NOMINAL, By, Hows, Setting

_WORDS_OF_TIME: Final = 4  # a longer phrase tells more than when
_SHARING: Final = ("conj", "advcl", "acl", "xcomp", "parataxis", "dislocated")


def nearest(sentence: Sentence, cue: Token, settings: Sequence[Setting], without: frozenset[int]) -> Setting | None:
    """The occasion that belongs to a word of saying, the nearest, of these the most exact; ``without`` are the places
    of what is said."""
    reach = _reach(sentence, cue)
    found: list[tuple[int, int, int, Setting]] = []
    for setting in settings:
        if setting.by is By.RECORD or (setting.by is By.VERB and not _done_by(setting, cue)):
            continue
        inside, hangs = setting.anchor.index in without, setting.over in without
        if inside and (setting.over != cue.index or setting.anchor.deprel == "conj"):
            continue
        steps = _reach(sentence, sentence.tokens[setting.over])
        if setting.by is By.NOUN:
            steps = {setting.anchor.index: 0, **steps}
        both = [steps[i] + reach[i] for i in steps.keys() & reach.keys()]
        if not inside and hangs:  # what stands outside the words said hangs on none of them
            both.append(1)
        if both:
            found.append((min(both), int(setting.by), setting.anchor.index, setting))
    if not found:
        return None
    best = min(found, key=lambda one: one[:3])[3]
    outlets = [setting.outlet for _, _, _, setting in sorted(found, key=lambda one: one[:3]) if setting.outlet]
    return best if best.outlet or not outlets else evolve(best, outlet=outlets[0])


def _done_by(setting: Setting, cue: Token) -> bool:
    """Whether a verb that tells of an occasion is the word of saying, or tells when that happened: "showed his support
    when he tweeted a picture"."""
    verb = setting.anchor
    return verb.index == cue.index or (verb.deprel == "advcl" and verb.head == cue.index)


def time_beside(
    sentence: Sentence, cue: Token | None, setting: Setting | None, without: frozenset[int], lexicon: Lexicon
) -> tuple[Token, ...]:
    """The words of time beside a word of saying, or beside its occasion."""
    times = lexicon.once(Cues).tells_time
    over = {t for t in (cue.index if cue else None, setting.over if setting else None) if t is not None}
    if setting is not None:
        over.add(setting.anchor.index)
    for token in sentence.tokens:
        relation = token.deprel.split(":")[0]
        if (
            token.head in over
            and token.index not in without
            and times(token)
            and relation in ("obl", "nmod", "advmod", "compound")
        ):
            words = sorted(below(sentence, token.index))
            whole = len(words) <= _WORDS_OF_TIME and words[-1] - words[0] == len(words) - 1
            return sentence.tokens[words[0] : words[-1] + 1] if whole else (token,)
    return ()


def place_beside(
    sentence: Sentence, cue: Token | None, setting: Setting | None, without: frozenset[int], lexicon: Lexicon
) -> tuple[Token, ...]:
    """The words of a place beside a word of saying, or beside its occasion: "in Richmond", "at the State House"."""
    over = {t for t in (cue.index if cue else None, setting.over if setting else None) if t is not None}
    if setting is not None:
        over.add(setting.anchor.index)
    hows, cues, cases = lexicon.once(Hows), lexicon.once(Cues), lexicon.words("placing.places")
    for token in sentence.tokens:
        if token.head not in over or token.index in without or token.upos not in NOMINAL or cues.tells_time(token):
            continue
        if setting is not None and token.index == setting.anchor.index:
            continue
        if token.deprel.split(":")[0] not in ("obl", "nmod") or hows.of_noun(sentence, token) is not None:
            continue
        if any(case.lemma.lower() in cases for case in cases_of(sentence, token)) and token.upos == "PROPN":
            words = sorted(below(sentence, token.index))
            if words[-1] - words[0] == len(words) - 1:
                return sentence.tokens[words[0] : words[-1] + 1]
    return ()


def in_main_clause(sentence: Sentence, index: int) -> bool:
    """Whether no relative clause stands between a word and the sentence's main predicate."""
    seen: set[int] = set()
    while 0 <= index < len(sentence.tokens) and index not in seen:
        seen.add(index)
        if sentence.tokens[index].deprel in ("acl:relcl", "ccomp"):
            return False
        index = sentence.tokens[index].head
    return True


def subjects_of(sentence: Sentence, index: int) -> tuple[Token, ...]:
    """Who does what a verb tells, also where verbs share their subject."""
    for place, _ in sorted(_reach(sentence, sentence.tokens[index]).items(), key=lambda item: item[1]):
        found = sentence.children(place, "nsubj")
        if found:
            return tuple(found)
    return ()


def _reach(sentence: Sentence, token: Token) -> dict[int, int]:
    """The words that share what a word's clause tells of its occasion, each with the steps to it: itself, and those
    that it hangs on as long as no subject of its own stands between."""
    found, steps = {token.index: 0}, 0
    while 0 <= token.head < len(sentence.tokens) and token.head not in found:
        relation = token.deprel.split(":")[0]
        subjects = sentence.children(token.index, "nsubj")
        own = bool(subjects) and not (relation == "advcl" and subjects[0].upos == "PRON")
        nominal = token.upos in NOMINAL and relation in ("obj", "appos", "conj") and steps > 0
        if (relation not in _SHARING and not nominal) or own:
            break
        token, steps = sentence.tokens[token.head], steps + 1
        found[token.index] = steps
    return found

"""A lexicon goes in, one known sentence for each word that stories are drawn from comes out: none is left to chance.

Each is said in every construction that it may stand in, or in turn in one of them where that makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from audit.lexicon import Lexicon
from audit.testing.strategies.grammar import SPOKEN
from audit.testing.strategies.plan import ALIAS, ORIGIN, OTHER_OUTLET, Content, Known, Saying, Story, Voice
from audit.testing.strategies.story import write
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary


def each_word(lexicon: Lexicon | None = None) -> tuple[Known, ...]:
    """Sentences with a known attribution, one for each word of a speaker, a cue, an outlet, of where and when."""
    words = vocabulary(lexicon)
    said = [*_unnamed(words), *_named(words), *_cues(words), *_outlets(words)]
    return tuple(write(Story(f"story-{place}", (saying,)), lexicon) for place, saying in enumerate(said))


def each_deed(lexicon: Lexicon | None = None) -> tuple[Known, ...]:
    """Sentences that attribute nothing, one for each verb of doing, with other bodies, things and qualities in turn."""
    words = vocabulary(lexicon)
    most = max(map(len, (words.deeds, words.bodies, words.trades, words.qualities)))
    told = []
    for place in range(most):
        body, trade, deed, quality, thing = (
            some[place % len(some)] for some in (words.bodies, words.trades, words.deeds, words.qualities, words.things)
        )
        content = Content(f"{trade} {body}", deed, f"{quality} {thing}", where=words.places[place % len(words.places)])
        told.append(write(Story(f"story-{place}", (Saying("bare", content, "untraced"),)), lexicon))
    return tuple(told)


def _content(words: Vocabulary, place: int) -> Content:
    trades, bodies, deeds, things = (some[:8] for some in (words.trades, words.bodies, words.deeds, words.things))
    subject = f"{trades[place % len(trades)]} {bodies[place % len(bodies)]}"
    return Content(subject, deeds[place % len(deeds)], things[place // 2 % len(things)])


def _unnamed(words: Vocabulary) -> Iterator[Saying]:
    """Every role and every vague noun, bare and counted; every affiliation, basis, reason and number."""
    official = Voice("anonymous", noun=words.roles[0])
    voices = [Voice("anonymous", noun=noun, number=number) for noun in words.roles for number in (None, 2)]
    voices += [Voice("sources said", noun=noun, number=number) for noun in words.vague for number in (None, 2)]
    voices += [evolve(official, affiliation=one) for one in words.affiliations]
    voices += [evolve(official, number=2, basis=one) for one in words.bases]
    voices += [evolve(official, number=2, reason=one) for one in words.reasons]
    voices += [evolve(official, number=number) for number in words.numbers]
    for place, voice in enumerate(voices):
        how = SPOKEN[place // 2 % len(SPOKEN)] if voice.reason is None else "clause"
        yield Saying(how, _content(words, place), "untraced", voice)


def _named(words: Vocabulary) -> Iterator[Saying]:
    """Every title and every form of a name, in every construction."""
    given, surname = words.given[0], words.surnames[0]
    voices = [Voice("named", name=(given, surname), title=title) for title in (None, *words.titles)]
    voices += [Voice("named", name=(one,)) for one in words.mononyms]
    voices += [Voice("named", name=(one, surname)) for one in words.initials]
    for place, voice in enumerate(voices):
        for how in SPOKEN:
            yield Saying(how, _content(words, place), "independent", voice)


def _cues(words: Vocabulary) -> Iterator[Saying]:
    """Every verb of saying, before and behind what is said; a hedge, within its clause and before it."""
    voice = Voice("named", name=(words.given[0], words.surnames[0]))
    for place, verb in enumerate(words.speech):
        for how in ("clause", "postposed", "quoted"):
            yield Saying(how, _content(words, place), "independent", voice, verb)
    for place in range(4):
        yield Saying("hedge", _content(words, place), "untraced", fronted=place % 2 == 1)


def _outlets(words: Vocabulary) -> Iterator[Saying]:
    """What an outlet reports, and what one of each kind of source told it."""
    for place, outlet in enumerate((ORIGIN, ALIAS, OTHER_OUTLET)):
        trace = "independent" if outlet == OTHER_OUTLET else "credited"
        yield Saying("outlet", _content(words, place), trace, None, "reported", outlet)
        for voice in (
            Voice("anonymous", noun=words.roles[0], number=2),
            Voice("named", name=(words.given[0], words.surnames[0])),
        ):
            yield Saying("told", _content(words, place), trace, voice, "told", outlet)

"""Rows of bytes go in, the plan of an article comes out: what is said in it, in an order that leaves no trace in doubt.

A plan says nothing that could be taken in two ways: no subject, verb, thing or unnamed source stands twice, a bare
sentence stands in the window of a credit or behind what closes it, and what leaves open whether it closes a window
(a hedge, a wish) stands in none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from attrs import evolve

from audit.testing.strategies.choice import Choices
from audit.testing.strategies.plan import ALIAS, ORIGIN, OTHER_OUTLET, Content, Line, Saying, Story, Voice
from audit.testing.strategies.vocabulary import PLAIN, Vocabulary

_T = TypeVar("_T")
ROW: Final = 32  # bytes that one step of a plan may read
MOST: Final = 40  # claims of one article
_MOST_PLAIN: Final = 6
# the constructions in which anybody may speak
SPOKEN: Final = ("clause", "postposed", "quoted", "according to")
_PLAIN_STEPS: Final = ("bare", "named", "anonymous", "vague", "hedge", "other outlet", "credit")
_STEPS: Final = (
    *_PLAIN_STEPS,
    *("named", "named", "anonymous", "anonymous", "anonymous", "credit"),
    *("question", "mention", "wish", "line", "both", "joined", "bare"),
)
_SHUT, _OPEN, _NEXT = 0, 1, 2  # no window; in the paragraph of a credit; in the next


class Plan:
    """A plan as it grows; ``used`` are the words that it, or one before it, has taken."""

    def __init__(
        self,
        words: Vocabulary,
        id: str,
        needs: bool | None = None,
        credit: bool | None = None,
        plain: bool = False,
        used: set[object] | None = None,
        outlet: str | None = None,
        first: int = 0,
        wordy: bool = False,
    ) -> None:
        """An empty plan; the arguments are those of ``known.stories``; ``first`` is the place in its list of the word
        that stands for the first one; ``wordy``: whatever is told is told with where, when and what else."""
        self.words, self.id, self.needs, self.credit, self.plain = words, id, needs, credit, plain
        self.used: set[object] = used if used is not None else set()
        self.outlet, self.first, self.wordy = outlet, first, wordy
        self.sayings: list[Saying] = []
        self.lines: list[Line] = []
        self.claims = 0
        self.window = _SHUT
        self.unsure = False  # whether a window was left in doubt, so that a heading must come before a bare sentence
        self.credits = False  # bare "sources" behind one may be its sources
        self.reported = False  # so may anybody unnamed behind what the origin reports without naming its sources
        self.spoken = False
        self.steps = _PLAIN_STEPS if plain else _STEPS
        self.most = _MOST_PLAIN if plain else MOST

    # -------------------------------------------------------------------------------------------- steps

    def step(self, row: bytes) -> None:
        """Adds what one row of bytes asks for; nothing where the words are used up."""
        choices = Choices(row)
        how = choices.one_of(self.steps)
        if how == "credit" and self.credit is False:
            how = "named"
        if self.outlet == ORIGIN and how in ("credit", "anonymous", "vague"):
            how = "named"  # whom nobody names may have told the newsroom, and then it is the origin's own report
        if (how == "vague" and self.credits) or (how == "anonymous" and self.reported):
            how = "named"
        if self.claims >= self.most:
            if self.wordy:
                self._shut(choices)
                self._question(choices)
            return
        {
            "bare": self._bare,
            "named": self._named,
            "anonymous": self._anonymous,
            "vague": self._vague,
            "hedge": self._hedge,
            "other outlet": self._other_outlet,
            "credit": self.credited,
            "question": self._question,
            "mention": self._mention,
            "wish": self._wish,
            "line": self._line,
            "both": self._both,
            "joined": self._joined,
        }[how](choices)

    def story(self, published: str | None = None, url: str | None = None) -> Story:
        """The plan as far as it has come."""
        return Story(self.id, tuple(self.sayings), tuple(self.lines), self.outlet, published, url)

    def _bare(self, choices: Choices) -> None:
        content = self.content(choices)
        if content is None:
            return
        fresh = choices.one_in(2)
        if not self.spoken and not self.sayings and not self.plain and choices.one_in(4):
            self._add(Saying("quotation", content, "untraced", straight=choices.one_in(2)))
            return
        if self.window != _SHUT and not self.unsure and not (self.window == _NEXT and fresh):
            self._add(Saying("bare", content, "carried", fresh=fresh))
            self.window = _NEXT if fresh else self.window
            return
        self._shut(choices)
        self._add(Saying("bare", content, "untraced", fresh=fresh))

    def _named(self, choices: Choices) -> None:
        content, voice = self.content(choices), self.named(choices)
        if content is not None and voice is not None:
            self._add(self._said(choices, content, "independent", voice))
            self.window, self.unsure = _SHUT, False

    def _anonymous(self, choices: Choices) -> None:
        content, voice = self.content(choices), self.anonymous(choices)
        if content is not None and voice is not None:
            self._add(self._said(choices, content, "untraced", voice))
            self.unsure = self.window != _SHUT

    def _vague(self, choices: Choices) -> None:
        content, noun = self.content(choices), self._one("vague", self.words.vague, choices)
        if content is not None and noun is not None:
            self._shut(choices)
            self._add(self._said(choices, content, "untraced", Voice("sources said", noun=noun)))

    def _hedge(self, choices: Choices) -> None:
        content = self.content(choices, negated=False)
        if content is not None:
            self._shut(choices)
            self._add(Saying("hedge", content, "untraced", fresh=choices.one_in(2)))

    def _other_outlet(self, choices: Choices) -> None:
        content, voice = self.content(choices), self.anonymous(choices)
        if content is not None and voice is not None:
            self._shut(choices)
            self._add(Saying("told", content, "independent", voice, "told", OTHER_OUTLET))

    def credited(self, choices: Choices) -> None:
        """Adds something that is credited to the origin, by its sources or by the outlet itself, and what goes on from
        it: a bare sentence, the same sources again."""
        content = self.content(choices)
        if not self.plain and choices.one_in(8) and content is not None:
            self._told_by_name(choices, content)
            return
        source = self.anonymous(choices) if choices.one_in(2) else None
        if content is None:
            return
        outlet = ALIAS if not self.plain and choices.one_in(4) else ORIGIN
        how, verb = ("told", "told") if source else ("outlet", "reported")
        self._add(Saying(how, content, "credited", source, verb, outlet))
        self.window, self.unsure = _OPEN, False
        self.credits = True
        self.reported = self.reported or source is None
        if choices.one_in(2):
            more = self.content(choices)
            if more is not None:
                fresh = choices.one_in(2)
                self._add(Saying("bare", more, "carried", fresh=fresh))
                self.window = _NEXT if fresh else _OPEN
        if source is not None and source.number != 1 and choices.one_in(2):
            more = self.content(choices)
            if more is not None:
                again = evolve(source, again=True)
                self._add(Saying("clause", more, "carried", again, choices.one_of(self.words.speech)))
                self.window = _OPEN

    def _told_by_name(self, choices: Choices, content: Content) -> None:
        """Somebody who told the origin, and whom it names; what stands behind it may be his or the origin's."""
        voice = self.named(choices)
        if voice is not None:
            self._add(Saying("told", content, "credited", voice, "told", choices.one_of((ORIGIN, ALIAS))))
            self.window, self.unsure, self.credits = _SHUT, True, True

    def _question(self, choices: Choices) -> None:
        content = self.content(choices, negated=False)
        if content is not None and self.window == _SHUT:
            content = evolve(content, needs=False)
            self._add(Saying("question", content, "untraced", fresh=choices.one_in(2)))

    def _mention(self, choices: Choices) -> None:
        content = self.content(choices)
        if content is not None:
            self._shut(choices)
            outlet = choices.one_of((ORIGIN, OTHER_OUTLET, ALIAS))
            told = evolve(content, needs=False)
            told = evolve(told, object=outlet, count=None) if choices.one_in(2) else evolve(told, subject=outlet)
            self._add(Saying("bare", told, "untraced", fresh=choices.one_in(2)))
            self.unsure = True

    def _wish(self, choices: Choices) -> None:
        content, voice = self.content(choices, negated=False), self.named(choices)
        if content is not None and voice is not None:
            self._shut(choices)
            self._add(Saying("attitude", evolve(content, needs=False), "untraced", voice, "wants"))
            self.unsure = True

    def _line(self, choices: Choices) -> None:
        status = choices.one_of(("heading", "caption", "boilerplate"))
        listed = {"heading": self.words.headings, "caption": self.words.captions}.get(status, self.words.boilerplate)
        if any(line.place == len(self.sayings) for line in self.lines):
            return
        if status == "heading" and not self.sayings:
            return
        shown = choices.one_of(listed)
        self.lines.append(Line(len(self.sayings), status, shown[0].upper() + shown[1:]))
        if status == "heading":
            self.window, self.unsure = _SHUT, False
        elif self.window != _SHUT:
            self.unsure = True

    def _both(self, choices: Choices) -> None:
        """The same content from two named people, one after the other."""
        content, one, other = self.content(choices), self.named(choices), self.named(choices)
        if content is not None and one is not None and other is not None:
            self._add(self._said(choices, content, "independent", one))
            self._add(self._said(choices, content, "independent", other))
            self.window, self.unsure = _SHUT, False

    def _joined(self, choices: Choices) -> None:
        """Two claims in one sentence."""
        first, content, voice = self.content(choices), self.content(choices), self.named(choices)
        if first is None or content is None or voice is None:
            return
        self._shut(choices)
        how = choices.one_of(("bare", "quoted", "postposed"))
        before = self.named(choices) if how != "bare" else None
        verb = choices.one_of(self.words.speech)
        if before is None:
            self._add(Saying("bare", first, "untraced"))
        else:
            self._add(Saying(how, first, "independent", before, verb))
        self._add(Saying("clause", content, "independent", voice, choices.one_of(self.words.speech), joined=True))
        self.window, self.unsure = _SHUT, False

    # -------------------------------------------------------------------------------------------- parts

    def _add(self, saying: Saying) -> None:
        self.sayings.append(saying)
        self.claims += saying.construction != "question"
        self.spoken = self.spoken or saying.voice is not None

    def _shut(self, choices: Choices) -> None:
        """Closes a window by a heading, where one is open or may be."""
        if self.window == _SHUT and not self.unsure:
            return
        if not any(line.place == len(self.sayings) and line.status == "heading" for line in self.lines):
            self.lines.append(Line(len(self.sayings), "heading", choices.one_of(self.words.headings)))
        self.window, self.unsure = _SHUT, False

    def _said(self, choices: Choices, content: Content, trace: str, voice: Voice) -> Saying:
        how, verb = choices.one_of(SPOKEN), choices.one_of(self.words.speech)
        straight = not self.plain and choices.one_in(3)
        return Saying(how, content, trace, voice, verb, fresh=not choices.one_in(3), straight=straight)

    def _one(self, name: str, things: Sequence[_T], choices: Choices) -> _T | None:
        """A thing that was not used yet, None where all were."""
        listed = things[:PLAIN] if self.plain else things
        place = choices.below(len(listed)) + self.first
        for step in range(len(listed)):
            found = listed[(place + step) % len(listed)]
            if (name, found) not in self.used:
                self.used.add((name, found))
                return found
        return None

    def content(self, choices: Choices, negated: bool | None = None) -> Content | None:
        """Something to be said, with words that were not used yet; None where there are none. ``negated``: whether it
        was not so; None draws it."""
        words = self.words
        trade, deed = self._one("trade", words.trades, choices), self._one("deed", words.deeds, choices)
        thing = self._one("thing", words.things, choices)
        body = choices.one_of(words.bodies[: PLAIN // 2] if self.plain else words.bodies)
        if trade is None or deed is None or thing is None:
            return None
        more = choices.below(256)
        needed = bool(more & 1) if self.needs is None else self.needs
        if self.plain:
            return Content(f"{trade} {body}", deed, thing, needed)
        rare = 255 if self.wordy else choices.below(256)
        plural = words.plural(thing) if more & 2 else None
        quality = self._one("quality", words.qualities, choices) if more & 4 or self.wordy else None
        where = choices.one_of(words.places) if more & 8 or self.wordy else None
        denied = more & 112 == 112 and self.needs is None if negated is None else negated
        when = choices.one_of(words.days) if rare & 3 == 3 else None
        count = choices.one_of([n for n in words.numbers if n > 1]) if plural and more & 128 and rare & 4 else None
        also = self._one("thing", words.things, choices) if rare & 24 == 24 else None
        object_ = f"{quality} {plural or thing}" if quality else plural or thing
        return Content(f"{trade} {body}", deed, object_, needed, where, denied, when, count, also)

    def anonymous(self, choices: Choices) -> Voice | None:
        """Somebody unnamed who did not speak yet; None where all did."""
        words, noun = self.words, self._one("role", self.words.roles, choices)
        if noun is None:
            return None
        # both at once are more than a sentence bears
        more = choices.one_of(("", "", "basis") if self.plain else ("", "", "basis", "reason"))
        return Voice(
            "anonymous",
            noun=noun,
            number=choices.one_of((None, *words.numbers)),
            affiliation=choices.one_of((None, *words.affiliations[: 3 if self.plain else None])),
            basis=choices.one_of(tuple(words.bases)) if more == "basis" else None,
            reason=choices.one_of(tuple(words.reasons)) if more == "reason" else None,
        )

    def named(self, choices: Choices) -> Voice | None:
        """Somebody by name who did not speak yet; None where all did."""
        words = self.words
        surname = self._one("surname", words.surnames, choices)
        given = self._one("given", words.given, choices)
        if surname is None or given is None:
            return None
        form = 0 if self.plain else choices.below(16)
        name: tuple[str, ...] = (given, surname)
        if form == 15 or form == 12:
            mononym = self._one("mononym", words.mononyms, choices)
            name = name if mononym is None else (mononym,)
        elif form > 12:
            first, second = choices.one_of(words.initials), choices.one_of(words.initials)
            name = (first if form == 13 else f"{first} {second}", surname)
        title = choices.one_of((None, None, None, *words.titles)) if len(name) > 1 else None
        return Voice("named", name=name, title=title)

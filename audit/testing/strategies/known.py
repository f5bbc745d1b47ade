"""Nothing goes in, strategies for articles with known gold come out, drawn from the grammar of ``grammar``."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from hypothesis import strategies as st

from audit.lexicon import Lexicon
from audit.testing.strategies.choice import Choices
from audit.testing.strategies.drawn import Draw
from audit.testing.strategies.grammar import ROW, Plan
from audit.testing.strategies.plan import ORIGIN, Content, Known, Line, Saying, Story, Voice
from audit.testing.strategies.story import write
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

_ROW: Final = st.binary(min_size=ROW, max_size=ROW)
_SHORT: Final = st.lists(_ROW, min_size=1, max_size=8)
_LONG: Final = st.lists(_ROW, min_size=56, max_size=72)
_HEAD: Final = st.binary(min_size=6, max_size=6)
_LONG_ONCE_IN: Final = 64  # stories
_DAYS: Final = ("2024-03-02", "2024-03-05")
_FRONT: Final = "---\noutlet: {}\n---"
_COURIER: Final = "The Harbour Courier"


def stories(
    id: str = "story",
    needs: bool | None = None,
    credit: bool | None = None,
    plain: bool = False,
    lexicon: Lexicon | None = None,
    long: bool | None = None,
) -> st.SearchStrategy[Story]:
    """Plans of articles of one to forty claims, no subject, object or unnamed source twice.

    ``needs``: whether contents need an attribution; None draws it for each. ``credit``: whether the origin is credited.
    ``plain``: at most six claims, in the commonest words and constructions, without the relative clauses that say why
    a source is not named. ``long``: whether it has some forty claims and a thousand words; None draws it, once in 64.
    The words are those of the lexicon's ``drawn.toml``; of ours where none is given.
    """
    return _stories(vocabulary(lexicon), id, needs, credit, plain, long)


@st.composite
def _stories(
    draw: Draw, words: Vocabulary, id: str, needs: bool | None, credit: bool | None, plain: bool, long: bool | None
) -> Story:
    return _drawn(draw, words, id, needs, credit, plain, long)[1]


def _drawn(
    draw: Draw,
    words: Vocabulary,
    id: str,
    needs: bool | None,
    credit: bool | None,
    plain: bool,
    long: bool | None = None,
) -> tuple[Plan, Story]:
    head = Choices(draw(_HEAD))
    if long is None:
        long = not plain and head.one_in(_LONG_ONCE_IN)
    rows = draw(_LONG if long else _SHORT)
    outlet = front = None
    if not plain and credit is None:
        outlet = head.one_of((None, None, None, None, None, None, ORIGIN, _COURIER))
        front = _FRONT.format(outlet) if outlet and head.one_in(2) else None
    plan = Plan(words, id, needs, credit, plain, outlet=outlet, first=head.below(1 << 16), wordy=long)
    if front:
        plan.lines.append(Line(0, "metadata", front))
    if credit:
        plan.credited(Choices(rows[0]))
    for row in rows[bool(credit) :]:
        plan.step(row)
    if not plan.claims:
        plan.step(b"\0" + rows[0][1:])
    return plan, plan.story()


def known_articles(
    id: str = "story",
    needs: bool | None = None,
    credit: bool | None = None,
    plain: bool = False,
    lexicon: Lexicon | None = None,
    long: bool | None = None,
) -> st.SearchStrategy[Known]:
    """Articles whose attributions, kinds, chains and traces are known; ``stories`` says what the arguments do.

    Take the depth that you test: ``.records`` for a scorer, ``.untraced`` for a tracer, ``.trees`` for rules on stored
    trees, ``.text`` for the whole road through a parser.
    """
    return _known_articles(vocabulary(lexicon), lexicon, id, needs, credit, plain, long)


@st.composite
def _known_articles(
    draw: Draw,
    words: Vocabulary,
    lexicon: Lexicon | None,
    id: str,
    needs: bool | None,
    credit: bool | None,
    plain: bool,
    long: bool | None,
) -> Known:
    return write(_drawn(draw, words, id, needs, credit, plain, long)[1], lexicon)


def known_trees(lexicon: Lexicon | None = None) -> st.SearchStrategy[Known]:
    """Articles of one sentence, with its tree and its known attribution (none, where the article says it itself)."""
    return _known_trees(vocabulary(lexicon), lexicon)


@st.composite
def _known_trees(draw: Draw, words: Vocabulary, lexicon: Lexicon | None) -> Known:
    plan = Plan(words, "story")
    for row in draw(_SHORT):
        plan.step(row)
    if not plan.claims:
        plan.step(bytes(ROW))
    one = draw(st.integers(0, len(plan.sayings) - 1))
    sayings = plan.sayings
    while one and (sayings[one].joined or _back(sayings[one])):
        one -= 1
    said = [sayings[one]]
    if one + 1 < len(sayings) and sayings[one + 1].joined:
        said.append(sayings[one + 1])
    return write(Story("story", tuple(evolve(s, trace=_alone(s), fresh=True) for s in said)), lexicon)


def _back(saying: Saying) -> bool:
    """Whether somebody speaks who was brought in before."""
    return saying.voice is not None and saying.voice.again


def _alone(saying: Saying) -> str:
    return "untraced" if saying.trace == "carried" else saying.trace


def known_corpora(lexicon: Lexicon | None = None) -> st.SearchStrategy[tuple[Known, ...]]:
    """Two articles: one credits the origin, the other says one of the credited things without any credit, or says it
    in a way that makes no echo of it.

    It is an echo where it says the same, whether the dates leave open which came first or make it the later one. It is
    none where it says the opposite, says it of something else, names a source of its own, or was published before; and
    in an article of the origin's own it is the origin's.
    """
    return _known_corpora(vocabulary(lexicon), lexicon)


@st.composite
def _known_corpora(draw: Draw, words: Vocabulary, lexicon: Lexicon | None) -> tuple[Known, ...]:
    plan, first = _drawn(draw, words, "first", None, True, False)
    choices = Choices(draw(st.binary(min_size=ROW, max_size=ROW)))
    credited = [s for s in first.sayings if s.trace in ("credited", "carried")]
    told = choices.one_of(credited).content
    how = choices.one_of(("echo", "echo", "later", "before", "negated", "altered", "source", "own"))
    second = Plan(words, "second", credit=False, used=plan.used, outlet=ORIGIN if how == "own" else None)
    other = choices.below(3)
    more = draw(_ROW)
    if other == 2:
        second.step(more)
        second.window, second.unsure = 0, False
    saying = retold(second, how, told, choices)
    if second.sayings:
        second.lines.append(Line(len(second.sayings), "heading", words.headings[0]))
    second.sayings.append(saying)
    if other == 1:
        second.lines.append(Line(len(second.sayings), "heading", words.headings[0]))
        second.step(more)
    days = {"later": _DAYS, "before": (_DAYS[1], _DAYS[0])}.get(how, (None, None))
    return write(evolve(first, published=days[0]), lexicon), write(second.story(days[1]), lexicon)


def retold(second: Plan, how: str, told: Content, choices: Choices) -> Saying:
    """What a second article makes of something that the first one credits: "echo", "later", "before", "negated",
    "altered", "number" (of that which is counted), "source" (of its own) or "own" (it is the origin's)."""
    if how in ("echo", "later"):
        return Saying("bare", told, "echoed")
    if how == "negated":
        return Saying("bare", evolve(told, negated=not told.negated), "untraced")
    if how == "altered":
        return Saying("bare", _altered(second, told, choices), "untraced")
    if how == "number":
        count = next(number for number in second.words.numbers if number > 1 and number != told.count)
        return Saying("bare", evolve(told, count=count), "untraced")
    if how == "source":
        voice = second.named(choices) or Voice("named", name=("Zarela",))
        return Saying("clause", told, "independent", voice)
    return Saying("bare", told, "credited" if how == "own" else "untraced")


def _altered(second: Plan, told: Content, choices: Choices) -> Content:
    """The same done by another, to another thing, or both."""
    other = second.content(choices)
    if other is None:  # no words are left: the same of what nobody spoke of
        return evolve(told, subject=f"{told.object.split()[-1]} {told.subject.split()[-1]}")
    who, what = choices.one_of(((True, False), (False, True), (True, True)))
    thing = other.object.split()[-1]
    return evolve(
        told,
        subject=other.subject if who else told.subject,
        object=thing if what else told.object,
        count=None if what else told.count,
        also=None if what else told.also,
    )

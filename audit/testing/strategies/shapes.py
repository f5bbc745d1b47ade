"""Nothing goes in, strategies for known articles of one shape come out: what one rule of tracing is about."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from hypothesis import strategies as st

from audit.lexicon import Lexicon
from audit.testing.strategies.choice import Choices
from audit.testing.strategies.drawn import Draw
from audit.testing.strategies.grammar import ROW, Plan
from audit.testing.strategies.known import retold
from audit.testing.strategies.plan import ALIAS, ORIGIN, OTHER_OUTLET, Known, Line, Saying
from audit.testing.strategies.story import write
from audit.testing.strategies.vocabulary import PLAIN, Vocabulary, vocabulary


@frozen
class Shape:
    """One rule of tracing: the ``name`` of its articles, what their traces say, how the second article, where there is
    one, tells what the first credits (``known.retold``), and the days that both are of."""

    name: str
    says: str
    retold: str | None = None
    days: tuple[str, str] | tuple[None, None] = (None, None)


SHAPES: Final = (
    Shape("mention", "who names the origin without resting on it does not credit it"),
    Shape("another outlet", "what another outlet was told is not the origin's"),
    Shape("alias", "another name of the origin's credits it"),
    Shape("named teller", "whoever told the origin is credited to it, with a name, too"),
    Shape("both credited", "everything that one sentence credits to the origin is credited"),
    Shape("each its own", "in one sentence each claim has its own source: the origin's is credited, another's is not"),
    Shape("window", "a sentence without a source right behind a credit is carried"),
    Shape("heading", "a heading ends what a credit carries"),
    Shape("named speaker", "whoever speaks by name ends what a credit carries, and speaks for himself"),
    Shape("another unnamed source", "an unnamed source that nobody tied to the origin is not the credited one"),
    Shape("the same sources", "the credited sources, named again, carry their credit"),
    Shape("behind a heading", "so they do behind a heading, which ends the window but not who they are"),
    Shape("the window's end", "a sentence that only stands in a window does not carry on"),
    Shape("another outlet between", "another outlet that speaks ends what a credit carries"),
    Shape("before the credit", "what stands before a credit is not carried from it"),
    Shape("unnamed alone", "an unnamed source whom no outlet is credited with leaves a claim untraced"),
    Shape(
        "echo at home",
        "who says the same again in the same article, behind somebody else and without credit, echoes it",
    ),
    Shape("echo", "who says the same without credit echoes it", retold="echo"),
    Shape("negated", "who says the opposite echoes nothing", retold="negated"),
    Shape("altered", "who says it of somebody or something else echoes nothing", retold="altered"),
    Shape("another number", "who says it of another number of things echoes nothing", retold="number"),
    Shape("own source", "who names a source of his own is independent", retold="source"),
    Shape(
        "published before",
        "what was published before the credit is no echo of it",
        retold="before",
        days=("2024-03-05", "2024-03-02"),
    ),
    Shape(
        "published after",
        "what was published after the credit is one",
        retold="later",
        days=("2024-03-02", "2024-03-05"),
    ),
    Shape(
        "published the same day",
        "what was published on the day of the credit may be an echo of it",
        retold="later",
        days=("2024-03-05", "2024-03-05"),
    ),
    Shape("own article", "what the origin's own article says itself is the origin's", retold="own"),
    Shape("own article by another name", "so it is where the article has the outlet's other name", retold="own"),
    Shape(
        "carried, not echoed",
        "what stands in a window of its own article is carried, whoever else says it",
        retold="echo",
    ),
    Shape("the second credit", "an echo is looked for in every article that credits the origin", retold="echo"),
)
_ROWS: Final = st.lists(st.binary(min_size=ROW, max_size=ROW), min_size=4, max_size=4)


def told_shapes(shape: str, lexicon: Lexicon | None = None) -> st.SearchStrategy[tuple[Known, ...]]:
    """Known articles of a shape, by its name in SHAPES: one article, or the crediting one and another. Raises
    KeyError where none has this name."""
    return _told_shapes({one.name: one for one in SHAPES}[shape], vocabulary(lexicon), lexicon)


@st.composite
def _told_shapes(draw: Draw, form: Shape, words: Vocabulary, lexicon: Lexicon | None) -> tuple[Known, ...]:
    rows = [Choices(row) for row in draw(_ROWS)]
    plan = Plan(words, "first", needs=False)
    shape = form.name
    if form.retold is not None:
        outlet = {"own article": ORIGIN, "own article by another name": ALIAS}.get(shape)
        plan.sayings = [_counted(plan, rows, _credit(plan, rows[0], ORIGIN), form.retold)]
        second = Plan(words, "second", needs=False, used=plan.used, outlet=outlet)
        again = retold(second, form.retold, plan.sayings[0].content, rows[1])
        second.sayings = [again]
        if shape == "carried, not echoed":
            second.sayings = [_credit(second, rows[2], ORIGIN), evolve(again, trace="carried")]
        told = [plan.story(form.days[0]), second.story(form.days[1])]
        if shape == "the second credit":
            other = Plan(words, "other", needs=False, used=plan.used)
            other.sayings = [_credit(other, rows[2], ORIGIN)]
            told.insert(rows[3].below(2), other.story(form.days[0]))
        return tuple(write(story, lexicon) for story in told)
    plan.sayings = _sayings(shape, plan, rows)
    if shape in ("heading", "behind a heading"):
        plan.lines = [Line(1, "heading", rows[3].one_of(words.headings))]
    elif shape == "mention":
        plan.lines = [Line(1, "heading", words.headings[0])]
    return (write(plan.story(), lexicon),)


def _sayings(shape: str, plan: Plan, rows: list[Choices]) -> list[Saying]:
    if shape == "mention":
        told = _bare(plan, rows[0], "untraced")
        name = rows[1].one_of((ORIGIN, ALIAS))
        plain = evolve(told.content, negated=False, verb=rows[3].one_of(plan.words.deeds[: PLAIN // 2]))
        named = evolve(plain, object=name) if rows[1].one_in(2) else evolve(plain, subject=name)
        return [evolve(told, content=named), _bare(plan, rows[2], "untraced")]
    if shape == "another outlet":
        return [evolve(_told(plan, rows[0]), outlet=OTHER_OUTLET, trace="independent")]
    if shape == "another unnamed source":
        content, voice = plan.content(rows[1]), plan.anonymous(rows[1])
        assert content is not None
        return [_told(plan, rows[0]), Saying("clause", content, "untraced", voice)]
    if shape == "unnamed alone":
        return [evolve(_told(plan, rows[0]), construction="clause", verb="said", outlet=None, trace="untraced")]
    if shape == "named teller":
        return [evolve(_told(plan, rows[0]), voice=plan.named(rows[1]))]
    if shape == "both credited":
        return [_credit(plan, rows[0], ORIGIN), evolve(_told(plan, rows[1]), joined=True)]
    if shape == "each its own":
        content, voice = plan.content(rows[1]), plan.named(rows[1])
        assert content is not None
        return [_credit(plan, rows[0], ORIGIN), Saying("clause", content, "independent", voice, joined=True)]
    first = _credit(plan, rows[0], ALIAS if shape == "alias" else rows[3].one_of((ORIGIN, ALIAS)))
    if shape == "alias":
        return [first]
    if shape == "window":
        return [first, evolve(_bare(plan, rows[1], "carried"), fresh=rows[2].one_in(2))]
    if shape == "heading":
        return [first, _bare(plan, rows[1], "untraced")]
    if shape == "the window's end":
        return [first, _bare(plan, rows[1], "carried"), _bare(plan, rows[2], "untraced")]
    if shape == "another outlet between":
        between = evolve(_told(plan, rows[1]), outlet=OTHER_OUTLET, trace="independent", fresh=rows[3].one_in(2))
        return [first, between, evolve(_bare(plan, rows[2], "untraced"), fresh=rows[3].one_in(2))]
    if shape == "before the credit":
        return [_bare(plan, rows[1], "untraced"), evolve(first, fresh=rows[3].one_in(2))]
    if shape in ("the same sources", "behind a heading"):
        said = _told(plan, rows[1])
        voice = evolve(said.voice, number=2) if said.voice else None
        again = evolve(voice, again=True) if voice else None
        more = evolve(_bare(plan, rows[2], "carried"), construction="clause", voice=again)
        return [evolve(said, voice=voice), more]
    content, voice = plan.content(rows[1]), plan.named(rows[1])
    assert content is not None
    last = _bare(plan, rows[2], "untraced")
    if shape == "echo at home":
        last = evolve(last, content=first.content, trace="echoed")
    return [first, Saying("clause", content, "independent", voice), last]


def _counted(plan: Plan, rows: list[Choices], saying: Saying, how: str) -> Saying:
    """What is credited, with a number of things where that is to be another."""
    if how != "number":
        return saying
    things = next(many for thing in plan.words.things if (many := plan.words.plural(thing)))
    return evolve(saying, content=evolve(saying.content, object=things, count=rows[2].one_of((2, 3, 6)), also=None))


def _bare(plan: Plan, choices: Choices, trace: str) -> Saying:
    content = plan.content(choices)
    assert content is not None
    return Saying("bare", content, trace)


def _told(plan: Plan, choices: Choices) -> Saying:
    content, voice = plan.content(choices), plan.anonymous(choices)
    assert content is not None
    return Saying("told", content, "credited", voice, "told", ORIGIN)


def _credit(plan: Plan, choices: Choices, outlet: str) -> Saying:
    """Something credited to the origin: by its sources, or by itself."""
    said = _told(plan, choices)
    if choices.one_in(2):
        return evolve(said, outlet=outlet)
    return Saying("outlet", said.content, "credited", None, "reported", outlet)

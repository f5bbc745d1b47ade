"""Nothing goes in, strategies for known articles of one shape come out: what one rule of tracing is about."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from hypothesis import strategies as st

from audit.lexicon import Lexicon
from audit.testing.strategies.choice import Choices
from audit.testing.strategies.drawn import Draw
from audit.testing.strategies.grammar import ROW, Plan
from audit.testing.strategies.known import retold
from audit.testing.strategies.plan import ALIAS, ORIGIN, OTHER_OUTLET, Known, Line, Saying
from audit.testing.strategies.story import write
from audit.testing.strategies.vocabulary import PLAIN, Vocabulary, vocabulary

# shape -> what its traces say
SHAPES: Final = {
    "mention": "who names the origin without resting on it does not credit it",
    "another outlet": "what another outlet was told is not the origin's",
    "alias": "another name of the origin's credits it",
    "window": "a sentence without a source right behind a credit is carried",
    "heading": "a heading ends what a credit carries",
    "named speaker": "whoever speaks by name ends what a credit carries, and speaks for himself",
    "another unnamed source": "an unnamed source that nobody tied to the origin is not the credited one",
    "the same sources": "the credited sources, named again, carry their credit",
    "echo": "who says the same without credit echoes it",
    "negated": "who says the opposite echoes nothing",
    "altered": "who says it of something else echoes nothing",
    "own source": "who names a source of his own is independent",
    "published before": "what was published before the credit is no echo of it",
    "published after": "what was published after the credit is one",
    "own article": "what the origin's own article says itself is the origin's",
}
_RETOLD: Final = {
    "echo": "echo",
    "negated": "negated",
    "altered": "altered",
    "own source": "source",
    "published before": "before",
    "published after": "later",
    "own article": "own",
}
_DAYS: Final = {"published after": ("2024-03-02", "2024-03-05"), "published before": ("2024-03-05", "2024-03-02")}
_ROWS: Final = st.lists(st.binary(min_size=ROW, max_size=ROW), min_size=4, max_size=4)


def told_shapes(shape: str, lexicon: Lexicon | None = None) -> st.SearchStrategy[tuple[Known, ...]]:
    """Known articles of a shape, one of SHAPES: one article, or the crediting one and another. Raises KeyError."""
    assert SHAPES[shape]
    return _told_shapes(shape, vocabulary(lexicon), lexicon)


@st.composite
def _told_shapes(draw: Draw, shape: str, words: Vocabulary, lexicon: Lexicon | None) -> tuple[Known, ...]:
    rows = [Choices(row) for row in draw(_ROWS)]
    plan = Plan(words, "first", needs=False)
    if shape in _RETOLD:
        plan.sayings = [_credit(plan, rows[0], ORIGIN)]
        second = Plan(words, "second", needs=False, used=plan.used, outlet=ORIGIN if shape == "own article" else None)
        second.sayings = [retold(second, _RETOLD[shape], plan.sayings[0].content, rows[1])]
        days = _DAYS.get(shape, (None, None))
        return write(plan.story(days[0]), lexicon), write(second.story(days[1]), lexicon)
    plan.sayings = _sayings(shape, plan, rows)
    if shape == "heading":
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
    first = _credit(plan, rows[0], ALIAS if shape == "alias" else rows[3].one_of((ORIGIN, ALIAS)))
    if shape == "alias":
        return [first]
    if shape == "window":
        return [first, evolve(_bare(plan, rows[1], "carried"), fresh=rows[2].one_in(2))]
    if shape == "heading":
        return [first, _bare(plan, rows[1], "untraced")]
    if shape == "the same sources":
        said = _told(plan, rows[1])
        voice = evolve(said.voice, number=2) if said.voice else None
        again = evolve(voice, again=True) if voice else None
        more = evolve(_bare(plan, rows[2], "carried"), construction="clause", voice=again)
        return [evolve(said, voice=voice), more]
    content, voice = plan.content(rows[1]), plan.named(rows[1])
    assert content is not None
    return [first, Saying("clause", content, "independent", voice), _bare(plan, rows[2], "untraced")]


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

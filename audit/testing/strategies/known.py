"""Nothing goes in, strategies for articles with known gold come out, drawn from the grammar of ``story``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from attrs import evolve
from hypothesis import strategies as st

from audit.lexicon import Lexicon
from audit.testing.strategies.drawn import Draw
from audit.testing.strategies.plan import ORIGIN, OTHER_OUTLET, Content, Known, Saying, Story, Voice
from audit.testing.strategies.story import write
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

_T = TypeVar("_T")


def stories(
    id: str = "story",
    needs: bool | None = None,
    credit: bool | None = None,
    plain: bool = False,
    lexicon: Lexicon | None = None,
) -> st.SearchStrategy[Story]:
    """Plans of articles of one to seven sentences, no subject, object or unnamed source twice.

    ``needs``: whether contents need an attribution; None draws it for each. ``credit``: whether the origin is credited.
    ``plain`` leaves out the relative clauses that say why a source is not named. The words are those of the lexicon's
    ``drawn.toml``; of ours where none is given.
    """
    return _stories(vocabulary(lexicon), id, needs, credit, plain)


class _Pool(Generic[_T]):
    """Things of which each is drawn once; where all are gone, None."""

    def __init__(self, draw: Draw, things: Sequence[_T]) -> None:
        self._draw, self._left = draw, list(things)

    def one(self) -> _T | None:
        if not self._left:
            return None
        return self._left.pop(self._draw(st.integers(0, len(self._left) - 1)))

    def must(self) -> _T:
        found = self.one()
        assert found is not None, "a vocabulary has as many as a story needs"
        return found


@st.composite
def _stories(draw: Draw, words: Vocabulary, id: str, needs: bool | None, credit: bool | None, plain: bool) -> Story:
    subjects = _Pool(draw, words.subjects)
    done = _Pool(draw, list(zip(words.deeds, words.things, strict=False)))
    roles, people, vague = _Pool(draw, words.roles), _Pool(draw, words.people), _Pool(draw, words.vague)

    def content() -> Content:
        verb, thing = done.must()
        needed = draw(st.booleans()) if needs is None else needs
        return Content(subjects.must(), verb, thing, needed)

    def verb() -> str:
        return draw(st.sampled_from(words.speech))

    def spoken() -> str:
        return draw(st.sampled_from(("clause", "postposed", "quoted", "according to")))

    def anonymous() -> Voice:
        # both at once are more than a sentence bears
        more = draw(st.sampled_from(("", "", "basis") if plain else ("", "", "basis", "reason")))
        return Voice(
            "anonymous",
            noun=roles.must(),
            number=draw(st.none() | st.sampled_from(sorted(words.numbers))),
            affiliation=draw(st.none() | st.sampled_from(words.bodies)),
            basis=draw(st.sampled_from(tuple(words.bases))) if more == "basis" else None,
            reason=draw(st.sampled_from(tuple(words.reasons))) if more == "reason" else None,
        )

    def named() -> Voice:
        return Voice("named", name=people.must(), title=draw(st.none() | st.sampled_from(words.titles)))

    def before() -> Saying:
        how = draw(st.sampled_from(("bare", "named", "anonymous", "sources said", "hedge", "other outlet")))
        if how in ("bare", "hedge"):
            return Saying(how, content(), "untraced")
        if how == "named":
            return Saying(spoken(), content(), "independent", named(), verb())
        if how == "anonymous":
            return Saying(spoken(), content(), "untraced", anonymous(), verb())
        if how == "other outlet":
            return Saying("told", content(), "independent", anonymous(), "told", OTHER_OUTLET)
        noun = vague.one()
        voice = Voice("sources said", noun=noun) if noun else named()
        return Saying(spoken(), content(), "untraced" if noun else "independent", voice, verb())

    def credited() -> list[Saying]:
        source = anonymous() if draw(st.booleans()) else None
        how = "outlet" if source is None else "told"
        found = [Saying(how, content(), "credited", source, "told" if source else "reported", ORIGIN)]
        if draw(st.booleans()):  # in the window: the same paragraph or the next
            found.append(Saying("bare", content(), "carried", fresh=draw(st.booleans())))
        if source is not None and source.number != 1 and draw(st.booleans()):
            found.append(Saying("clause", content(), "carried", evolve(source, again=True), verb()))
        return found

    sayings = [before() for _ in range(draw(st.integers(0, 2)))]
    headings: list[int] = []
    if draw(st.booleans()) if credit is None else credit:
        sayings += credited()
        headings.append(len(sayings))
    for _ in range(draw(st.integers(0 if sayings else 1, 2))):
        if draw(st.booleans()):
            sayings.append(Saying(spoken(), content(), "independent", named(), verb()))
        else:
            sayings.append(Saying("bare", content(), "untraced"))
    return Story(id, tuple(sayings), tuple(place for place in headings if place < len(sayings)))


def known_articles(
    id: str = "story",
    needs: bool | None = None,
    credit: bool | None = None,
    plain: bool = False,
    lexicon: Lexicon | None = None,
) -> st.SearchStrategy[Known]:
    """Articles whose attributions, kinds, chains and traces are known; ``stories`` says what the arguments do.

    Take the depth that you test: ``.records`` for a scorer, ``.untraced`` for a tracer, ``.trees`` for rules on stored
    trees, ``.text`` for the whole road through a parser.
    """
    return stories(id, needs, credit, plain, lexicon).map(lambda story: write(story, lexicon))


def known_trees(lexicon: Lexicon | None = None) -> st.SearchStrategy[Known]:
    """Articles of one sentence, with its tree and its known attribution (none, where the article says it itself)."""
    return _known_trees(stories(lexicon=lexicon), lexicon)


@st.composite
def _known_trees(draw: Draw, plans: st.SearchStrategy[Story], lexicon: Lexicon | None) -> Known:
    story = draw(plans)
    saying = draw(st.sampled_from([s for s in story.sayings if not (s.voice and s.voice.again)]))
    trace = "untraced" if saying.trace == "carried" else saying.trace
    return write(Story(story.id, (evolve(saying, trace=trace, fresh=True),)), lexicon)


def known_corpora(lexicon: Lexicon | None = None) -> st.SearchStrategy[tuple[Known, ...]]:
    """Two articles: one credits the origin, the other says one of the credited things without any credit, an echo.

    No publication dates: which came first is not known.
    """
    return _known_corpora(stories("first", credit=True, lexicon=lexicon), lexicon)


@st.composite
def _known_corpora(draw: Draw, plans: st.SearchStrategy[Story], lexicon: Lexicon | None) -> tuple[Known, ...]:
    words = vocabulary(lexicon)
    first = draw(plans)
    told = draw(st.sampled_from([s for s in first.sayings if s.trace in ("credited", "carried")]))
    echo = Saying("bare", told.content, "echoed")
    named = Voice("named", name=draw(st.sampled_from(words.people)))
    used = {s.content.subject for s in first.sayings} | {s.content.object for s in first.sayings}
    subject = next(noun for noun in words.subjects if noun not in used)
    verb, thing = next(pair for pair in zip(words.deeds, words.things, strict=False) if pair[1] not in used)
    other = Saying("clause", Content(subject, verb, thing), "independent", named, words.speech[0])
    sayings = draw(st.sampled_from(((echo,), (echo, other), (other, echo))))
    return write(first, lexicon), write(Story("second", sayings), lexicon)

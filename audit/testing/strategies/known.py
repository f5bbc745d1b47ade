"""Nothing goes in, strategies for articles with known gold come out, drawn from the grammar of ``story``."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from hypothesis import strategies as st

from audit.testing.strategies.drawn import Draw
from audit.testing.strategies.story import (
    BASES,
    NUMBERS,
    ORIGIN,
    OTHER_OUTLET,
    REASONS,
    SPEECH,
    Content,
    Known,
    Saying,
    Story,
    Voice,
    write,
)

PEOPLE: Final = (
    ("Ruth", "Okafor"),
    ("Ines", "Varga"),
    ("Tomas", "Lindqvist"),
    ("Amara", "Diallo"),
    ("Piotr", "Zielak"),
)
FRESH_PEOPLE: Final = (
    ("Leila", "Haddad"),
    ("Oskar", "Brandt"),
    ("Mei", "Tanaka"),
    ("Jonas", "Keller"),
    ("Nadia", "Petrov"),
)
_TITLES: Final = ("Mayor", "Senator", None)
_NOUNS: Final = ("official", "diplomat", "investigator", "lawyer", "engineer", "adviser")
_AFFILIATIONS: Final = ("transport ministry", "finance ministry", "city", None)
_VAGUE: Final = ("source", "critic")
_SUBJECTS: Final = (
    "ferry company",
    "school board",
    "court",
    "airport",
    "steel union",
    "city council",
    "bank",
    "museum",
)
_VERBS: Final = ("opened", "delayed", "repaired", "cancelled", "printed", "returned", "insured", "measured")
_OBJECTS: Final = ("contract", "northern bridge", "budget", "tunnel", "timetable", "stadium", "loan", "festival")


@st.composite
def stories(
    draw: Draw, id: str = "story", needs: bool | None = None, credit: bool | None = None, plain: bool = False
) -> Story:
    """Plans of articles of one to seven sentences, no subject, object or unnamed source twice.

    ``needs``: whether contents need an attribution; None draws it for each. ``credit``: whether the origin is credited.
    ``plain`` leaves out the relative clauses that say why a source is not named.
    """
    order = draw(st.permutations(range(len(_SUBJECTS))))
    others = draw(st.permutations(range(len(_OBJECTS))))
    nouns = iter(draw(st.permutations(_NOUNS)))
    people = iter(draw(st.permutations(PEOPLE)))
    vague = iter(draw(st.permutations(_VAGUE)))
    pairs = iter(zip(order, others, strict=True))

    def content() -> Content:
        one, two = next(pairs)
        needed = draw(st.booleans()) if needs is None else needs
        return Content(_SUBJECTS[one], _VERBS[two], _OBJECTS[two], needed)

    def verb() -> str:
        return draw(st.sampled_from(sorted(SPEECH)))

    def spoken() -> str:
        return draw(st.sampled_from(("clause", "postposed", "quoted", "according to")))

    def anonymous() -> Voice:
        # both at once are more than a sentence bears
        more = draw(st.sampled_from(("", "", "basis") if plain else ("", "", "basis", "reason")))
        return Voice(
            "anonymous",
            noun=next(nouns),
            number=draw(st.none() | st.sampled_from(sorted(NUMBERS))),
            affiliation=draw(st.sampled_from(_AFFILIATIONS)),
            basis=draw(st.sampled_from(BASES)) if more == "basis" else None,
            reason=draw(st.sampled_from(REASONS)) if more == "reason" else None,
        )

    def named() -> Voice:
        return Voice("named", name=next(people), title=draw(st.sampled_from(_TITLES)))

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
        noun = next(vague, None)
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
    id: str = "story", needs: bool | None = None, credit: bool | None = None, plain: bool = False
) -> st.SearchStrategy[Known]:
    """Articles whose attributions, kinds, chains and traces are known; ``stories`` says what the arguments do.

    Take the depth that you test: ``.records`` for a scorer, ``.untraced`` for a tracer, ``.trees`` for rules on stored
    trees, ``.text`` for the whole road through a parser.
    """
    return stories(id, needs, credit, plain).map(write)


@st.composite
def known_trees(draw: Draw) -> Known:
    """Articles of one sentence, with its tree and its known attribution (none, where the article says it itself)."""
    story = draw(stories())
    saying = draw(st.sampled_from([s for s in story.sayings if not (s.voice and s.voice.again)]))
    trace = "untraced" if saying.trace == "carried" else saying.trace
    return write(Story(story.id, (evolve(saying, trace=trace, fresh=True),)))


@st.composite
def known_corpora(draw: Draw) -> tuple[Known, ...]:
    """Two articles: one credits the origin, the other says one of the credited things without any credit, an echo.

    No publication dates: which came first is not known.
    """
    first = draw(stories("first", credit=True))
    told = draw(st.sampled_from([s for s in first.sayings if s.trace in ("credited", "carried")]))
    echo = Saying("bare", told.content, "echoed")
    named = Voice("named", name=draw(st.sampled_from(PEOPLE)))
    used = {s.content.subject for s in first.sayings}
    free = Content(next((s for s in _SUBJECTS if s not in used), "harbour"), "inspected", "lighthouse")
    other = Saying("clause", free, "independent", named, "said")
    sayings = draw(st.sampled_from(((echo,), (echo, other), (other, echo))))
    return write(first), write(Story("second", sayings))

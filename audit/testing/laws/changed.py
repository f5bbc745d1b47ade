"""A known article goes in, the same one with one thing changed comes out: what must not matter, or must not hurt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Article, Occasion
from audit.testing.laws.kept import Kept
from audit.testing.laws.shown import quoted
from audit.testing.strategies import Known, Story, Voice, write
from audit.testing.strategies.grammar import SPOKEN
from audit.testing.strategies.plan import Content, Line, Saying
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

_OUTLETS: Final = ("The Skagen Ledger", "The Harbour Courier", "Reuters", "BBC News", "Fox News", "The New York Times")
_DAYS: Final = ("2024-03-02", "1999-12-31", "2031-07-14", "2016-02-29", "1987-01-01", "2025-11-08")
_URLS: Final = (
    "https://blog.example.org/a",
    "http://example.com/news/2024/03/02/story.html?id=7",
    "https://x.example/",
)
_IDS: Final = ("desk.jsonl:7", "zz", "Story (2)", "1", "news/2024/a long name.md")
_MANY: Final = 12  # claims of an article that is long enough by itself
_NO_PROSE: Final = ("boilerplate", "caption")

_HEAD: Final[dict[str, Any]] = {
    "outlet": "The Norvik Post",
    "published": "2024-03-05",
    "url": "https://example.org/news/1",
}
# the article, and the same one changed; None where there is nothing to change
Change = Callable[[Known, int], tuple[Article, Article] | None]


def told(before: Article, after: Article) -> str:
    """What is another in an article, in words."""
    if before.text != after.text:
        return f"the text {quoted(after.text)}"
    fields = ("id", "outlet", "published", "url")
    other = [f"{name} {getattr(after, name)!r}" for name in fields if getattr(before, name) != getattr(after, name)]
    if other:
        return f"the {', '.join(other)}"
    return "its claims without traces"


def _between(known: Known, place: int) -> int:
    """A place between the sentences of a story, where one may begin a paragraph."""
    sayings = known.story.sayings
    free = [n for n in range(len(sayings) + 1) if n == len(sayings) or (sayings[n].fresh and not sayings[n].joined)]
    return free[place % len(free)]


def with_question(lexicon: Lexicon) -> Change:
    """A question put between two paragraphs or behind all, in one of its own: about a body, or about those who are
    often sources."""

    def change(known: Known, place: int) -> tuple[Article, Article]:
        story, words, at = known.story, vocabulary(lexicon), _between(known, place)
        roles = [f"{noun}s" for noun in (*words.vague, *words.roles)]
        asked = roles[place // 2 % len(roles)] if place % 2 else f"{words.trades[place % 4]} {words.bodies[0]}"
        saying = Saying("question", Content(asked, words.deeds[0], words.things[place % 8]), "untraced")
        return known.records, write(_put_in(story, at, saying), lexicon).records

    return change


def _put_in(story: Story, at: int, saying: Saying) -> Story:
    """The story with one saying more, which stands before the one at this place, and behind the lines before it."""
    lines = tuple(evolve(line, place=line.place + 1) if line.place > at else line for line in story.lines)
    return evolve(story, sayings=(*story.sayings[:at], saying, *story.sayings[at:]), lines=lines)


def with_line(lexicon: Lexicon) -> Change:
    """A line of what a page puts between paragraphs, or of what stands below a picture."""

    def change(known: Known, place: int) -> tuple[Article, Article]:
        words, at = vocabulary(lexicon), _between(known, place)
        status = _NO_PROSE[place % 2]
        listed = {"boilerplate": words.boilerplate, "caption": words.captions}[status]
        shown = listed[place // 2 % len(listed)]
        line = Line(at, status, shown[0].upper() + shown[1:])
        front = [one for one in known.story.lines if one.status == "metadata"]
        lines = (*front, line, *(one for one in known.story.lines if one.status != "metadata"))
        return known.records, write(evolve(known.story, lines=lines), lexicon).records

    return change


def with_heading(known: Known, place: int, lexicon: Lexicon) -> tuple[Article, int]:
    """A heading or front matter put in front of the article, and by how many letters that moves what follows."""
    words = vocabulary(lexicon)
    front = [line for line in known.story.lines if line.status == "metadata"]
    others = [line for line in known.story.lines if line.status != "metadata"]
    first = Line(0, "heading", words.headings[place % len(words.headings)])
    if place % 2 and not front:
        first = Line(0, "metadata", f"---\nkey: {words.places[place % len(words.places)]}\n---")
    other = write(evolve(known.story, lines=(*front, first, *others)), lexicon).records
    return other, len(other.text) - len(known.records.text)


def with_id(known: Known, place: int) -> tuple[Article, Article]:
    """The article by another name: the one at this place in a list."""
    article, name = known.records, _IDS[place % len(_IDS)]
    claims = tuple(evolve(c, id=f"{name}:{c.id.rpartition(':')[2]}", article=name) for c in article.claims)
    return article, evolve(article, id=name, claims=claims)


_headed: Final[Kept[Article, Article]] = Kept(lambda article: evolve(article, **_HEAD))


def with_head(name: str, values: Sequence[str]) -> Change:
    """Another outlet, date or address in the place of the one there; not that of an outlet which the article names."""

    def change(known: Known, place: int) -> tuple[Article, Article]:
        article = _headed(known.records)
        turned = (*values[place % len(values) :], *values)
        other = next(one for one in turned if name != "outlet" or not _names(article, one))
        changes: dict[str, Any] = {name: other}
        return article, evolve(article, **changes)

    return change


other_outlet: Final = with_head("outlet", _OUTLETS)
other_date: Final = with_head("published", _DAYS)
other_url: Final = with_head("url", _URLS)


def _names(article: Article, outlet: str) -> bool:
    """Whether an article names an outlet, by its first word."""
    first = outlet.removeprefix("The ").split()[0]
    return any(first in sentence.span.of(article.text) for sentence in article.sentences)


def without_traces(known: Known, place: int) -> tuple[Article, Article]:
    """The article before its claims were traced; the place (from 0) is not asked for."""
    return known.records, known.untraced


def with_wishes(known: Known, place: int, lexicon: Lexicon) -> tuple[Article, Article, Article]:
    """The article without its wishes, with them as those of somebody unnamed, and with these as if they were said; one
    is put into it at this place (from 0) of its paragraphs where nobody wishes for anything."""
    article = known.records
    if not any(claim.attitude for claim in article.claims):
        words = vocabulary(lexicon)
        content = Content(f"{words.trades[0]} {words.bodies[0]}", words.deeds[0], words.things[0])
        wish = Saying("attitude", content, "untraced", Voice("named", name=(words.mononyms[0],)), "wants")
        article = write(_put_in(known.story, _between(known, place), wish), lexicon).records
    claims = tuple(evolve(c, kind="sources said", source=None) if c.attitude else c for c in article.claims)
    attributions = tuple(
        evolve(a, kind="sources said", source=None) if a.cue.cue_class == "attitude" else a
        for a in article.attributions
    )
    wished = evolve(article, claims=claims, attributions=attributions)
    without = evolve(
        article,
        claims=tuple(c for c in claims if not c.attitude),
        attributions=tuple(a for a in attributions if a.cue.cue_class != "attitude"),
    )
    said = evolve(
        wished,
        claims=tuple(evolve(c, cue_class="speech") if c.attitude else c for c in claims),
        attributions=tuple(evolve(a, cue=evolve(a.cue, cue_class="speech")) for a in attributions),
    )
    return without, wished, said


def with_other_marks(lexicon: Lexicon) -> Change:
    """Straight quotation marks in the place of curly ones, and the other way round."""

    def change(known: Known, place: int) -> tuple[Article, Article] | None:
        sayings = known.story.sayings
        if not any(saying.construction in ("quoted", "quotation") for saying in sayings):
            return None
        turned = tuple(evolve(saying, straight=not saying.straight) for saying in sayings)
        return known.records, write(evolve(known.story, sayings=turned), lexicon).records

    return change


def with_white_space(known: Known, place: int) -> tuple[Article, Article]:
    """The article with blank lines behind its text, as files end."""
    return known.records, evolve(known.records, text=known.records.text + ("\n", " \n\n", "\r\n", "\t")[place % 4])


def repeated(known: Known, times: int, lexicon: Lexicon) -> Article:
    """The article so many times, one behind the other."""
    story = known.story
    lines = [line for line in story.lines if line.status == "metadata"]
    for number in range(times):
        moved = number * len(story.sayings)
        lines += [evolve(line, place=line.place + moved) for line in story.lines if line.status != "metadata"]
    first, *others = story.sayings
    sayings = (evolve(first, fresh=True), *others) * times
    return write(evolve(story, sayings=sayings, lines=tuple(lines)), lexicon).records


def renamed(lexicon: Lexicon) -> Change:
    """Every person under another name."""

    def change(known: Known, place: int) -> tuple[Article, Article] | None:
        said = [s for s in known.story.sayings if s.construction != "attitude"]  # a wish's sentence is a claim itself
        names = list(dict.fromkeys(s.voice.name for s in said if s.voice and s.voice.name))
        if not names:
            return None
        fresh = dict(zip(names, _other_names(vocabulary(lexicon), names, place), strict=True))
        sayings = (
            evolve(s, voice=evolve(s.voice, name=fresh[s.voice.name])) if s.voice and s.voice.name in fresh else s
            for s in known.story.sayings
        )
        return known.records, write(evolve(known.story, sayings=tuple(sayings)), lexicon).records

    return change


def named_otherwise(lexicon: Lexicon) -> Change:
    """One person under a name of another form: one name alone, initials, a surname of two words, a plain name."""

    def change(known: Known, place: int) -> tuple[Article, Article] | None:
        said = [s for s in known.story.sayings if s.construction != "attitude"]
        names = list(dict.fromkeys(s.voice.name for s in said if s.voice and s.voice.name and not s.voice.title))
        if not names:
            return None
        words, name = vocabulary(lexicon), names[place % len(names)]
        used = {part for one in names for part in one}
        free = [[one for one in some if one not in used] for some in (words.given, words.surnames, words.mononyms)]
        given, surname, alone = (some[place % len(some)] for some in free)
        double = next((one for one in free[1] if " " in one), surname)
        forms = ((alone,), (words.initials[place % len(words.initials)], surname), (given, double), (given, surname))
        form = forms[place // 7 % len(forms)]
        sayings = (
            evolve(s, voice=evolve(s.voice, name=form)) if s.voice and s.voice.name == name else s
            for s in known.story.sayings
        )
        return known.records, write(evolve(known.story, sayings=tuple(sayings)), lexicon).records

    return change


def said_twice(known: Known, place: int, lexicon: Lexicon) -> Article | None:
    """The article with something that somebody says said again, right behind it, by somebody of another kind; None
    where nobody speaks in a sentence of his own. The place (from 0) says which."""
    sayings, words = known.story.sayings, vocabulary(lexicon)
    free = [
        number
        for number, one in enumerate(sayings)
        if one.voice is not None and one.construction in SPOKEN and not (one.joined or one.voice.again)
        if not (number + 1 < len(sayings) and sayings[number + 1].joined)
    ]
    if not free:
        return None
    one = sayings[free[place % len(free)]]
    used = {part for s in sayings if s.voice and s.voice.name for part in s.voice.name}
    given, surname = (next(part for part in some if part not in used) for some in (words.given, words.surnames))
    other = Voice("named", name=(given, surname))
    if one.voice is not None and one.voice.name is not None:
        other = Voice("sources said", noun=words.vague[0])
    again = evolve(one, voice=other, fresh=True)
    return write(_put_in(known.story, free[place % len(free)] + 1, again), lexicon).records


def spotless(known: Known, place: int) -> Article | None:
    """The article with a name and an occasion for every claim, twelve of them at least; None where nobody is named. The
    place (from 0) is not asked for."""
    article = known.records
    source = next((claim.source for claim in article.claims if claim.kind == "named" and claim.source), None)
    plain = [claim for claim in article.claims if not claim.attitude]
    if source is None or not plain:
        return None
    when = Occasion("statement", when="Monday", how="statement")
    told = [
        evolve(
            claim,
            kind="named",
            source=claim.source if claim.kind == "named" else source,
            occasion=when,
            via=(),
            via_spans=(),
            cue="said",
            cue_class="speech",
        )
        for claim in plain
    ]
    many = [evolve(one, id=f"{article.id}:{number}") for number, one in enumerate(told * (1 + _MANY // len(told)), 1)]
    return evolve(article, claims=tuple(many), attributions=())


def _other_names(words: Vocabulary, names: Sequence[tuple[str, ...]], place: int) -> Iterator[tuple[str, ...]]:
    """Names in the place of others, none of which shares a word with one of those: given name and surname of any form,
    now and then initials; one name alone for one name alone."""
    taken = {part for name in names for part in name}
    given, surnames, alone = (
        [one for one in some if one not in taken] for some in (words.given, words.surnames, words.mononyms)
    )
    for step, name in enumerate(names):
        surname = surnames[(7 * place + step) % len(surnames)]
        initials = words.initials[(place + step) % len(words.initials)]
        first = initials if (place + step) % 5 == 4 else given[(3 * place + step) % len(given)]
        yield (first, surname) if len(name) > 1 else (alone[(place + step) % len(alone)],)

"""The typed origin, the outlets and what an article's words credit go in; what of it is the origin's comes out.

Whether a mention is a credit was read from the tree (audit.find.credit): here it is only asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve, field, frozen

from audit.find.credit import credits_in, mentions_in
from audit.lexicon.outlets import OutletIndex, bare_name
from audit.model import Article, Claim, Crediting, Source, Span, Spans


@frozen
class Origin:
    """The outlet whose reporting is traced: looked up in the lexicon, or as typed where it is in none.

    Raises ValueError for words that name nothing.
    """

    typed: str
    index: OutletIndex = field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not bare_name(self.typed):
            raise ValueError('origin: give the name of an outlet, such as "NBC News"')

    @property
    def known(self) -> bool:
        """Whether the lexicon lists it."""
        return self.index.name_of(self.typed, fold=True) is not None

    @property
    def name(self) -> str:
        """The name that reasons use."""
        entry = self.index.name_of(self.typed, fold=True)
        return str(entry["name"]) if entry else self.typed.strip()

    def meant_by(self, name: str) -> bool:
        """Whether a name means the origin, one of its aliases, or an outlet of its family."""
        return self.index.same(name, self.typed)

    def find(self, text: str, start: int = 0) -> Spans:
        """Where the text names the origin; ``start`` is added to the offsets."""
        if self.known:
            return tuple(span for span, entry in self.index.find(text, start) if self.meant_by(entry["name"]))
        body = r"\s+".join(re.escape(part) for part in bare_name(self.typed).split())
        pattern = re.compile(rf"(?<!\w)(?:the\s+)?{body}(?!\w)", re.IGNORECASE)
        return tuple(Span(start + m.start(), start + m.end()) for m in pattern.finditer(text))


@frozen
class Given:
    """What an article credits, as one origin sees it: the mentions of it, and those of other outlets, in text order."""

    origin: Origin
    mine: tuple[Crediting, ...] = field(repr=False)
    others: tuple[Crediting, ...] = field(repr=False)

    def owns(self, source: Source, resolved: Spans = ()) -> bool:
        """Whether a source is the origin, its report, its people or its sources, or one whom it quotes.

        Not one who only talks about it ("critics of NBC News"), nor the origin where it speaks of itself. ``resolved``
        is where the article has the words that the source stands for.
        """
        if holder(source.text, source.spans, self.mine, self.origin):
            return True
        stands = source.resolved if source.resolved not in (None, source.text) else None
        return stands is not None and (self.origin.meant_by(stands) or holder(stands, resolved, self.mine, self.origin))

    def others_of(self, claim: Claim, resolved: Spans = ()) -> tuple[str, ...]:
        """Outlets other than the origin that a claim rests on, by its chain or its source; vague credits do not
        count."""
        index = self.origin.index
        names = [name for name in claim.via if not self.origin.meant_by(name) and not is_vague(name, index)]
        source = claim.source
        if source is not None and not self.owns(source, resolved):
            both = [(source.text, source.spans), (source.resolved or source.text, resolved)]
            for text, spans in dict.fromkeys(both):
                here = within(self.others, spans)
                names += [c.outlet for c in here if c.how is not None and c.outlet is not None]
                entry = index.name_of(text)
                if not here and entry is not None and entry["kind"] != "vague" and not self.origin.meant_by(text):
                    names.append(str(entry["name"]))
        return tuple(dict.fromkeys(names))

    def without(self, place: Span) -> Given:
        """The same less the mentions of the origin that stand there."""
        return evolve(self, mine=tuple(mention for mention in self.mine if not mention.span.overlaps(place)))

    def only_hears(self, sentence: Span) -> bool:
        """Whether a sentence credits the origin only as whom a source speaks to or on."""
        hows = [c.how for c in within(self.mine, (sentence,)) if c.how is not None]
        return bool(hows) and all(how in ("addressee", "venue") for how in hows)


def given_by(article: Article, origin: Origin) -> Given:
    """What an article's sentences credit to the origin and to others.

    What find left on the article is taken; where the lexicon has no entry for the origin, or find did not see the
    article, the trees are asked anew.
    """
    lexicon = origin.index.lexicon
    mentions = mentions_in(article, lexicon)
    if origin.known:
        mine = tuple(c for c in mentions if c.outlet is not None and origin.meant_by(c.outlet))
    else:
        mine = credits_in(article, lexicon, lambda text, start: [(s, origin.name) for s in origin.find(text, start)])
    others = (c for c in mentions if not any(c.span.overlaps(own.span) for own in mine))
    return Given(origin, mine, tuple(c for c in others if c.outlet is None or not origin.meant_by(c.outlet)))


def owning(claim: Claim) -> Source | None:
    """A claim's source by what may make it an outlet's: unnamed ones by their own words alone, since "the three
    sources" go on with those that were credited."""
    unnamed = claim.source is not None and claim.kind in ("anonymous", "sources said")
    return evolve(claim.source, resolved=None) if unnamed and claim.source is not None else claim.source


def within(mentions: Sequence[Crediting], spans: Spans) -> tuple[Crediting, ...]:
    """The mentions that stand in the spans, at least in part."""
    return tuple(c for c in mentions if any(c.span.overlaps(span) for span in spans))


def holder(text: str, spans: Spans, mentions: Sequence[Crediting], origin: Origin) -> bool:
    """Whether words that stand at ``spans`` are a source of the origin's: what they name is credited there, or they
    are its name and nothing says that it is only spoken of."""
    here = within(mentions, spans)
    return any(c.how is not None for c in here) or (not here and bool(text.strip()) and origin.meant_by(text))


def is_vague(name: str, index: OutletIndex) -> bool:
    """Whether a name names nobody ("local media")."""
    entry = index.name_of(name)
    return entry is not None and entry["kind"] == "vague"

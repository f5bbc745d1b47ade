"""A View goes in, every other outlet whose work an article uses comes out: how early it is credited, and how exactly.

Exact is a credit that tells where a reader could look: the programme or the piece, the day, who asked or wrote, a link.
Early is one among the first words. What is only spoken of ("sued the network") is no use.

Source: AP Statement of News Values and NPR Ethics Handbook on crediting others' reporting; which details count is ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from audit.find.lookup import Cues
from audit.model import Claim, Crediting, Sentence, Span
from audit.score.criteria.view import View, count_words


@frozen
class Use:
    """One outlet that an article credits: ``how``, one of CREDITED, of its first credit; where that stands (``span``),
    its ``paragraph`` among those of prose, and how many ``words`` of prose stand before it; the ``claims`` that came
    through it (ids). ``programme``, ``date``, ``person`` and ``link`` are where the article tells them beside any of
    its credits, None where it does not."""

    outlet: str
    how: str
    span: Span
    paragraph: int
    words: int
    claims: tuple[str, ...] = ()
    programme: Span | None = None
    date: Span | None = None
    person: Span | None = None
    link: Span | None = None

    @property
    def details(self) -> int:
        """How many of the four it tells, 0 to 4."""
        return sum(span is not None for span in (self.programme, self.date, self.person, self.link))


def uses_of(view: View) -> list[Use]:
    """The outlets that an article credits, other than its own, in the order of their first credit."""
    article, own = view.article, view.article.outlet
    by_outlet: dict[str, list[Crediting]] = {}
    for credit in article.credits or ():
        if credit.outlet and credit.how is not None and not (own and view.outlets.same(credit.outlet, own)):
            by_outlet.setdefault(view.outlets.canonical(credit.outlet), []).append(credit)
    order = _paragraphs(view)
    return [_use(view, name, credits, order) for name, credits in by_outlet.items()]


def _use(view: View, name: str, credits: Sequence[Crediting], order: dict[int, int]) -> Use:
    first = credits[0]
    claims = tuple(claim.id for claim in view.claims if _came_through(view, claim, name))
    before = [s for s in view.article.segments if s.status == "prose" and s.span.start < first.span.start]
    text = view.article.text
    words = sum(count_words(text[s.span.start : min(s.span.end, first.span.start)]) for s in before)
    at = view.article.sentences[first.sentence]
    found = [(_programme(view, c), _date(view, c), c.staff, _link(view, c)) for c in credits]
    programme, date, person, link = (
        next((one for one in each if one is not None), None) for each in zip(*found, strict=True)
    )
    return Use(
        name, first.how or "", first.span, order.get(at.paragraph, 0), words, claims, programme, date, person, link
    )


def _came_through(view: View, claim: Claim, name: str) -> bool:
    """Whether a claim passed through an outlet, or was said on it."""
    told = [claim.occasion.outlet] if claim.occasion is not None and claim.occasion.outlet else []
    return any(view.outlets.same(name, other) for other in (*view.credited(claim), *told))


def _paragraphs(view: View) -> dict[int, int]:
    """Paragraph -> its place among those of prose."""
    segments = view.article.segments
    prose = {s.paragraph for s in view.article.sentences if not segments or segments[s.segment].status == "prose"}
    return {number: place for place, number in enumerate(sorted(prose))}


def _programme(view: View, credit: Crediting) -> Span | None:
    """Where a programme or a piece of the outlet is named: a name in quotation marks, or one that the lexicon has."""
    sentence = view.article.sentences[credit.sentence]
    entry = view.outlets.name_of(credit.outlet or "")
    text = view.article.text
    named = {str(word).casefold() for word in (entry.get("programmes") or ())} if entry is not None else set()
    if credit.span.of(text).strip("“”\"'’").casefold() in named:
        return credit.span
    near = [q.span for q in view.article.quotations if q.span.overlaps(sentence.span)]
    titles = (s for s in near if abs(s.start - credit.span.end) <= 4 and s.of(text)[1:2].isupper())
    found = next(titles, None)
    if found is not None:
        return found
    shows = view.lexicon.phrases("crediting.venues", "crediting.reports")
    head = next((t for t in sentence.tokens if t.span.overlaps(credit.span)), None)
    while head is not None and head.head >= 0 and sentence.tokens[head.head].upos in ("NOUN", "PROPN"):
        head = sentence.tokens[head.head]
    return head.span if head is not None and shows.has(head) and not head.span.overlaps(credit.span) else None


def _date(view: View, credit: Crediting) -> Span | None:
    """Where the day is told on which the outlet had it: a word of time on the verb of the credit."""
    sentence = view.article.sentences[credit.sentence]
    verbs = _verbs(sentence, credit)
    times = view.lexicon.once(Cues).tells_time
    for token in sentence.tokens:
        if token.head in verbs and times(token) and token.deprel.split(":")[0] in ("obl", "nmod", "advmod", "compound"):
            return token.span
    return None


def _verbs(sentence: Sentence, credit: Crediting) -> set[int]:
    """The words of a credit, and those that they hang on."""
    inside = {t.index for t in sentence.touching((*credit.words, credit.span))}
    over = {sentence.tokens[i].head for i in inside}
    return {i for i in inside | over if i >= 0}


def _link(view: View, credit: Crediting) -> Span | None:
    """Where the sentence of the credit leads to another page."""
    sentence = view.article.sentences[credit.sentence].span
    return next((link.span for link in view.article.links if link.span.overlaps(sentence)), None)

"""Attributions go in, the same attributions come out with a kind, and each source with the name or description it
stands for.

References are followed within the article only: pronouns, surnames, titles, "the campaign", "the three officials".
What the text does not tell stays unresolved (None).

Source: ours: the README's table of kinds; whom a reference stands for is told by the modules that it asks.
"""

from __future__ import annotations

from typing import Final

import attrs

from audit.find.post import POST
from audit.find.relay import with_relays
from audit.find.verb import is_passive
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Sentence
from audit.resolve.candidates import Table
from audit.resolve.context import Context, Reference, plain, speaks
from audit.resolve.hearers import hearing
from audit.resolve.kind import kinds_of
from audit.resolve.members import members_of
from audit.resolve.mentions import mentions_of, named_in
from audit.resolve.parts import begins, head_of
from audit.resolve.polled import poll_of
from audit.resolve.ranking import Ranker
from audit.resolve.refer import follow
from audit.resolve.types import Types
from audit.resolve.weigher import Weigher, weighed

_DASHES: Final = ("—", "–", "-", "--")


def resolve(
    article: Article,
    lexicon: Lexicon,
    types: Types | None = None,
    ranker: Ranker | None = None,
    weigher: Weigher | None = None,
) -> Article:
    """The article with kinds and resolved sources on its attributions; ``types`` is what was learned of nouns
    (audit.resolve.types.load_types), without it the lexicon decides alone; ``ranker`` what was learned of pronouns
    (audit.resolve.ranking.load_ranker), without it the rules do; ``weigher`` what was learned of who speaks
    (audit.resolve.weigher.load_weigher), without it what these say stands."""
    if not article.attributions:
        return article
    return walked(article, lexicon, types, ranker, weigher)[0]


def walked(
    article: Article,
    lexicon: Lexicon,
    types: Types | None = None,
    ranker: Ranker | None = None,
    weigher: Weigher | None = None,
) -> tuple[Article, Context]:
    """The article as ``resolve`` gives it, and what it offers to references when all of them have been followed."""
    context = context_of(article, lexicon, types, ranker)
    order = sorted(range(len(article.attributions)), key=lambda i: _place(article.attributions[i]))
    resolved: dict[int, Attribution] = {}
    for index in order:
        attribution = _resolved(context, article.attributions[index])
        resolved[index] = attribution
        if attribution.source is not None:
            context.done.append((attribution.source.spans[0], attribution))
    # "I" and "we" wait for who says them: the speaker of a quotation may be named after it
    for index in order:
        source = resolved[index].source
        if source is not None and context.points_at(source.spans[0]) == "author":
            resolved[index] = _resolved(context, article.attributions[index])
    done = weighed(context, [resolved[i] for i in range(len(article.attributions))], weigher)
    heard = hearing(context)
    if heard:  # "told the newspaper"
        credits = tuple(sorted((*(article.credits or ()), *heard), key=lambda c: (c.sentence, c.span)))
        article, done = attrs.evolve(article, credits=credits), with_relays(done, credits)
    return attrs.evolve(article, attributions=done, named=named_in(article, context.mentions, lexicon)), context


def context_of(article: Article, lexicon: Lexicon, types: Types | None = None, ranker: Ranker | None = None) -> Context:
    """What the article offers to references, before any is followed."""
    context = Context(
        article,
        kinds_of(lexicon),
        mentions_of(article, lexicon),
        lexicon.once(OutletIndex),
        article.quotations,
        [sentence.span.start for sentence in article.sentences],
        types=types,
    )
    if ranker is not None:
        context.ranking = ranker.of(Table(context))
    return context


def _place(attribution: Attribution) -> tuple[int, int]:
    spans = attribution.source.spans if attribution.source else attribution.cue.spans
    return spans[0].start, attribution.cue.spans[0].start


def _resolved(context: Context, attribution: Attribution) -> Attribution:
    source = attribution.source
    if source is None:
        infers = _infers(context, attribution)
        return attrs.evolve(attribution, kind="none" if infers else _kind_without_source(attribution, context.lexicon))
    number = context.sentence_at(source.spans[0].start)
    sentence = context.article.sentences[number]
    inside = frozenset(t.index for t in sentence.touching(source.spans))
    head = head_of(sentence, inside)
    if head is None:
        return attrs.evolve(attribution, kind="named")
    reference = context.reference(number, head, inside, attribution)
    kind, name = follow(context, reference)
    if kind in ("anonymous", "sources said") and (poll := poll_of(context, reference)):
        kind, name = "named", poll
    if reference.phrase.sort == "pronoun" and kind in ("anonymous", "sources said") and name:
        kind, name = _as_they_spoke(context, (kind, name), source.spans[0].start)
    if kind == "none" and attribution.cue.cue_class == "speech" and _is_titled(sentence, inside):
        kind = "named"
    if kind == "none" and head.upos == "NOUN" and speaks(attribution, context.lexicon):
        kind = "anonymous"  # whoever speaks is somebody, though nobody knows the noun
    if kind == "none" and reference.described.points == "thing" and speaks(attribution, context.lexicon):
        kind = "named"  # a body or something written that the text has just brought in
    if _dates(context, reference):
        kind, name = "none", None
    if attribution.construction == POST:
        kind = "named"  # an account goes by its name, and everybody can look it up
    unnamed = kind in ("anonymous", "sources said")
    referent = context.phrases.get(plain(name).casefold()) if unnamed and name else None
    return attrs.evolve(
        attribution,
        kind=kind,
        source=attrs.evolve(
            source,
            resolved=name,
            number=reference.described.number if unnamed else None,
            phrase=reference.phrase,
            referent=referent if referent != reference.phrase else None,
            listed=_listed(context, reference, name) if kind == "named" else (),
        ),
    )


def _as_they_spoke(context: Context, told: tuple[str, str], place: int) -> tuple[str, str]:
    """The kind and the words of the unnamed source that a pronoun before an offset goes back to, in full where these
    began one that spoke: "supporters" of "supporters of the pier argued … they added"."""
    words = told[1].casefold()
    for span, done in reversed(context.done):
        said = plain(done.source.text) if done.source is not None and span.start < place else ""
        if said.casefold() == words:
            return told
        if done.kind in ("anonymous", "sources said") and said.casefold().startswith(words + " "):
            return done.kind, said
    return told


def _is_titled(sentence: Sentence, inside: frozenset[int]) -> bool:
    """Whether words are written as a name is, and one of them is taken for a name ("Politics Daily")."""
    words = [sentence.tokens[i] for i in inside if sentence.tokens[i].upos != "PUNCT"]
    named = any(word.upos == "PROPN" for word in words)
    return named and len(words) > 1 and all(word.text[:1].isupper() for word in words)


def _listed(context: Context, reference: Reference, name: str | None) -> tuple[str, ...]:
    """The names of all whom a source's words name ("Jane Alvarez and Robert Ellis"), or of those that it stands for;
    the words themselves where they tell without a name who is meant; none where they do not."""
    members: tuple[str, ...] = ()
    if reference.described.points in (None, "definite"):
        members = members_of(context, reference)
        if len(members) > 1 or (members and name not in context.names):
            return members
    phrase, words = reference.phrase, plain(context.words_of(reference.sentence, reference.inside))
    if phrase.sort == "people" and not members and name not in context.names and (name is None or name in words):
        return ()  # "aides", of whom none is named
    if name is not None:
        return (name,) if name in context.names else _standing_for(context, reference, name) or (name,)
    known = phrase.sort == "body" and set(phrase.heads) & context.lexicon.words("people.unique")
    if phrase.sort != "pronoun" and (known or phrase.sort == "document" or phrase.name or phrase.affiliation):
        return (words,)
    return ()


def _standing_for(context: Context, reference: Reference, name: str) -> tuple[str, ...]:
    """Those whom words before name side by side, where a pronoun stands for these words ("they")."""
    at = context.article.text.rfind(name, 0, reference.head.span.start)
    if reference.phrase.sort != "pronoun" or at < 0:
        return ()
    number = context.sentence_at(at)
    sentence = context.article.sentences[number]
    inside = frozenset(t.index for t in sentence.tokens if at <= t.span.start < at + len(name))
    head = head_of(sentence, inside)
    return members_of(context, context.reference(number, head, inside)) if head is not None else ()


def _dates(context: Context, reference: Reference) -> bool:
    """Whether what was taken for a source is a day, or the place of a dateline ("WASHINGTON — …")."""
    sentence, head, inside = reference.sentence, reference.head, reference.inside
    alone = all(sentence.tokens[i].upos in ("PUNCT", "DET", "ADP") or i == head.index for i in inside)
    if alone and head.text.lower() in context.lexicon.words("forms.weekday", "forms.month"):
        return True
    after = sentence.tokens[max(inside) + 1] if max(inside) + 1 < len(sentence.tokens) else None
    written = all(t.text.isupper() for i in inside if (t := sentence.tokens[i]).upos != "PUNCT")
    return written and begins(sentence, sentence.tokens[min(inside)]) and after is not None and after.text in _DASHES


def _infers(context: Context, attribution: Attribution) -> bool:
    """Whether nobody says it but the narrator, who lets a thing show it, "the decision indicates that she is prepared",
    or finds it himself, "it makes sense that"."""
    sentence = context.article.sentences[attribution.sentence]
    words = [t for t in sentence.tokens if any(t.span.overlaps(span) for span in attribution.cue.spans)]
    above = (sentence.tokens[t.head] for t in words if t.head >= 0 and t.deprel == "obj")
    verb = next((t for t in (*words, *above) if t.upos == "VERB"), None)
    if verb is None or attribution.construction not in ("clause", "noun clause") or is_passive(sentence, verb):
        return False
    if attribution.construction == "noun clause":
        return attribution.cue.cue_class == "knowledge" and bool(sentence.children(verb.index, "expl"))
    nouns = context.kinds.nouns
    things = sentence.children(verb.index, "nsubj")
    return any(t.upos == "NOUN" and not nouns.roles(t) and not nouns.is_human(t) for t in things)


def _kind_without_source(attribution: Attribution, lexicon: Lexicon) -> str:
    """An agentless report tells that somebody says so; an impression or an expectation is the narrator's."""
    cue = attribution.cue
    if cue.cue_class == "hedge":
        return "sources said"
    if cue.cue_class == "attitude" or cue.head in lexicon.words("people.impression"):
        return "none"
    if cue.head in lexicon.words("people.accusing"):
        return "sources said"
    if attribution.construction.endswith(("object", "oblique", "small clause", "noun phrase", "adjective phrase")):
        return "none"
    return "sources said"

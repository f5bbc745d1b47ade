"""A View goes in, where other outlets' work is not credited comes out: C1 to C8; and what no page declares: D1.

Source: the handbooks named by each criterion's entry in lexicons/criteria.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from audit.lexicon.phrases import Match, Phrases, Word
from audit.model import Claim, Token
from audit.score.criteria.bare import is_bare
from audit.score.criteria.unnamed import has_metadata
from audit.score.criteria.view import Firing, View, name, of_claim, of_claims, of_source
from audit.score.page import start
from audit.trace.credit.public import public_spans

# AP 2010 says "within the first paragraphs"; three is what its own examples keep to.
FIRST_PARAGRAPHS: Final = 3


def late_credit(view: View) -> list[Firing]:
    """C1: another outlet's information is credited to it within the first paragraphs (AP 2010)."""
    credits = [claim for claim in view.claims if view.others(claim)]
    if not credits or view.paragraphs[credits[0].paragraph] < FIRST_PARAGRAPHS or not _leads(view, credits):
        return []
    place = view.paragraphs[credits[0].paragraph] + 1
    reason = f"The first credit to another outlet ({view.others(credits[0])[0]}) stands in paragraph {place}."
    return [of_claim(credits[0], reason)]


def _leads(view: View, credits: list[Claim]) -> bool:
    """Whether the story leans on other outlets' work: more than one claim of an article is credited to them."""
    return len(credits) >= 2 or len(view.claims) <= 5


def first_report(view: View) -> list[Firing]:
    """C2: the outlet that broke the story is credited by name, even where it was matched (AP 2010; NPR)."""
    found = []
    for claim, line, match in _in_lines(view, view.lexicon.phrases("standards.first-report")):
        if view.credited(claim) or _says_who(view, line, match):
            continue
        found.append(of_claim(claim, f"“{_words(line, match)}”, but not by whom."))
    return found


def _says_who(view: View, line: Sequence[Word], match: Match) -> bool:
    """Whether a sentence with "first reported" names an outlet, or whoever did."""
    if _names_outlet(view, line):
        return True
    verbs = {word.index for word in line[match.first : match.last + 1] if isinstance(word, Token)}
    told = view.lexicon.phrases("standards.reporting")
    return any(
        isinstance(word, Token)
        and word.upos == "PROPN"
        and word.head in verbs
        and (word.deprel == "obl:agent" or (word.deprel == "nsubj" and told.has(line[word.head])))
        for word in line
    )


def _names_outlet(view: View, line: Sequence[Word]) -> bool:
    text = " ".join(word.text for word in line)
    return any(entry["kind"] != "vague" for _, entry in view.outlets.find(text))


def mixed(view: View) -> list[Firing]:
    """C3: mixed stories say claim by claim what is ours and what is theirs (AP 2010)."""
    relayed = [c for claims in view.unnamed.values() for c in claims if _real(view, c)]
    if not relayed:
        return []
    first = min(start(claim) for claim in relayed)
    heads = frozenset[str]().union(*(view.heads(claim) for claim in relayed))
    found = []
    for claims in view.insiders.values():
        if any(_real(view, claim) for claim in claims):
            continue
        later = [c for c in claims if start(c) > first and view.heads(c) & heads and not view.page.phrase(c).pointing]
        if later:
            found.append(
                of_source(later, f"Whose sources {name(later[0])} are, ours or the other outlet’s, is not said.")
            )
    return found


def _real(view: View, claim: Claim) -> bool:
    """Whether a claim came through an outlet that has a name."""
    return any(not view.is_vague(outlet) for outlet in claim.via)


def _anothers(view: View, claim: Claim) -> bool:
    """Whether a claim came through an outlet that has a name and is not the article's own."""
    own = view.article.outlet
    return _real(view, claim) and not any(own and view.outlets.same(outlet, own) for outlet in claim.via)


def relayed_sources(view: View) -> list[Firing]:
    """C4: of another outlet's unnamed sources it is said who they are (Washington Post; NPR)."""
    found = []
    for claims in view.unnamed.values():
        weak = [c for c in claims if c.kind == "sources said" and _anothers(view, c) and is_bare(view, c)]
        if weak:
            outlet = next(outlet for outlet in weak[0].via if not view.is_vague(outlet))
            reason = f"{outlet} is credited, with nothing on who its sources ({name(weak[0])}) are."
            described = view.page.phrase(weak[0]).pointing and view.described_before(weak[0])
            found.append(evolve(of_source(weak, reason), shown=not described))
    return found


def repetition(view: View) -> list[Firing]:
    """C5: repetition by several outlets is no confirmation (Washington Post); told where the article speaks of one."""
    confirming = view.lexicon.phrases("standards.confirming")
    return [
        evolve(
            of_claim(claim, f"“{_words(line, match)}” is offered as if it confirmed something."),
            shown=confirming.first(line[match.first : match.last + 1]) is not None,
        )
        for claim, line, match in _in_lines(view, view.lexicon.phrases("standards.repetition"))
        # "the Courier and other media" rests on the Courier
        if not _names_outlet(view, line) and not (match.first and line[match.first - 1].upos == "CCONJ")
    ]


def confirmed(view: View) -> list[Firing]:
    """C6: what we have and have not confirmed ourselves (NPR; BBC)."""
    inside = {claim.id for claims in view.insiders.values() for claim in claims}
    passed = [claim for claims in view.unnamed.values() for claim in claims if _real(view, claim)]
    weak = [c for c in passed if c.id in inside or (c.kind == "sources said" and is_bare(view, c))]
    if not weak or any(view.page.has("standards.confirmed", s.tokens) for s in view.article.sentences):
        return []
    names = ", ".join(dict.fromkeys(outlet for claim in weak for outlet in claim.via))
    return [
        of_claims(weak, f"What unnamed sources told {names} is passed on, with no word on whether it was confirmed.")
    ]


def uncredited(view: View) -> list[Firing]:
    """C7: nothing verbatim or near it without credit, public events exempt; only where an origin was given (NPR)."""
    echoed = [claim for claim in view.claims if claim.trace == "echoed"]
    public = public_spans(view.article, view.lexicon) if echoed else ()
    return [
        of_claim(claim, "No credit found; it says what is credited to the origin elsewhere.")
        for claim in echoed
        if not any(a.overlaps(b) for a in claim.spans for b in public)
    ]


def vague_credit(view: View) -> list[Firing]:
    """C8: a vague credit ("local media reports", "with inputs from agencies") is a defect (NPR; American Press
    Institute)."""
    text = view.article.text
    found = [
        Firing(f"Credit that names nobody: {' '.join(segment.span.of(text).split())}.", (segment.span,))
        for segment in view.page.segments("vague credit")
    ]
    # what an outlet does with news that it passes on; what the media "claim" or "think" is about them
    found += [
        of_claim(claim, f"Credit that names nobody: {_as_written(claim, outlet)}.")
        for claim in view.claims
        for outlet in view.credited(claim, vague=True)
        if claim.cue is None or view.page.has("standards.reporting", view.page.cue(claim))
    ]
    return found


def declared(view: View) -> list[Firing]:
    """D1: sources and a policy on unnamed ones in the metadata, if there is any (Trust Project; schema.org)."""
    metadata = view.page.segments("metadata")
    weak = [claim for claims in view.insiders.values() for claim in claims]
    if not weak or not metadata or not has_metadata(view):
        return []
    pattern = view.lexicon.pattern("standards.declared")
    if any(pattern.search(segment.span.of(view.article.text)) for segment in metadata):
        return []
    return [
        Firing("The metadata declares no sources and no policy on unnamed ones.", (metadata[0].span,), (weak[0].id,))
    ]


def _as_written(claim: Claim, outlet: str) -> str:
    """The words that name nobody, where the claim's source is these words; else what tables call them."""
    return outlet if claim.via or claim.source is None else name(claim)


def _in_lines(view: View, phrases: Phrases) -> Iterator[tuple[Claim, Sequence[Word], Match]]:
    """The claims in whose sentences a phrase of a list stands, one of each sentence, with the sentence's words."""
    seen = set[int]()
    for claim in view.claims:
        sentence = view.page.sentence(claim)
        if sentence is not None and not phrases.may_stand(view.page.forms((sentence.span,))):
            continue  # in most sentences
        line = view.page.line(claim)
        match = phrases.first(line)
        if match is not None and claim.sentence not in seen:
            seen.add(claim.sentence)
            yield claim, line, match


def _words(line: Sequence[Word], match: Match) -> str:
    return " ".join(word.text for word in line[match.first : match.last + 1])

"""A sentence's tree and what was drawn from it go in, whom an outlet cites for its report comes out as the source: "The
Gazette, citing two engineers, reported that the pier was rotten".

The outlet only hands on what they say; what it reads off a paper or gives as a reason is its own, and so is what
anybody but an outlet tells.

Source: ours: the README's table of kinds; participle clauses of means, Quirk et al. 1985, 15.60; words in
lexicons/constructions.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import evolve, frozen

from audit.find.draft import Draft, Words
from audit.find.lookup import Cues
from audit.find.source import phrase
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Sentence, Token

_SURE: Final = 0.9
_TELLERS: Final = ("vague", "anonymous", "office", "institution")
_REPORTING: Final = ("clause", "quotation", "inserted clause")
_AFTER: Final = ("acl", "advcl")


def with_cited(sentence: Sentence, drafts: Sequence[Draft], cues: Cues) -> list[Draft]:
    """The drafts, with each report of an outlet also as that of those whom it cites, in the place of what else its word
    of citing was taken for."""
    found = list(drafts)
    for match in cues.lexicon.found("find.citing", sentence):
        verb = sentence.tokens[match.first]
        who = next((t for t in sentence.children(verb.index, "obj") if t.index > verb.index), None)
        report = _report(sentence, verb, found) if verb.deprel.split(":")[0] in _AFTER else None
        if who is None or report is None or any(draft.head in sentence.subtree(who.index) for draft in found):
            continue  # "citing an engineer who said that …": what he said is told beside
        tellers, participle = cues.lexicon.once(_Tellers), frozenset(sentence.subtree(verb.index))
        source, outlet = phrase(sentence, who) - {verb.index}, report.source - participle
        if not tellers.may_tell(sentence, who, source) or not tellers.is_outlet(sentence, outlet):
            continue
        commas = {i for i in outlet if sentence.tokens[i].upos == "PUNCT" and {i - 1, i + 1} & participle}
        found = [draft for draft in found if draft is not report and draft.head != verb.index]
        found.append(evolve(report, source=outlet - commas, content=report.content - participle))
        cue, content = frozenset([verb.index]), report.content - participle
        found.append(Draft("according to", verb.index, cue, content, "speech", _SURE, source=source, open=report.open))
    return found


def _report(sentence: Sentence, verb: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The report that a participle hangs on, on its subject, or on a clause in it."""
    reports = {draft.head: draft for draft in drafts if draft.construction in _REPORTING and draft.content}
    here, seen = verb, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        here = sentence.tokens[here.head]
        if here.index in reports:
            return reports[here.index]
    return None


@frozen(eq=False)
class _Tellers:
    """The lexicon's words for those who tell an outlet something, and for outlets."""

    lexicon: Lexicon

    def may_tell(self, sentence: Sentence, who: Token, source: Words) -> bool:
        """Whether a noun is somebody, an office or a body, and no outlet."""
        if self.lexicon.once(OutletIndex).find(" ".join(sentence.tokens[i].text for i in sorted(source))):
            return False
        if who.upos == "PROPN" or self.lexicon.phrases("people.human").has(who):
            return not self.lexicon.phrases("people.thing").has(who)
        words = {who.lemma.lower(), who.text.lower()}
        return any(
            not words.isdisjoint(entry.words) for entry in self.lexicon.file("sources") if entry["role"] in _TELLERS
        )

    def is_outlet(self, sentence: Sentence, source: Words) -> bool:
        """Whether words name an outlet or stand for one."""
        tokens = [sentence.tokens[i] for i in sorted(source)]
        found = self.lexicon.once(OutletIndex).find(" ".join(t.text for t in tokens))
        heads = (t for t in tokens if t.head not in source)
        named = any(entry["kind"] != "vague" for _, entry in found)
        return named or any(map(self.lexicon.phrases("crediting.points_back").has, heads))

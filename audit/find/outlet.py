"""A tree and the words that name an outlet go in, what stands for it comes out: itself, its report, its people, a place
where one speaks; or a label that needs no verb.

Source: AP Stylebook on crediting others' reporting; words in lexicons/crediting.toml, relations of Universal
Dependencies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from audit.find.draft import NOTHING, Words
from audit.find.lookup import Cues
from audit.lexicon import Lexicon
from audit.model import Sentence, Token

_NOUNS: Final = ("NOUN", "PROPN")
BESIDE: Final = ("compound", "nmod", "amod")
_JOINED: Final = ("conj", "appos", "flat", "list")
_BRACKETS: Final = {"(": ")", "[": "]", "—": "", "–": ""}


@frozen
class Standing:
    """The noun that stands for an outlet in its sentence.

    ``sort`` is "outlet" (its name itself), "report", "staff", "venue" (an interview with it, its programme) or "remark"
    (a statement to it); ``staff`` the noun of its people, where it is named by them.
    """

    noun: Token
    sort: str = "outlet"
    staff: Token | None = None


def standing(sentence: Sentence, head: Token, lexicon: Lexicon) -> Standing | None:
    """What stands for the outlet whose name ``head`` heads; None where the name only belongs to something else
    ("critics of NBC News", "a former NBC News anchor")."""
    found, seen = Standing(head), {head.index}
    while found.noun.head >= 0 and found.noun.head not in seen:
        here, over = found.noun, sentence.tokens[found.noun.head]
        relation = here.deprel.split(":")[0]
        seen.add(over.index)
        if over.upos not in _NOUNS or relation not in (*_JOINED, *BESIDE) or _is_cited(sentence, here, lexicon):
            break
        if cases_of(sentence, here) and lexicon.once(Cues).tells_time(over):
            break  # said [Wednesday] [on CNN]
        if relation in _JOINED:
            found = Standing(over, found.sort, found.staff)
            continue
        sort = belonging(sentence, here, over, lexicon)
        if sort is None and found.sort in ("report", "venue", "remark"):
            break
        if sort is None or (found.sort == "report" and sort == "remark"):
            return None  # a response to its story points there
        found = Standing(over, sort, over if sort == "staff" else found.staff)
    if found.sort == "staff" and any(
        lexicon.phrases("crediting.past").has(child)
        for word in (found.noun, head)
        for child in sentence.children(word.index)
    ):
        return None
    return found


def _is_cited(sentence: Sentence, noun: Token, lexicon: Lexicon) -> bool:
    """Whether a phrase of citing stands before a noun, "according to NBC News": whatever the tree hangs it on, it
    belongs to the clause."""
    table = lexicon.once(Cues).table("phrase")
    for case in cases_of(sentence, noun, "case", "mark"):
        words = [case, *sentence.children(case.index, "fixed")]
        if " ".join(word.text.lower() for word in words) in table:
            return True
    return False


def belonging(sentence: Sentence, here: Token, over: Token, lexicon: Lexicon) -> str | None:
    """What a noun makes of the outlet that hangs on it, one of the sorts of a Standing; None where it is none of
    them."""
    cases = cases_of(sentence, here)
    if not cases or over.index > here.index:
        return _owned(sentence, over, lexicon)
    if lexicon.phrases("crediting.remarks").has(over) and has_case(cases, lexicon.words("find.hearer")):
        return "remark"
    if lexicon.phrases("crediting.venues").has(over) and any(map(lexicon.phrases("crediting.venue_cases").has, cases)):
        return "venue"
    by = any(map(lexicon.phrases("crediting.report_cases").has, cases))
    if by and lexicon.phrases("crediting.reports", "crediting.figures").has(over):
        return "report"
    if (
        over.upos == "PROPN"
        and sentence.children(over.index, "flat")
        and any(map(lexicon.phrases("crediting.of").has, cases))
    ):
        return "staff"  # Ann Lee of NBC News
    return "staff" if lexicon.phrases("crediting.staff").has(over) else None


def _owned(sentence: Sentence, over: Token, lexicon: Lexicon) -> str | None:
    """NBC News’ report, the NBC News anchor, CNN’s Ann Lee, CNN’s editorial board; not the chairman of NBC News."""
    if lexicon.phrases("crediting.venues").has(over):
        return "venue"
    if lexicon.phrases("crediting.reports", "crediting.figures").has(over):
        return "report"
    if lexicon.phrases("crediting.bodies").has(over):
        return "outlet"
    if lexicon.phrases("crediting.staff").has(over):
        return "staff"
    beside = sentence.children(over.index, "compound", "nmod", "appos", "flat", "amod")
    titled = any(map(lexicon.phrases("crediting.others").has, (over, *beside)))
    if titled and any(map(lexicon.phrases("crediting.editors").has, (over, *beside))) and over.head >= 0:
        titled = not lexicon.phrases("crediting.news").has(sentence.tokens[over.head])  # its editor wrote, it reports
    return "staff" if over.upos == "PROPN" and not titled else None


def label(sentence: Sentence, inside: Sequence[Token], lexicon: Lexicon) -> Words | None:
    """The words by which a name is a label: (NBC News), (via NBC News), NBC News: …; None where it is none.

    ``inside`` are the words of the name. A label is all that stands in its brackets, or before its colon.
    """
    tokens, first, last = sentence.tokens, inside[0].index, inside[-1].index
    for place in range(max(0, first - 3), first):
        match = lexicon.phrases("crediting.via").first(tokens[place:first])
        if match is not None and place + match.last == first - 1:
            return frozenset(range(place + match.first, first))
    opening = first
    if first and tokens[first - 1].text == ",":  # [Ann Lee, NBC News]
        opening = next((n + 1 for n in range(first - 2, -1, -1) if tokens[n].upos != "PROPN"), first)
    before = tokens[opening - 1].text if opening else ""
    after = tokens[last + 1].text if last + 1 < len(tokens) else ""
    if after == "." and last + 2 < len(tokens) and before in _BRACKETS:
        after = tokens[last + 2].text
    closed = bool(after) and after == _BRACKETS.get(before)
    leads = after == ":" and (not first or before in _BRACKETS)
    return frozenset([last]) if closed or leads else None


def name_of(sentence: Sentence, noun: Token) -> Words:
    """The name that a noun is, or that stands right after it as after a title; nothing where there is none, or where
    it is the place of a dateline ("WASHINGTON")."""
    tokens = sentence.tokens
    if noun.text.isupper() and len(noun.text) > 1:
        return NOTHING
    if noun.upos != "PROPN":
        following = tokens[noun.index + 1] if noun.index + 1 < len(tokens) else None
        if following is None or following.upos != "PROPN":
            return NOTHING
        noun = following
    beside = sentence.children(noun.index, "flat", "compound")
    return frozenset([noun.index, *(word.index for word in beside if word.upos == "PROPN")])


def cases_of(sentence: Sentence, noun: Token, *relations: str) -> list[Token]:
    """The prepositions before a noun, those of ``relations`` ("case" where none is given)."""
    return [c for c in sentence.children(noun.index, *(relations or ("case",))) if c.index < noun.index]


def has_case(cases: Sequence[Token], lemmas: frozenset[str]) -> bool:
    """Whether one of the prepositions has one of these lemmas, in lower case."""
    return any(case.lemma.lower() in lemmas for case in cases)


def works_for(sentence: Sentence, verb: Token, cases: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a relative clause only tells whom somebody writes for: "Lund, who wrote for NBC News"."""
    who = sentence.children(verb.index, "nsubj")
    relative = verb.deprel == "acl:relcl" and any("PronType=Rel" in t.feats for t in who)
    told = sentence.children(verb.index, "obj", "ccomp")
    return relative and not told and any(map(lexicon.phrases("people.for").has, cases))


def is_label(sentence: Sentence, here: Token) -> bool:
    """Whether a name has an indefinite article, which is that of a noun behind it: "a Gazette ranking"."""
    marks = sentence.children(here.index, "det")
    return here.text[:1].isupper() and any("Definite=Ind" in mark.feats for mark in marks)

"""Text around a source goes in, how it knows and why it is not named come out, and who declined to comment or denied.

Basis: NPR Ethics Handbook, Washington Post, Gannett ("familiar with" is the weakest). Reasons: the New York Times'
standards memo of 2010 calls "not authorized to speak" and "the sensitivity of the issue" boilerplate.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import frozen

from audit.model import BASES, Span

_BASIS: Final = {
    "present": r"in\s+the\s+room|(?:was|were)\s+(?:present|there|on\s+the\s+call)|present\s+(?:at|for|in)"
    r"|who\s+attended|attending|attendees?|who\s+(?:witnessed|took\s+part|participated|saw)|on\s+the\s+call"
    r"|(?:directly\s+|closely\s+)?involved\s+(?:in|with)|(?:at|inside|in)\s+the\s+(?:meeting|talks|briefing|session)"
    r"|participants?\s+in|participating\s+in|who\s+worked\s+on",
    "document": r"(?:have|has|had|having)\s+(?:seen|read|viewed|reviewed|obtained)"
    r"|who\s+(?:saw|reviewed|read|viewed)\s+(?:a\s+cop(?:y|ies)\s+of\s+)?the\s+(?:\w+\s+)?"
    r"(?:documents?|memos?|letters?|emails?|e-mails?|report|draft|records?|text|transcript|files?)"
    r"|with\s+access\s+to|has\s+a\s+copy\s+of",
    "briefed": r"briefed\s+(?:on|about|by)|(?:was|were)\s+told\s+(?:of|about)|informed\s+(?:of|about)"
    r"|who\s+(?:received|got)\s+(?:a|the)\s+briefing",
    "familiar": r"familiar\s+with|(?:with|has|have|having)\s+(?:\w+\s+){0,2}knowledge\s+of|aware\s+of|privy\s+to"
    r"|close\s+to|knowledgeable|with\s+(?:direct|first-?hand|intimate|inside)\s+knowledge|in\s+the\s+know"
    r"|who\s+knows?\b",
}
BASIS: Final = {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, pattern in _BASIS.items()}
assert tuple(BASIS) == BASES

# Words that speak of a source going unnamed.
UNNAMED: Final = re.compile(
    r"\b(?:(?:condition\s+of\s+)?anonymity|anonymously|(?:asked|requested|wished|preferred|wanted|asking"
    r"|requesting)\s+(?:not\s+)?to\s+"
    r"(?:be\s+(?:named|identified|anonymous|quoted\s+by\s+name)|remain\s+(?:anonymous|unnamed))|(?:asked"
    r"|asking|insisted)\s+that\s+(?:his|her|their)"
    r"\s+names?\s+not|(?:declined|refused|declining)\s+to\s+(?:be\s+(?:named|identified)|give\s+(?:his|her"
    r"|their)\s+(?:full\s+)?names?)"
    r"|(?:not|never|un|n['’]t)\s*(?:be\s+|been\s+)?authori[sz]ed\s+to\s+(?:speak|talk|comment|discuss"
    r"|disclose|share|be\s+quoted|release|describe|reveal)"
    r"|sensitivity\s+of|sensitive\s+(?:matter|nature)|(?:whose|real)\s+names?\s+(?:\w+\s+){0,2}(?:withheld|changed)"
    r"|(?:is|are)\s+not\s+being\s+(?:named|identified))\b",
    re.IGNORECASE,
)
_RISK: Final = re.compile(
    r"\b(?:fear\w*|afraid|retaliat\w+|reprisals?|retribution|risk\w*|safety|(?:lose|losing|cost"
    r"|keep)\s+(?:his|her|their)\s+jobs?"
    r"|to\s+(?:protect|avoid)|(?:be|being)\s+(?:fired|dismissed|punished|harassed|prosecuted|arrested|deported)"
    r"|repercussions|classified"
    r"|minors?|victims?|undercover|under\s+seal|gag\s+order|job\s+at\s+risk|endanger\w*|threat\w*"
    r"|ostraci[sz]ed|privacy)\b",
    re.IGNORECASE,
)
_STOCK: Final = re.compile(
    r"authori[sz]ed\s+to|sensitiv|\b(?:anonym\w+|named|identified|names?)\b[^.;]{0,40}?\b(?:to\s+(?:speak"
    r"|talk|discuss|describe|comment|share|"
    r"reveal|disclose|offer|be|candidly|freely|relate|detail|preview)|because|since|as\s+(?:he|she|they)"
    r"|citing|in\s+order\s+to|so\s+as)\b",
    re.IGNORECASE,
)
_BECAUSE: Final = re.compile(r"\b(?:because|since|citing)\b(?![^.;]{0,60}(?:authori[sz]ed|sensitiv))", re.IGNORECASE)

DECLINED: Final = re.compile(
    r"\b(?:(?:declined|refused|would\s+not|wouldn['’]t|did\s+not\s+want)\s+to?\s*(?:comment|respond|discuss"
    r"|answer|speak|elaborate)"
    r"|(?:would\s+not|wouldn['’]t)\s+comment|(?:did\s+not|didn['’]t|has\s+not|have\s+not|had\s+not"
    r"|not)\s+(?:\w+\s+)?(?:respond(?:ed)?|repl(?:y|ied)|return(?:ed)?)"
    r"\s+(?:to\s+)?(?:\w+\s+){0,3}(?:requests?|questions?|calls?|messages?|emails?|e-mails?|inquir\w+"
    r"|seeking\s+comment)"
    r"|declined\s+(?:\w+\s+){0,2}requests?|no\s+comment)\b",
    re.IGNORECASE,
)
DENIED: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:e[sd]?|ing)|reject(?:s|ed)|called\s+\w+\s+(?:false|untrue))\b", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"(?<=[a-z]{3})[.!?][”\"]?\s+|\n")
_SUBJECT: Final = re.compile(
    r"(?P<who>(?:(?:[Tt]he|[Aa]n?)\s+)?(?:[\w.’'&-]+\s+){0,6}?[\w.’'&-]+)(?:,[^,.;]{2,60},)?(?:\s+(?:has"
    r"|have|had|also|both|repeatedly))?\s*$"
)


@frozen
class Found:
    """What was found of a source, and where (offsets into the text searched)."""

    value: str
    span: Span


def basis_in(text: str) -> Found | None:
    """The best basis of knowledge that the words tell, None where they tell none."""
    for name, pattern in BASIS.items():
        if match := pattern.search(text):
            return Found(name, Span(match.start(), match.end()))
    return None


def reason_in(text: str) -> Found | None:
    """Why a source is not named: "specific" (a risk, a ground of its own) or "boilerplate"; None where nothing is said.

    "Spoke on condition of anonymity" alone gives no reason.
    """
    best: Found | None = None
    for match in UNNAMED.finditer(text):
        stop = text.find(". ", match.end())
        end = min(len(text) if stop < 0 else stop, match.end() + 160)
        around = text[max(0, match.start() - 80) : end]
        after = text[match.start() : end]
        if _RISK.search(around) or (_BECAUSE.search(after) and not re.match(r"\W*sensitiv", after, re.IGNORECASE)):
            return Found("specific", Span(match.start(), end))
        if best is None and _STOCK.search(after):
            best = Found("boilerplate", Span(match.start(), end))
    return best


def speaks_of_anonymity(text: str) -> bool:
    """Whether the words say that somebody goes unnamed."""
    return UNNAMED.search(text) is not None


@lru_cache(maxsize=4)
def refusals(text: str) -> tuple[tuple[str, Span], ...]:
    """Who declined to comment, in the words before it, and where it says so."""
    return tuple(
        (subject["who"].strip(" ,"), Span(match.start(), match.end()))
        for match in DECLINED.finditer(text)
        if (subject := _SUBJECT.search(_SENTENCE_END.split(text[max(0, match.start() - 140) : match.start()])[-1]))
    )

"""The typed origin, the outlets and an article's words go in; what names the origin, and what credits it, comes out.

A mention is not yet a credit: "NBC News reported", "told NBC News" and "NBC News' six sources" credit it, "he attacked
NBC News" only talks about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from audit.lexicon.outlets import OutletIndex, bare_name
from audit.model import Claim, Span

_DAY: Final = (
    r"(?:\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|\s+(?:first|exclusively|earlier|later|also|originally))*"
)
_REPORT: Final = (
    r"(?:reports?|reporting|story|stories|articles?|investigation|account|scoop|exclusive|analysis|poll|survey|interview"
    r"|coverage|newscast|broadcast)"
)
_DONE: Final = (
    r"(?:reported|disclosed|revealed|published|obtained|confirmed|broken|broadcast|aired|quoted|cited|seen|reviewed|verified"
    r"|detailed|documented|uncovered|released|interviewed|noted|described|outlined)"
)
_NAMING: Final = (
    r"\s+(?:the\s+|an?\s+)?(?:(?:U\.?S\.?|American|British|news|TV|television|broadcaster|network|outlet|channel)\s+)*$"
)
# What stands before the origin where it is credited.
_BEFORE: Final = re.compile(
    r"(?:\b(?:according\s+to|per|citing|cites?|via|told|tells?|telling|informed"
    r"|(?:spoke|spoken|speaking|talked|talking|said|confirmed)\s+(?:to|with)"
    r"|(?:speaking|appearing|appeared|spoke)(?:\s+(?!that\b)[\w,]+){0,3}\s+(?:on|to|with)"
    r"|interview(?:ed)?\s+(?:with|by|for|on)|statement\s+to|comments?\s+to|remarks?\s+to|disclosed\s+to|given\s+to|leaked\s+to"
    rf"|{_DONE}{_DAY}\s+(?:by|in|on|to)"
    rf"|{_REPORT}(?:\s+(?:surfaced|emerged|appeared))?,?(?:\s+(?:notably|mainly|chiefly|including|mostly))?{_DAY}\s+(?:by|from|in|on|of|for)"
    r"|credited\s+(?:to|by))" + _NAMING + r"|(?:^|[(\[—–-])\s*(?:(?i:source|credit|via|h/t)\s*:?\s*)$)",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"\b(?:according\s+to|citing|per|in|from|on|by|cited|quoted|via)\s+(?:the\s+|an?\s+|this\s+|that\s+|its\s+)?(?:\w+\s+)?$",
    re.I,
)
# What stands after it.
_AFTER_VERB: Final = re.compile(
    r"(?:\s+\w+ly|,?\s+which|,?\s+citing[^,.;]{0,80},|\s+(?:has|have|had|first|also|previously|earlier|later|then|on|this|last"
    r"|week|month|\w+day))*\s+(?:reported|reports|said|says|revealed|reveals|disclosed|wrote|writes|published|confirmed|learned"
    r"|obtained|found|broke|noted|quoted|cited|cites|described|added|adds|quotes|detailed|uncovered|stated|states|claimed|claims)\b"
    r"(?!\s+it\s+would)"
)
_AFTER_NOUN: Final = re.compile(rf"(?:[’']s?)?\s+(?:\w+\s+){{0,2}}?{_REPORT}\b", re.IGNORECASE)
_AFTER_NOUN_SAYS: Final = re.compile(
    rf"(?:[’']s?)?\s+(?:\w+\s+){{0,2}}?(?:{_REPORT}|sources)\s+(?:on\s+\w+day\s+)?"
    r"(?:say|said|says|suggest\w*|show\w*|claim\w*|indicat\w*|that|citing|describ\w*|detail\w*|quot\w*|cit\w*|found)\b",
    re.IGNORECASE,
)
_AFTER_LABEL: Final = re.compile(r"\s*[)\]]|\s*:\s")
# What may stand between the start of a source and the origin it belongs to ("two of NBC's sources").
_QUANTITY: Final = re.compile(
    r"(?:\b(?:a|an|the|one|two|three|four|five|six|seven|eight|nine|ten|several|some|many|most|all|both|of|recent|new"
    r"|exclusive|earlier|previous|separate|that|this|\w+day’s|\d+)\b\s*)*$",
    re.IGNORECASE,
)
_SOURCE_LINK: Final = re.compile(
    r"\b(?:told|(?:spoke|spoken|speaking|talked)\s+(?:to|with)|cited\s+by|quoted\s+by|interviewed\s+by|interview\s+with"
    rf"|(?:{_REPORT}|sources|journalists?|reporters?|correspondents?)\s+(?:by|from|in|of|at|for|on|with|published\s+by)"
    r"|obtained\s+by|according\s+to|published\s+by)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PAST: Final = re.compile(r"\b(?:former|ex-?|then-)\s*(?:\w+\s+){0,2}$", re.IGNORECASE)


@frozen
class Origin:
    """The outlet whose reporting is traced: looked up in the lexicon, or as typed where it is in none."""

    typed: str
    index: OutletIndex = field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not bare_name(self.typed):
            raise ValueError('origin: give the name of an outlet, such as "NBC News"')

    @property
    def name(self) -> str:
        """The name that reasons use."""
        entry = self.index.name_of(self.typed, fold=True)
        return str(entry["name"]) if entry else self.typed.strip()

    def meant_by(self, name: str) -> bool:
        """Whether a name means the origin, one of its aliases, or an outlet of its family."""
        return self.index.same(name, self.typed)

    def find(self, text: str, start: int = 0) -> tuple[Span, ...]:
        """Where the text names the origin; ``start`` is added to the offsets."""
        if self.index.name_of(self.typed, fold=True) is not None:
            return tuple(span for span, entry in self.index.find(text, start) if self.meant_by(entry["name"]))
        body = r"\s+".join(re.escape(part) for part in bare_name(self.typed).split())
        pattern = re.compile(rf"(?<!\w)(?:the\s+)?{body}(?!\w)", re.IGNORECASE)
        return tuple(Span(start + m.start(), start + m.end()) for m in pattern.finditer(text))

    def owns(self, source: str) -> bool:
        """Whether a source's words are the origin, its report, or sources that are the origin's ("NBC's six sources").

        Not: a former member of it, or people who only talk about it ("critics of NBC News").
        """
        for span in self.find(source):
            before, after = source[: span.start], source[span.end :]
            if _PAST.search(before):
                continue
            if _QUANTITY.fullmatch(before) and not re.match(r"\s+(?:critics?|viewers?|rivals?|competitors?)\b", after):
                return True
            if _SOURCE_LINK.search(before):
                return True
        return False

    def credits(self, sentence: str, start: int = 0) -> tuple[Span, ...]:
        """The mentions in a sentence's text that credit the origin; ``start`` is added to the offsets."""
        return tuple(
            span
            for span in self.find(sentence, start)
            if credited_by_words(sentence[: span.start - start], sentence[span.end - start :])
        )


def credited_by_words(before: str, after: str) -> bool:
    """Whether the words around a mention of an outlet credit it with information."""
    if _PAST.search(before):
        return False
    label = re.search(r"(?:^|[(\[—–])\s*$", before) and _AFTER_LABEL.match(after)
    return bool(
        _BEFORE.search(before)
        or _AFTER_VERB.match(after)
        or _AFTER_NOUN_SAYS.match(after)
        or (_LEAD.search(before) and _AFTER_NOUN.match(after))
        or label
    )


def told_before(before: str) -> bool:
    """Whether the words before a mention of an outlet make it the one who was told."""
    return re.search(r"\b(?:told|tells?|telling)\s+(?:the\s+)?$", before) is not None


def other_outlets(claim: Claim, origin: Origin) -> tuple[str, ...]:
    """Outlets other than the origin that the claim rests on, by its chain or its source; vague credits do not count."""
    names: list[str] = [name for name in claim.via if not origin.meant_by(name) and not _vague(name, origin.index)]
    if claim.source is not None:
        for text in _texts(claim):
            if origin.owns(text):
                continue
            names += [
                str(entry["name"])
                for span, entry in origin.index.find(text)
                if entry["kind"] != "vague"
                and not origin.meant_by(entry["name"])
                and (_QUANTITY.fullmatch(text[: span.start]) or _SOURCE_LINK.search(text[: span.start]))
            ]
    return tuple(dict.fromkeys(names))


def _vague(name: str, index: OutletIndex) -> bool:
    entry = index.name_of(name)
    return entry is not None and entry["kind"] == "vague"


def _texts(claim: Claim) -> Iterable[str]:
    if claim.source is not None:
        yield claim.source.text
        if claim.source.resolved and claim.source.resolved != claim.source.text:
            yield claim.source.resolved

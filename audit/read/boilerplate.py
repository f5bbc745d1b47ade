"""A line goes in, the rule that it fits comes out: advertisements, counters, bylines, captions, credits and the like.

A rule is a name, a status of model.STATUSES and patterns that must fit the whole line, so it never takes part of a
sentence. The patterns are ours, from reading news pages and the tails of PolNeAR's articles.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen


@frozen
class LineRule:
    """Patterns that a whole line must fit, capitals or not; ``name`` is the reason that a segment states."""

    name: str
    status: str
    patterns: tuple[str, ...]


LONGEST: Final = 400  # characters; a longer line is a paragraph, whatever it starts with
_DECORATION: Final = " *_~[]()–—-•·|."  # around a line, these do not count
_KEPT: Final = ("![", "(c)")  # lines that start so mean it

# Pieces of patterns. In names, small letters count: (?-i:...).
_CAP: Final = r"(?-i:(?![a-zß-öø-ÿ\d])\w[\w.'’-]*)"  # a word that does not start with a small letter
_NAME: Final = rf"(?:{_CAP}|and|for|of|the|in|at|de|van|von|al|&)"
_NAMES: Final = rf"{_NAME}(?:(?:[ ,/|&]|\. )+{_NAME})*"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_NUMBER: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE: Final = (
    rf"{_WEEKDAY}(?:{_MONTH} {_NUMBER},? \d{{4}}|{_NUMBER} {_MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_TIME: Final = (
    r"(?:\d{1,2}[:.] ?\d\d(?::\d\d)? ?(?:[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)"
    r"(?: ?\(?(?:[a-z]{2,4}|(?:gmt|utc)[+-]\d{1,2}(?::?\d\d)?)\)?)?"
)
_QUIET: Final = r"(?!.*(?:\b(?:said|says|told|according to)\b|[“\"]))"  # nobody speaks in it
_PICTURE: Final = r"(?:photo(?:graph)?|image|picture|pic|illustration|thumbnail)s?"
_SITE: Final = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|telegram|pinterest|instagram|youtube|messenger|flipboard|tumblr"
    r"|e-?mail|print|share|tweet|pin(?: it)?|copy link|save|like|reply|flag)"
)
_AGENCIES: Final = (
    r"(?:(?:various|multiple|several|other|news|wire|international|foreign|local|media|press|the|and|our|agency) )*"
    r"(?:agency|agencies|wires?|wire services?|news services|newswires?|media|reports?|sources|bureaus?|correspondents?"
    r"|outlets?)"
)
_INPUTS: Final = r"with (?:additional )?(?:agency )?(?:inputs?|reports?|reporting|files|feeds?|information)"
_VAGUE: Final = (
    rf"(?:{_INPUTS} (?:from|by|of) {_AGENCIES}|with (?:news )?(?:agency|agencies|wire) (?:inputs?|reports?|feeds?))"
)
_DESK: Final = r"(?:reporting|writing|editing|compiling|research)"
_STORIES: Final = (
    r"(?:shorts|stor(?:y|ies)|news|read|viewed|popular|shared|articles?|coverage|posts?|content|topics|links|picks?"
    r"|videos?|like|now)"
)

RULES: Final = (
    LineRule("no letters", "boilerplate", (r"[^\w]*|[\d\W_]{1,12}",)),
    LineRule(
        "advertisement",
        "boilerplate",
        (
            r"ads?|advert(?:isement|ising|orial)?s?",
            r"(?:sponsored|promoted|paid)(?: content| stor(?:y|ies)| post)?",
            r"(?:story|article) continues below.{0,40}|scroll (?:down )?to continue.{0,30}|skip ad.{0,20}",
        ),
    ),
    LineRule(
        "reading time",
        "boilerplate",
        (
            r"\d{1,3} ?-? ?min(?:ute)?s?\.?(?: to)?(?: read(?:ing)?)?(?: time)?",
            r"(?:estimated )?read(?:ing)?(?: time)? ?:? ?\d{1,3} ?min.{0,15}",
        ),
    ),
    LineRule(
        "counter",
        "boilerplate",
        (
            r"(?:\d[\d.,]*[km]?|no) (?:comments?|repl(?:y|ies)|shares?|views?|likes|retweets)",
            r"(?:view|show|see|read|post|add|leave|load|write)(?: (?:a|the|all|more))?(?: \d+)?"
            r" (?:comments?|repl(?:y|ies))(?: ?\(?\d+\)?)?",
            r"comments? ?[:(]? ?\d*\)?|comments? (?:are )?(?:closed|off)|join the (?:conversation|discussion)",
        ),
    ),
    LineRule(
        "countdown", "boilerplate", (r"this (?:.{1,20} )?will (?:close|end|start) in \d+ (?:seconds?|s|minutes?)",)
    ),
    LineRule(
        "image note",
        "boilerplate",
        (
            rf"(?:note ?:? ?)?(?:the |this |these )?(?:featured )?{_PICTURE}\b.{{0,30}}\bfor "
            r"(?:illustrati(?:ve|on)|representati(?:ve|on(?:al)?)|reference|symbolic)(?: purposes?| only)\b.{0,350}",
            r"for representation(?:al)?(?: purposes?)?(?: only)?",
        ),
    ),
    LineRule(
        "caption",
        "caption",
        (
            rf"(?:file |cover |featured |representational |representative )?(?:{_PICTURE}|graphic|infographic|cartoon"
            r"|video grab|screen ?(?:grab|shot))(?: (?:credits?|sources?|courtesy|by|via))? ?[:|/].{0,350}",
            rf"{_PICTURE} (?:by|via|courtesy(?: of)?|from) {_NAMES}",
            rf"(?:a file|representati(?:onal|ve)) {_PICTURE}\b.{{0,200}}",
            r"(?-i:FILE) ?[-–—:].{1,390}",
            r"!\[.*\]\(.*\)",
            rf"(?:{_CAP} ){{1,4}}/ ?(?-i:AP|AFP|Reuters|REUTERS|Bloomberg|EPA)",
            r"(?-i:.{0,350}?\(?(?:(?:AP|Reuters|REUTERS|AFP|EPA|PTI|ANI)(?: File)? (?:[Pp]hoto|[Pp]ic)|REUTERS/"
            r"|Getty(?: Images)?\b|(?:Photo|Image)(?: [Cc]redit)?:).{0,60}(?<![.!?]))",
        ),
    ),
    LineRule(
        "byline",
        "boilerplate",
        (
            rf"(?:written |reported |posted )?by(?: ?: ?| )(?:{_CAP} ){{1,3}}{_CAP}"
            r"(?:(?:,| and| &| ?[|/]| [-–—]).{0,120})?",
            r"(?:web|news|online|internet|digital) desk|staff (?:reporter|writer|correspondent)|our correspondent",
        ),
    ),
    LineRule(
        "date line",
        "metadata",
        (
            r"(?:(?:first |last )?(?:published|updated|posted|modified|created|date|issued)(?: on| at)? ?:? ?)?"
            rf"(?:{_DATE}(?:[ ,|·•T-]*(?:at )?{_TIME})?|{_TIME})(?:[ ,|/·•-]*(?:last )?updated.{{0,60}})?",
            r"(?:updated |published |posted )?\d{1,3} (?:minutes?|hours?|days?|weeks?) ago",
        ),
    ),
    LineRule(
        "header line",
        "metadata",
        (
            r"(?:title|headline|outlet|publisher|url|link|date|author|byline|published|(?:last )?updated|section|tags?"
            r"|topics?|keywords?|categor(?:y|ies)|filed under) ?: ?\S.{0,300}",
        ),
    ),
    LineRule("link", "boilerplate", (r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@\w+|pic\.twitter\.com/\S+",)),
    LineRule(
        "contact line",
        "boilerplate",
        (
            rf"(?:you can )?(?:follow|find|contact|e-?mail|reach|write to|like)\b{_QUIET}.{{0,100}}"
            r"(?:\bon (?:twitter|facebook|instagram|linkedin|x|threads|bluesky|youtube|telegram|google news)\b|@\w"
            r"|\bpage\b).{0,120}",
            r"(?:on )?twitter ?:? ?@.{1,60}",
        ),
    ),
    LineRule(
        "share line",
        "boilerplate",
        (rf"{_SITE}(?:[ ,|/·•]+(?:on |via )?{_SITE})*", r"share (?:this|on|via)\b.{0,80}"),
    ),
    LineRule(
        "copyright",
        "boilerplate",
        (
            r"(?:©|\(c\)).{0,300}|copyright\b.{0,80}(?:(?:19|20)\d\d\b|all rights|©).{0,200}",
            r".{0,200}\ball rights reserved.{0,150}",
            r"this (?:material|article|content|story) may not be (?:published|reproduced|copied|redistributed).{0,250}",
        ),
    ),
    LineRule(
        "disclaimer",
        "boilerplate",
        (
            r".{0,60}\b(?:views|opinions) expressed\b.{0,120}\b(?:author|writer|contributor)s?\b.{0,200}",
            r"(?:except for|with the exception of|apart from) the headline\b.{0,250}",
            r"this is a (?:developing|breaking)(?: news)? story\b.{0,150}",
            r"this (?:article|story|post|piece)\b.{0,40}\b(?:first|originally) (?:published|appeared|posted)\b.{0,150}",
            r"this (?:article|story|post) (?:was|has been|is) (?:auto-?generated|produced|syndicated|updated"
            r"|published from)\b.{0,150}",
        ),
    ),
    LineRule(
        "subscribe line",
        "boilerplate",
        (
            r"(?:subscribe|sign up|sign in|log in|register (?:now|today|for free)|download (?:our|the) .{0,40}app"
            r"|already a subscriber|become a (?:member|subscriber)|get (?:our|the|your) .{0,40}newsletters?"
            rf"|support our (?:journalism|work)|donate)\b{_QUIET}.{{0,200}}",
        ),
    ),
    LineRule(
        "link to another story",
        "boilerplate",
        (
            r"(?:(?:read|see|watch|listen|more|related|recommended|must|also|explained)\b.{0,30}?|video|gallery"
            r"|in pictures) ?[:|»>] ?\S.{0,250}",
            rf"(?:also|must|further) (?:read|see|watch)\b{_QUIET}.{{0,150}}|click (?:here|on|to)\b{_QUIET}.{{0,150}}",
            r"(?:read|see|view|learn|find out|show|load|watch) (?:more|(?:the )?full story|all|next)\b"
            rf"{_QUIET}.{{0,60}}",
            r"(?:impact|more|top|latest|breaking|trending|most|popular|related|recommended|web|editor['’]?s['’]?"
            rf"|you (?:may|might)(?: also)?|next|previous|other) {_STORIES}(?: \w+){{0,3}}",
            r"continue reading|trending|up next|don['’]t miss|in case you missed it|back to top"
            r"|skip to (?:main )?content|menu|search|home|top|next|previous|close",
        ),
    ),
    LineRule(
        "markup",
        "boilerplate",
        (r"[.#@]?[\w.# :>,-]{1,60}\{", r"(?-i:[a-z-]{2,30} ?: ?[\w%#. -]{1,30};)", r"(?:</?\w[^<>]*> ?)+"),
    ),
    LineRule("navigation", "boilerplate", (r"[^|›»•.!?]{1,25}(?: ?[|›»•] ?[^|›»•.!?]{1,25}){2,}",)),
    LineRule(
        "vague credit",
        "vague credit",
        (
            _VAGUE,
            r"(?:compiled |adapted )?(?:from|by|sources?|based on|via|courtesy)(?: ?: ?| )"
            rf"(?:staff (?:and|reports) )?{_AGENCIES}",
            r"(?:news |wire |other )*agencies|(?:wire|agency|staff) reports?",
            r"(?:staff|(?:\w[\w.'-]*,? ){1,6}\w[\w.'-]*) and agencies",
            rf"{_AGENCIES} contributed to this \w+",
        ),
    ),
    LineRule(
        "credit line",
        "boilerplate",
        (
            rf"{_INPUTS} (?:from|by) {_NAMES}",
            rf"(?:(?:additional|further|contributing|and) )?"
            rf"(?:{_DESK}|compiled|translated|edited|written|reported|produced)"
            rf"(?: and \w+)? by:? {_NAMES}(?:;? ?(?:additional |further )?{_DESK}(?: and \w+)? by {_NAMES})*",
            r"(?:contributing|contributors?|contributed)(?: \w+)? ?:.{0,200}",
            rf"(?:sources?|courtesy|credit|via) ?: {_NAMES}",
            rf"{_CAP}{_QUIET}.{{0,250}}\bcontributed (?:to (?:this|the) (?:report|story|article|piece|coverage)"
            r"|(?:additional )?(?:reporting|research))\b.{0,80}",
            r"(?-i:AP|AFP|Reuters|REUTERS|PTI|ANI|IANS|UPI|Bloomberg|Xinhua|DPA)|(?:the )?associated press",
        ),
    ),
)

_RULE: Final = re.compile(
    "|".join(f"(?P<rule{number}>{'|'.join(rule.patterns)})" for number, rule in enumerate(RULES)), re.IGNORECASE
)
# At the end of a paragraph, or glued to the words before it ("More StoriesWith inputs from agencies").
_TAIL: Final = re.compile(
    rf"(?:(?<=[\w.!?”\"')\]])|(?<=\s))[(\[*_]*(?=W)(?i:{_VAGUE.replace(' ', chr(92) + 's+')})[)\]*_.]*\Z"
)


def line_rule(line: str) -> LineRule | None:
    """The first of RULES that a whole line fits, else None; dashes, brackets, stars and stops around it do not count.

    >>> line_rule("- Advertisement -").name
    'advertisement'
    """
    if len(line) > LONGEST:
        return None
    words = " ".join(line.split())
    match = _RULE.fullmatch(words if words.lower().startswith(_KEPT) else words.lstrip("> ").strip(_DECORATION))
    return None if match is None or match.lastgroup is None else RULES[int(match.lastgroup[4:])]


def vague_tail(text: str, start: int, end: int) -> int | None:
    """Where a vague credit begins that closes ``text[start:end]`` after other words, else None.

    >>> vague_tail("The bridge stays shut. (With inputs from agencies)", 0, 50)
    23
    """
    match = _TAIL.search(text, max(start, end - 160), end)
    return match.start() if match is not None and match.start() > start else None

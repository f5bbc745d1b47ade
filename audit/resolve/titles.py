"""A name and its sentence's tree go in, the office that the article gives its bearer comes out, in the article's words:
"House Minority Leader" before the name, or "director of national intelligence" after it.

Source: titles before names and appositions, Quirk et al. 1985, 17.65; AP Stylebook, "titles".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Sentence, Span, Token
from audit.resolve.names import Mention
from audit.resolve.nouns import Nouns, is_plural, nouns_of

_LONGEST: Final = 12  # words of an apposition that still read as an office in a table
_HOLDING: Final = ("flat", "appos", "compound", "nmod:desc", "nmod")
_WITHIN: Final = ("NOUN", "PROPN", "ADJ", "ADP", "PART", "CCONJ", "DET", "NUM")
_JOINTS: Final = ("-", "‑", "/", "&")


def title_of(sentence: Sentence, mention: Mention, text: str, lexicon: Lexicon) -> str | None:
    """The words of an office that stand with a name; None where there are none. ``text`` is the article's."""
    nouns = nouns_of(lexicon)
    places = _before(sentence, mention, lexicon, nouns) or _after(sentence, mention, lexicon, nouns)
    if not places:
        return None
    tokens = [sentence.tokens[i] for i in places]
    words = " ".join(Span(tokens[0].span.start, tokens[-1].span.end).of(text).split())
    return " ".join(_whole(word, lexicon) for word in words.split())


def _whole(word: str, lexicon: Lexicon) -> str:
    """An office that is written short in full: "Rep.", "Representative"."""
    full = lexicon.pairs("people.short-title").get(word.lower().rstrip("."))
    return word if full is None else full.capitalize() if word[0].isupper() else full


def _before(sentence: Sentence, mention: Mention, lexicon: Lexicon, nouns: Nouns) -> Sequence[int]:
    """The places of the words right before a name that the tree holds together with it and that tell an office."""
    tokens = sentence.tokens
    words = range(mention.first, mention.head + 1)
    tops = [tokens[i] for i in words if tokens[i].head not in words]
    here = tokens[mention.first]
    held: set[int] = set(range(mention.titled, mention.first))
    for top in tops:
        here, seen = top, set[int]()
        while here.index not in seen:
            seen.add(here.index)
            held |= set(sentence.subtree(here.index))
            above = tokens[here.head] if here.head >= 0 else None
            if above is None or here.deprel not in _HOLDING or above.index > mention.head or _cased(sentence, here):
                break
            here = above
    last = first = mention.first
    if first and tokens[first - 1].text == "," and here.index < first - 1:  # "the press secretary, Jane Lee, said"
        last = first = first - 1
    while first - 1 in held and (tokens[first - 1].upos in _WITHIN or tokens[first - 1].text in _JOINTS):
        if tokens[first - 1].upos == "ADP" and _tells_office(tokens[first:last], lexicon, nouns):
            break  # "a win over Majority Leader Lee"
        first -= 1
    while first < last and tokens[first].upos in ("DET", "ADP", "CCONJ", "PART", "PUNCT", "NUM"):
        first += 1
    places = list(range(first, last))
    address = lexicon.words("people.address")
    while places and tokens[places[-1]].text.lower() in address:
        places.pop()
    if places and (tokens[places[-1]].upos in ("ADP", "CCONJ", "DET", "PART") or is_plural(tokens[places[-1]])):
        return []
    return places if _tells_office((tokens[i] for i in places), lexicon, nouns) else []


def _after(sentence: Sentence, mention: Mention, lexicon: Lexicon, nouns: Nouns) -> Sequence[int]:
    """The places of an apposition after a name that tells an office, as far as its first comma or clause."""
    tokens = sentence.tokens
    for index in range(mention.first, mention.head + 1):
        for child in sentence.children(index, "appos"):
            if child.index < mention.head or not _tells_office([child], lexicon, nouns):
                continue
            clauses = {i for c in sentence.children(child.index, "acl", "appos") for i in sentence.subtree(c.index)}
            below = [i for i in sentence.subtree(child.index) if i > mention.head]
            places: list[int] = []
            for i in below:
                marks = tokens[i].upos == "PUNCT" and tokens[i].text not in _JOINTS
                if (i > child.index and (i in clauses or marks)) or (places and i != places[-1] + 1):
                    break
                if places or tokens[i].upos not in ("DET", "PUNCT", "PRON", "ADP", "CCONJ"):
                    places.append(i)
            while places and tokens[places[-1]].upos in ("ADP", "CCONJ", "DET", "PART"):
                places.pop()
            if child.index in places and len(places) <= _LONGEST:
                return places
    return []


def _cased(sentence: Sentence, token: Token) -> bool:
    return bool(sentence.children(token.index, "case"))


def _tells_office(tokens: Iterable[Token], lexicon: Lexicon, nouns: Nouns) -> bool:
    titles, address = lexicon.by_word("titles"), lexicon.words("people.address")
    for token in tokens:
        low = token.text.lower()
        known = low in titles and low not in address
        if known or (token.upos == "NOUN" and (nouns.roles(token) & {"anonymous", "office"} or nouns.is_human(token))):
            return True
        if token.upos in ("NOUN", "PROPN") and nouns.is_party(token):
            return True
    return False

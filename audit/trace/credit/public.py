"""A sentence's tree goes in; whether it tells of something that happened before everybody comes out.

What is said at a news conference or stands in a court filing is anybody's to report: that two articles tell it in the
same words is no sign of copying (criterion C7).

Source: NPR Ethics Handbook; the occasions are those of lexicons/occasions.toml, each with its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from audit.lexicon import Entry, Lexicon
from audit.model import Article, Sentence, Spans, Token


def public_spans(article: Article, lexicon: Lexicon) -> Spans:
    """The sentences of an article that tell of a public event."""
    return tuple(sentence.span for sentence in article.sentences if is_public(sentence, lexicon))


def is_public(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether something in the sentence happened at an occasion, or stands in a record, of occasions.toml."""
    return occasion_at(sentence, lexicon) is not None


def occasion_at(sentence: Sentence, lexicon: Lexicon, among: Collection[int] | None = None) -> tuple[Token, ...] | None:
    """The words that name such an occasion or record in a sentence, in text order; None where there is none.

    ``among`` are the places of the words that may be its noun, all where it is None.
    """
    table = lexicon.by_word("occasions")
    for token in sentence.tokens:
        if among is None or token.index in among:
            named = _listed(sentence, token, table)
            if named and _took_place(sentence, token, lexicon):
                return named
    return None


def _listed(sentence: Sentence, noun: Token, table: Mapping[str, tuple[Entry, ...]]) -> tuple[Token, ...]:
    """The words by which a noun is one of the table's: itself, with those that make it one ("news conference")."""
    if noun.upos not in ("NOUN", "PROPN", "X", "SYM"):
        return ()
    beside = sentence.children(noun.index, "compound", "amod", "flat")
    before = [word for word in beside if word.index < noun.index]
    after = [word for word in beside if word.index > noun.index]
    for form in (noun.lemma.lower(), noun.text.lower()):
        for first in range(len(before) + 1):
            words = (*(w.lemma.lower() for w in before[first:]), form, *(w.text.lower() for w in after))
            named = noun.upos == "PROPN" and any(w.upos == "PROPN" for w in before[:first])  # The Washington Post
            if " ".join(words) in table and not named:
                return (*before[first:], noun, *after)
    return ()


def _took_place(sentence: Sentence, noun: Token, lexicon: Lexicon) -> bool:
    """Whether the noun says where something was said or done: "at the hearing", not "the hearing may be held"."""
    cases = [case.lemma.lower() for case in sentence.children(noun.index, "case")]
    if noun.deprel.split(":")[0] not in ("obl", "nmod") or not lexicon.words("crediting.at").intersection(cases):
        return False
    over = sentence.tokens[noun.head]
    return not any(
        child.lemma.lower() in lexicon.words("crediting.open") for child in sentence.children(over.index, "aux", "mark")
    )

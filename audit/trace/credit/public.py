"""A sentence's tree goes in; whether it tells of something that happened before everybody comes out.

What is said at a news conference or stands in a court filing is anybody's to report: that two articles tell it in the
same words is no sign of copying (criterion C7).

Source: NPR Ethics Handbook; the occasions are those of lexicons/occasions.toml, each with its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.lexicon import Entry, Lexicon
from audit.model import Article, Sentence, Spans, Token


def public_spans(article: Article, lexicon: Lexicon) -> Spans:
    """The sentences of an article that tell of a public event."""
    return tuple(sentence.span for sentence in article.sentences if is_public(sentence, lexicon))


def is_public(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether something in the sentence happened at an occasion, or stands in a record, of occasions.toml."""
    return any(_took_place(sentence, noun, lexicon) for noun in occasions_in(sentence, lexicon))


def occasions_in(sentence: Sentence, lexicon: Lexicon) -> list[Token]:
    """The nouns in a sentence that name an occasion or a record of occasions.toml, whether or not it took place."""
    table = lexicon.by_word("occasions")
    return [token for token in sentence.tokens if _listed(sentence, token, table)]


def _listed(sentence: Sentence, noun: Token, table: Mapping[str, tuple[Entry, ...]]) -> bool:
    if noun.upos not in ("NOUN", "PROPN", "X", "SYM"):
        return False
    beside = sentence.children(noun.index, "compound", "amod", "flat")
    before = [word.lemma.lower() for word in beside if word.index < noun.index]
    after = [word.text.lower() for word in beside if word.index > noun.index]
    forms = [noun.lemma.lower(), noun.text.lower()]
    return any(" ".join((*before[n:], form, *after)) in table for form in forms for n in range(len(before) + 1))


def _took_place(sentence: Sentence, noun: Token, lexicon: Lexicon) -> bool:
    """Whether the noun says where something was said or done: "at the hearing", not "the hearing may be held"."""
    cases = [case.lemma.lower() for case in sentence.children(noun.index, "case")]
    if noun.deprel.split(":")[0] not in ("obl", "nmod") or not lexicon.words("crediting.at").intersection(cases):
        return False
    over = sentence.tokens[noun.head]
    return not any(
        child.lemma.lower() in lexicon.words("crediting.open") for child in sentence.children(over.index, "aux", "mark")
    )

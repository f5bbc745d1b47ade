"""An article's attributions and what it offers to references go in; the credits of outlets that somebody told something
and that a noun stands for come out: "told the newspaper", "in an interview with the network".

Source: definite nouns that take up a name, Quirk et al. 1985, 5.28; AP Stylebook, "newspaper names".
"""

from __future__ import annotations

from audit.find.lay import spans_of
from audit.find.relay import BETWEEN
from audit.find.role import role_of
from audit.model import Crediting, Sentence, Token
from audit.resolve.context import Context
from audit.resolve.description import outlet_in_view


def hearing(context: Context) -> tuple[Crediting, ...]:
    """The credits by such nouns, in text order; none where find left no credits on the article."""
    article, nouns = context.article, context.lexicon.words("people.outlet-noun")
    found: list[Crediting] = []
    for number, sentence in enumerate(article.sentences if article.credits else ()):
        for noun in sentence.tokens:
            if noun.lemma.lower() not in nouns or not _is_definite(sentence, noun):
                continue
            role = role_of(sentence, noun.span, context.lexicon)
            outlet = outlet_in_view(context, noun) if role.how in BETWEEN else None
            if outlet is not None:
                words = spans_of(sentence, role.words, article.text)
                speaker = spans_of(sentence, role.speaker, article.text)
                found.append(Crediting(outlet, noun.span, number, role.how, words, next(iter(speaker), None), None))
    return tuple(found)


def _is_definite(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun in the singular stands with the definite article alone."""
    before = [c for c in sentence.children(noun.index) if c.index < noun.index and c.upos not in ("ADP", "PUNCT")]
    one = noun.upos == "NOUN" and "Number=Plur" not in noun.feats
    return one and len(before) == 1 and any("Definite=Def" in mark.feats for mark in before)

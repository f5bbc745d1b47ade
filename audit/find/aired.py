"""An outlet's name in its tree goes in, what its sentence hangs it on comes out, where the tree hangs it elsewhere: on
a person who was told something there, on a clause before the main one.

Source: relations of Universal Dependencies; a proper name takes no place of its own (Quirk et al. 1985, 5.64).
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.find.draft import below
from audit.find.lookup import Cues
from audit.find.outlet import cases_of, has_case
from audit.lexicon import Lexicon
from audit.model import Sentence, Token


def head_of(sentence: Sentence, inside: Sequence[Token]) -> Token | None:
    """The word above the others of a name; where an article belongs to the noun after the name, "The New Yorker
    report", not that one."""
    root = next((token for token in inside if not 0 <= token.head < len(sentence.tokens)), None)
    free = [token for token in inside if all(token.head != other.index for other in inside)]
    return root or next((token for token in free if token.upos != "DET"), None) or next(iter(free), None)


def told_on(sentence: Sentence, here: Token, inside: Sequence[Token], lexicon: Lexicon) -> Token | None:
    """The verb by which a person was told something on a programme, "told host Ann Lee on Fox News Sunday", where the
    tree hangs the programme, whose words are ``inside``, on the person; None where it does not."""
    over = sentence.tokens[here.head] if here.head >= 0 else None
    if over is None or over.upos != "PROPN" or over.head < 0 or here.deprel.split(":")[0] != "nmod":
        return None
    verb = sentence.tokens[over.head]
    places = lexicon.phrases("crediting.places")
    placed = any(places.has(case) for token in inside for case in cases_of(sentence, token))
    return verb if placed and verb.upos == "VERB" and verb.index < over.index else None


def opened(sentence: Sentence, here: Token, over: Token | None, lexicon: Lexicon) -> Token | None:
    """The verb that a phrase at the opening of a sentence belongs to: its main one, before whose subject it stands ("On
    NBC News, Lee said that by refusing …"), wherever the tree hangs it."""
    root = sentence.root
    if root is None or over is root or here.index > root.index or root.upos != "VERB":
        return over
    before = [t for t in sentence.tokens[: min(below(sentence, here.index))] if t.upos != "PUNCT"]
    days = lexicon.words("forms.weekday")
    later = any(who.index > here.index for who in sentence.children(root.index, "nsubj"))
    return root if later and all(t.text.lower() in days for t in before) else over


def is_book(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb only tells who brought out a book: "his memoir, published by Politico"."""
    return verb.deprel.startswith("acl") and lexicon.phrases("crediting.books").has(sentence.tokens[verb.head])


def around(sentence: Sentence, cases: Sequence[Token], over: Token, lexicon: Lexicon) -> Token:
    """Said Lee, who has led it since May, to NBC News: after the comma that closes a relative clause the phrase belongs
    to the verb around it."""
    addressing = lexicon.once(Cues).addressing
    if over.deprel != "acl:relcl" or not cases or not cases[0].index or not has_case(cases, addressing):
        return over
    noun = sentence.tokens[over.head]
    outer = sentence.tokens[noun.head] if noun.head >= 0 else over
    closed = sentence.tokens[cases[0].index - 1].text == ","
    return outer if closed and outer.upos == "VERB" and outer.index < noun.index else over


def answering(sentence: Sentence, verb: Token) -> Token | None:
    """The verb of an answer, where a participle without a subject tells whom somebody was asked by: "Asked by CNN, he
    said"; None for any other verb."""
    bare = not sentence.children(verb.index, "nsubj", "nsubj:pass", "aux")
    if verb.deprel != "advcl" or verb.xpos != "VBN" or not bare or verb.head < 0:
        return None
    return sentence.tokens[verb.head]

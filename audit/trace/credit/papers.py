"""A sentence and the credits in it go in; the papers that an outlet has seen or brought out come out: "a cable reviewed
by Fox News", "the Times obtained a letter".

What such a paper says came to the reader through the outlet: "the cable warned" goes on with what "a cable reviewed by
Fox News" began.

Source: Reuters Handbook of Journalism on "seen by" and "reviewed by"; definite reference after Quirk et al. 1985, 5.28.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.find.verb import is_passive
from audit.lexicon import Lexicon
from audit.model import Claim, Crediting, Sentence, Source, Token


def note_papers(
    papers: dict[str, Claim],
    claim: Claim,
    tree: Sentence | None,
    credits: tuple[Sequence[Crediting], Sequence[Crediting]],
    lexicon: Lexicon,
) -> None:
    """Puts the papers that a claim's sentence says the origin has among ``papers`` (noun -> the claim that says so),
    and takes out those that are another outlet's from here on; ``credits``: those to the origin, those to others."""
    mine, others = credits
    if tree is None or not (mine or others):
        return
    for noun in papers_in(tree, others, lexicon):
        papers.pop(noun, None)
    for noun in papers_in(tree, mine, lexicon):
        papers.setdefault(noun, claim)


def papers_in(sentence: Sentence, credits: Sequence[Crediting], lexicon: Lexicon) -> frozenset[str]:
    """The nouns, in lower case, of what a sentence says an outlet has seen or brought out; ``credits`` are its credits
    to that outlet."""
    brought = lexicon.phrases("crediting.brought-out")
    words = [span for credit in credits if credit.how is not None for span in credit.words]
    verbs = [t for t in sentence.touching(words) if brought.has(t)]
    return frozenset(noun.lemma.lower() for verb in verbs for noun in _seen(sentence, verb) if noun.upos == "NOUN")


def _seen(sentence: Sentence, verb: Token) -> Iterator[Token]:
    """What a verb's outlet has: the noun that it stands on, its subject in the passive, its object."""
    while verb.deprel == "conj" and verb.head >= 0:
        verb = sentence.tokens[verb.head]  # "reviewed and reported by"
    if is_passive(sentence, verb):
        yield from sentence.children(verb.index, "nsubj")
        if verb.deprel.startswith("acl") and verb.head >= 0:
            yield sentence.tokens[verb.head]
    else:
        yield from sentence.children(verb.index, "obj")


def paper_of(source: Source | None, lexicon: Lexicon) -> str | None:
    """The noun of a source that points back to a paper ("the cable", "it"), in lower case; None for any other."""
    phrase = source.phrase if source is not None else None
    if source is None or phrase is None:
        return None
    if phrase.sort == "pronoun":
        return next(reversed((source.resolved or "").lower().split()), None)
    definite = phrase.determiner in lexicon.words("people.definite")
    return phrase.heads[0] if definite and phrase.sort in ("document", "thing") and len(phrase.heads) == 1 else None

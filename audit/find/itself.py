"""A verb of saying in its tree goes in; whether it happened, tells news, and of its own subject comes out.

Source: implicative verbs after Karttunen 1971, modality after Quirk et al. 1985, 4.49; words in
lexicons/crediting.toml.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.lexicon import Lexicon
from audit.model import Sentence, Token


def unreal(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether the verb is negated, in the future or only possible, or was refused or not managed: "declined to speak to
    CNN", "was not able to confirm it"."""
    open_ = lexicon.phrases("crediting.unreal")
    for child in sentence.children(verb.index, "aux", "advmod"):
        if "Polarity=Neg" in child.feats or open_.has(child):
            return True
    if verb.deprel != "xcomp" or verb.head < 0:
        return False
    over = sentence.tokens[verb.head]
    denied = any("Polarity=Neg" in child.feats for child in sentence.children(over.index, "advmod"))
    return lexicon.phrases("crediting.refused").has(over) or (
        denied and lexicon.phrases("crediting.managing").has(over)
    )


def unanswered(sentence: Sentence, cue: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a cue only tells that nobody answered: "did not respond to questions about whether it was true", "had no
    comment on the claim"."""
    answering, answers = lexicon.phrases("claims.answering"), lexicon.phrases("claims.answer")
    verbs = [*cue, *(carried for token in cue for carried in sentence.children(token.index, "xcomp"))]
    if any(answering.has(verb) and unreal(sentence, verb, lexicon) for verb in verbs):
        return True
    without = [child for token in cue for child in sentence.children(token.index, "det")]
    nothing = any("PronType=Neg" in t.feats or "Polarity=Neg" in t.feats for t in (*without, *cue))
    return nothing and any(answers.has(token) for token in cue)


def speaks_of_itself(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether the verb's subject speaks of its own affairs by it: of what it does, its people, its business.

    "The network said it will cut jobs", "reported a loss", "apologized"; not "said it had seen the list", by which a
    newsroom tells how it knows, nor "reported it would rain".
    """
    if lexicon.phrases("crediting.own_acts").has(verb):
        return True
    if any(lexicon.phrases("crediting.business").has(noun) for noun in sentence.children(verb.index, "obj")):
        return True
    if lexicon.phrases("crediting.news").has(verb):
        return False
    if any(map(lexicon.phrases("crediting.notices").has, sentence.children(verb.index, "obl"))):
        return True  # said in a statement: a newsroom gives its news in articles
    for clause in sentence.children(verb.index, "ccomp") or _around(sentence, verb):
        for who in sentence.children(clause.index, "nsubj"):
            first = sentence.tokens[min(sentence.subtree(who.index))]
            own = lexicon.phrases("crediting.itself").has(first) and first.deprel != "expl"
            if own and not lexicon.phrases("crediting.gathered").has(clause):
                return True
    return False


def tells_no_news(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb of getting or giving news has another sense with what it takes here: what is broken, commissioned
    or conducted is no news ("broke the lease", not "broke the story"), or a programme only runs ("airs on Sundays")."""
    if lexicon.phrases("crediting.runs").has(verb):
        return not sentence.children(verb.index, "obj", "ccomp")
    if not lexicon.phrases("crediting.makes").has(verb):
        return False
    made = [noun for noun in sentence.children(verb.index, "obj") if noun.upos == "NOUN"]
    news = lexicon.phrases("crediting.reports", "crediting.venues", "crediting.made")
    return bool(made) and not any(map(news.has, made))


def _around(sentence: Sentence, verb: Token) -> tuple[Token, ...]:
    """It will cut jobs, NBC News said: the clause that a verb stands beside."""
    above = sentence.tokens[verb.head] if verb.head >= 0 else None
    return (above,) if above is not None and verb.deprel == "parataxis" else ()

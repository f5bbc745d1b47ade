"""An attribution goes in, the same with the whole of what was said comes out: with what follows its content and hangs
on it.

Where a content ends is learned, and a learned end may come before what the sentence still says of it: "she was shot, |
dying on the floor", "the pier would close, | but not the shed". Whoever said the one said the other. A clause with a
subject of its own that is joined by "and" or "but" stays what the end says it is.

Source: ours; relations of Universal Dependencies; reported clauses, Quirk et al. 1985, 14.29.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from audit.find.draft import is_finite
from audit.model import Article, Attribution, Sentence, Span, Token

_CLAUSES: Final = ("clause", "inserted clause", "passive clause", "following clause")
_JOINED: Final = ("conj", "parataxis")
_MARKS: Final = "”\"’')]"


def whole(article: Article, attribution: Attribution) -> Attribution:
    """The attribution with the words that follow the last of its content and hang on them, in the cue's sentence."""
    sentence = article.sentences[attribution.sentence]
    if attribution.construction not in _CLAUSES or not attribution.content:
        return attribution
    last = attribution.content[-1]
    held = sentence.touching([last])
    if not held or last.start < sentence.span.start or last.end > sentence.span.end:
        return attribution
    if not any("VerbForm=Fin" in token.feats for token in held):
        return attribution
    source = attribution.source.spans if attribution.source else ()
    apart = {t.index for t in sentence.touching([*attribution.cue.spans, *source, *attribution.content[:-1]])}
    inside = {t.index for t in held}
    end = last.end
    for token in sentence.tokens[held[-1].index + 1 :]:
        if token.upos == "PUNCT":
            if token.text in _MARKS and article.text[end : token.span.start].strip() == "":
                break  # what is quoted ends there
            continue
        if token.index in apart or not _hangs(sentence, token, inside):
            break
        inside.add(token.index)
        end = token.span.end
    if end == last.end:
        return attribution
    return evolve(attribution, content=(*attribution.content[:-1], Span(last.start, end)))


def _hangs(sentence: Sentence, token: Token, inside: set[int]) -> bool:
    """Whether it hangs on a word inside, but for a clause with a subject of its own that is joined to it."""
    seen = {token.index}
    while token.head >= 0 and token.head not in seen:
        if token.deprel.split(":")[0] in _JOINED and token.index not in inside and _is_clause(sentence, token):
            return False
        if token.head in inside:
            return True
        token = sentence.tokens[token.head]
        seen.add(token.index)
    return False


def _is_clause(sentence: Sentence, token: Token) -> bool:
    return is_finite(sentence, token) and bool(sentence.children(token.index, "nsubj", "csubj", "expl"))

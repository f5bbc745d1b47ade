"""A sentence and the words that are somebody's go in, what is left of it as the article's own claim comes out.

Questions, imperatives and fragments make no claim; each becomes a segment with its status and reason.

Source: ours: a claim as the README's first lines have it; the moods of sentences after Quirk et al. 1985, 11.1,
relations and features of Universal Dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from audit.find.draft import is_finite, takes_a_subject
from audit.find.lay import merged
from audit.lexicon import Lexicon
from audit.model import Article, Claim, Places, Segment, Sentence, Span, Spans, Token

_WORD: Final = re.compile(r"\w")
_WORDS: Final = re.compile(r"\w\S*")
_STOPS: Final = '.!”"'
# A longer sentence without a finite verb is a statement that the parser misread: of 87 articles all five were, and the
# longest that was none had eleven words
_LONGEST_FRAGMENT: Final = 14
_LEADING: Final = ("ADP", "SCONJ", "CCONJ", "PART", "PUNCT")


def uncovered(
    article: Article, number: int, sentence: Sentence, spoken: Places[Span], lexicon: Lexicon
) -> Claim | Segment | None:
    """What the article itself asserts in the sentence of a ``number`` (its place among the article's, from 0): a claim,
    or the segment of a sentence that asserts nothing, or nothing; ``spoken`` are the words that are somebody's."""
    text, whole = article.text, sentence.span
    taken = [Span(max(s.start, whole.start), min(s.end, whole.end)) for s in spoken.touching([whole])]
    status = sentence_status(sentence, text)
    if status is not None:
        return None if taken else Segment(whole, *status)
    if all(any(t.span.overlaps(span) for span in taken) for t in _main_predicates(sentence)):
        return None
    free = _free(sentence, taken, text)
    if not free or (taken and (_presents(sentence, taken, lexicon) or not _states_something(sentence, free, lexicon))):
        return None
    return Claim(
        id=f"{article.id}:0",
        article=article.id,
        spans=free,
        text=" … ".join(span.of(text) for span in free),
        kind="none",
        sentence=number,
        paragraph=sentence.paragraph,
        confidence=0.6 if taken else 0.9,
    )


def _presents(sentence: Sentence, taken: Sequence[Span], lexicon: Lexicon) -> bool:
    """Whether a sentence only brings its source on: "reports surfaced"; or only tells that its source spoke, with a
    participle beside it that says what: "she fired back, saying that …"; or what its source was asked."""
    found = [*lexicon.found("claims.presenting", sentence)]
    for match in lexicon.found("claims.speaking-up", sentence):
        beside = [
            t for t in sentence.tokens[match.last + 1 :] if t.xpos == "VBG" and t.deprel in ("advcl", "acl", "xcomp")
        ]
        found += [match] * any(cue.span.overlaps(span) for cue in beside for span in taken)
    first = sentence.tokens[0]
    if first.xpos in ("VBN", "VBD") and first.lemma in lexicon.words("people.asking"):
        return not sentence.children(first.index, "nsubj")  # "Asked about the pier, she said …"
    subjects = [subject for match in found for subject in sentence.children(match.first, "nsubj")]
    again = {t.lemma for t in sentence.tokens if t.upos == "PRON" and any(t.span.overlaps(span) for span in taken)}
    return any(s.lemma in again if s.upos == "PRON" else any(map(s.span.overlaps, taken)) for s in subjects)


def _states_something(sentence: Sentence, spans: Spans, lexicon: Lexicon) -> bool:
    """Whether what is left of a sentence still says something: a finite verb, and no "whether" or "if" before it, but
    for a condition that comes before what is stated."""
    left = sentence.touching(spans)
    asks = left[0].lemma.lower() in lexicon.words("claims.unasserted") if left else False
    if asks and (root := sentence.root) is not None and any(root is t for t in left):
        asks = left[0].head == root.index or left[0].deprel != "mark"
    return not asks and any("VerbForm=Fin" in t.feats for t in left)


def _main_predicates(sentence: Sentence) -> list[Token]:
    """The heads of the sentence's main clauses: the root, and what is joined to it with a subject of its own."""
    root = sentence.root
    if root is None:
        return []
    joined = sentence.children(root.index, "conj", "parataxis")
    return [root, *(t for t in joined if is_finite(sentence, t) and sentence.children(t.index, "nsubj", "expl"))]


def _free(sentence: Sentence, taken: Sequence[Span], text: str) -> Spans:
    """What is left of the sentence, without punctuation at the edges, without a conjunction or a preposition that led
    on to what has been taken away, and without such words that are left alone."""
    whole = sentence.span
    found, here = [], whole.start
    for span in [*merged(taken), Span(whole.end, whole.end)]:
        start, end = here, span.start
        while start < end and not _WORD.match(text[start]) and text[start] not in "“\"‘'($[":
            start += 1
        while end > start and not _WORD.match(text[end - 1]) and text[end - 1] not in "”\"’')]%.!?…":
            end -= 1
        last = next((t for t in reversed(sentence.tokens) if start < t.span.start and t.span.end == end), None)
        if last is not None and last.deprel.split(":")[0] in ("cc", "mark", "case"):
            end = start + len(text[start : last.span.start].rstrip(", \t\n"))
        left = [t for t in sentence.tokens if t.span.start >= start and t.span.end <= end]
        alone = bool(left) and all(t.upos in _LEADING or "PronType=Rel" in t.feats for t in left)
        if end > start and _WORD.search(text[start:end]) and not alone and not _only_where(sentence, left, taken):
            found.append(Span(start, end))
        here = max(here, span.end)
    return tuple(found)


def _only_where(sentence: Sentence, left: Sequence[Token], taken: Sequence[Span]) -> bool:
    """Whether all that is left there is told of what was taken away: to whom, when or where somebody spoke."""
    inside = {t.index for t in left}
    tops = [t for t in left if t.head not in inside and t.upos != "PUNCT"]
    if not tops or any("VerbForm=Fin" in t.feats for t in left):
        return False
    return all(t.head >= 0 and any(sentence.tokens[t.head].span.overlaps(span) for span in taken) for t in tops)


def sentence_status(sentence: Sentence, text: str) -> tuple[str, str] | None:
    """Status and reason of a sentence that makes no claim by its form; None for a declarative one."""
    body = sentence.span.of(text).strip()
    if body.rstrip("\"'”’)] ").endswith("?"):
        return "question", "a question asserts nothing"
    root = sentence.root
    if root is None or not _WORD.search(body):
        return "fragment", "no words"
    if _imperative(sentence, root):
        return "imperative", "a request asserts nothing"
    misread = body[-1:] in _STOPS and len(_WORDS.findall(body)) > _LONGEST_FRAGMENT
    misread = misread or (body[-1:] in _STOPS and takes_a_subject(sentence, root))
    if not misread and not any(is_finite(sentence, token) for token in sentence.tokens):
        return "fragment", "no finite verb, so no statement"
    return None


def _imperative(sentence: Sentence, root: Token) -> bool:
    """A bare or marked imperative without a subject: "Read more here.", "Let’s look at the plan."."""
    if root.upos != "VERB" or sentence.children(root.index, "nsubj", "csubj", "expl", "aux"):
        return False
    if any("Case=Nom" in token.feats for token in sentence.tokens[: root.index]):
        return False  # "He did not, however, say": a subject that the tree hangs elsewhere
    return "Mood=Imp" in root.feats or (root.xpos == "VB" and root.index <= 2)

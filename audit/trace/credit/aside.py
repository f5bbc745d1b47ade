"""A sentence without a source, soon after a credited one, goes in; whether it leaves the report and is the article's
own comes out: what it makes of the matter, what came years before, what others did about it.

The window carries facts of the story. An article that turns from them to a comment does not come back by itself: so an
aside also closes the window.

Source: the perfect with a stretch of time and the future set a state or a prospect beside what is told (Quirk et al.
1985, 4.20 and 4.42); new participants open a new matter (Halliday and Hasan 1976, 6); the rest is ours.
"""

from __future__ import annotations

from audit.find.itself import unanswered
from audit.lexicon import Lexicon
from audit.lexicon.forms import tokens_of
from audit.model import Article, Claim, Sentence, Token
from audit.trace.credit.speakers import is_year
from audit.trace.echo.polarity import denies
from audit.trace.echo.senses import senses_of


def is_aside(sentence: Sentence, article: Article, lexicon: Lexicon) -> bool:
    """Whether a sentence of the article's window tells something that the report cannot have."""
    root = sentence.root
    if root is None:
        return False
    before = article.text[: sentence.span.start]
    subject = next(iter(sentence.children(root.index, "nsubj")), None)
    return (
        _looks_back(sentence, root, article.published, lexicon)
        or _is_prospect(sentence, root, lexicon)
        or _judges(sentence, root, subject, lexicon)
        or (subject is not None and _brings_another(sentence, subject, before))
        or _shown_by_another(sentence, root, lexicon)
    )


def _shown_by_another(sentence: Sentence, root: Token, lexicon: Lexicon) -> bool:
    """There were emails that night showing that it was known: what is brought in so is a source of its own."""
    if not sentence.children(root.index, "expl"):
        return False
    nouns = (root, *sentence.children(root.index, "nsubj", "obj"))
    clauses = (clause for noun in nouns for clause in sentence.children(noun.index, "acl"))
    table = lexicon.by_word("cues")
    return any(e["class"] == "document" for c in clauses for e in table.get(c.lemma.lower(), ()) if e["pos"] == "verb")


def is_note(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether a claim tells of the article itself, "This story has been updated", or that what was reported is not so,
    "it was wrongly reported that"."""
    note = lexicon.phrases("crediting.note").first(tokens_of(claim.text))
    return (note is not None and note.first == 0) or denies(claim.cue or "", senses_of(lexicon))


def _looks_back(sentence: Sentence, root: Token, published: str | None, lexicon: Lexicon) -> bool:
    """In 2009 he was governor; Brown has kept silent since; not "officials have spoken of it"."""
    year = (published or "")[:4]
    dated = (token for token in sentence.children(root.index) if is_year(token))
    if year.isdecimal() and any(int(token.text) < int(year) for token in dated):
        return True
    if next(lexicon.found("crediting.formerly", sentence), None) is not None:
        return True
    perfect = (aux for aux in sentence.children(root.index, "aux") if lexicon.phrases("crediting.perfect").has(aux))
    lasting = next(lexicon.found("crediting.lasting", sentence), None) is not None
    return lasting and any("Tense=Pres" in aux.feats for aux in perfect)


def _is_prospect(sentence: Sentence, root: Token, lexicon: Lexicon) -> bool:
    """It will face a fight; the ban could have helped."""
    auxiliaries = sentence.children(root.index, "aux")
    if any(map(lexicon.phrases("crediting.prediction").has, auxiliaries)):
        return True
    modal = any(aux.text.lower() in lexicon.words("crediting.open") for aux in auxiliaries)
    return modal and any(map(lexicon.phrases("crediting.perfect").has, auxiliaries))


def _judges(sentence: Sentence, root: Token, subject: Token | None, lexicon: Lexicon) -> bool:
    """This is bogus; that means less money; the report drew criticism; Democrats came to her aid; he kept silent."""
    if next(lexicon.found("crediting.reacts", sentence), None) is not None or unanswered(sentence, [root], lexicon):
        return True
    if subject is None:
        return False
    pointing = "PronType=Dem" in subject.feats and subject.upos == "PRON"
    if pointing and (root.upos == "ADJ" or lexicon.phrases("crediting.means").has(root)):
        return True
    definite = any("Definite=Def" in token.feats for token in sentence.children(subject.index, "det"))
    return definite and lexicon.phrases("crediting.reports").has(subject)


def _brings_another(sentence: Sentence, subject: Token, before: str) -> bool:
    """Whether its subject is a name that was not told of so far, with no figure beside it: a poll may list others."""
    if subject.upos != "PROPN" or any(token.upos == "NUM" for token in sentence.tokens):
        return False
    names = [subject, *sentence.children(subject.index, "flat")]
    return all(name.text not in before for name in names)

"""A sentence's tree goes in, what a verb of saying brings in comes out where the tree has the verb for something else:
"…, the Gazette reports." (for reports by the Gazette), "The Harbour Office projects that …" (for its projects), "The
memo claims the officers were drunk" (for a memo that claims the officers), "“…,” captains counter" (for a counter).

Source: third person singulars that are plurals of nouns too, Quirk et al. 1985, 3.2 and 5.73; that-clauses without
"that", Huddleston and Pullum 2002, 11.3.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from audit.find.draft import Clue, Draft, Words, is_finite
from audit.find.lookup import Cues
from audit.find.source import phrase
from audit.model import Sentence, Token

_SURE: Final = 0.7
_LONGEST_NAME: Final = 7  # words
_NAMING: Final = ("DET", "ADJ", "NOUN", "PROPN", "NUM", "ADP", "PART")
_BEFORE: Final = ("aux", "cop", "advmod")  # what stands before a predicate
_CLOSING: Final = ("”", '"', "''", "’’")
_ENDS: Final = (".", "”", '"', "''")


def misread(sentence: Sentence, cues: Cues) -> Iterator[Draft]:
    """The drafts of a sentence whose verb of saying the tree has for something else."""
    for draw in (_at_the_end, _behind_a_quotation, _at_the_beginning, _before_its_clause):
        draft = draw(sentence, cues)
        if draft is not None:
            yield draft


def _as_verb(token: Token, cues: Cues, sentence: Sentence) -> Clue | None:
    """The lexicon's entries for a plural noun, taken for a verb in the third person; None where it has none that brings
    in a clause."""
    if token.upos not in ("NOUN", "PROPN") or not token.text.endswith("s") or not token.text.islower():
        return None
    clue = cues.of(sentence, evolve(token, upos="VERB", xpos="VBZ", lemma=token.lemma.lower()))
    return clue if clue is not None and clue.takes("clause") else None


def _draft(construction: str, clue: Clue, head: Token, source: Words, content: Words) -> Draft:
    cue = frozenset([head.index])
    entry = clue.entry_for("clause")
    return Draft(construction, head.index, cue, content, entry["class"], _SURE, source=source, open=True)


def _at_the_end(sentence: Sentence, cues: Cues) -> Draft | None:
    """[The pier is shut], the Gazette reports."""
    tokens = sentence.tokens
    last = next((t for t in reversed(tokens) if t.upos != "PUNCT"), None)
    clue = _as_verb(last, cues, sentence) if last is not None else None
    if last is None or clue is None or tokens[-1].text not in _ENDS:
        return None
    comma = next((t.index for t in reversed(tokens[: last.index]) if t.upos == "PUNCT"), None)
    if comma is None or tokens[comma].text != "," or not 0 < last.index - comma - 1 <= _LONGEST_NAME:
        return None
    name, said = tokens[comma + 1 : last.index], tokens[:comma]
    if not _is_name(name) or not any(is_finite(sentence, t) for t in said):
        return None
    return _draft("inserted clause", clue, last, frozenset(t.index for t in name), frozenset(t.index for t in said))


def _behind_a_quotation(sentence: Sentence, cues: Cues) -> Draft | None:
    """“[The pier is shut],” captains counter. What is behind a quotation that breaks off with a comma is a clause, and
    has a verb."""
    tokens = sentence.tokens
    end = next((t.index for t in reversed(tokens[:-1]) if t.text in _CLOSING), 0)
    comma = next((i for i in (end - 1, end + 1) if 0 < i < len(tokens) and tokens[i].text == ","), None)
    if comma is None or not any(is_finite(sentence, t) for t in tokens[:end]):
        return None
    behind = [t for t in tokens[max(end, comma) + 1 :] if t.upos != "PUNCT" or t.index + 1 < len(tokens)]
    if not behind or behind[0].upos == "ADP" or any(is_finite(sentence, t) or t.upos == "PUNCT" for t in behind):
        return None
    for place, token in enumerate(behind[1 : _LONGEST_NAME + 1], 1):
        several = behind[place - 1].xpos in ("NNS", "NNPS")
        clue = _several_do(token, cues, sentence) if several else _as_verb(token, cues, sentence)
        if clue is not None and clue.entry_for("clause")["class"] == "speech":
            name = frozenset(t.index for t in behind[:place])
            edges = {i for i in (0, end, comma) if tokens[i].upos == "PUNCT"}
            return _draft("inserted clause", clue, token, name, frozenset(range(min(end, comma))) - edges)
    return None


def _several_do(token: Token, cues: Cues, sentence: Sentence) -> Clue | None:
    """The same for a noun in the singular, taken for what several do: "captains counter"."""
    if token.upos not in ("NOUN", "PROPN", "ADJ", "ADV") or not token.text.islower():
        return None
    clue = cues.of(sentence, evolve(token, upos="VERB", xpos="VBP", lemma=token.text))
    return clue if clue is not None and clue.takes("clause") else None


def _is_name(tokens: tuple[Token, ...]) -> bool:
    """Whether words are one name with at most an article before it: "the Harbour Gazette"."""
    rest = tokens[1:] if tokens[0].upos == "DET" else tokens
    named = len(rest) > 1 or any(t.upos == "PROPN" for t in rest)
    return bool(rest) and named and all(t.text[:1].isupper() for t in rest)


def _at_the_beginning(sentence: Sentence, cues: Cues) -> Draft | None:
    """The Harbour Office projects [that the pier will be shut]."""
    tokens, root = sentence.tokens, sentence.root
    clue = _as_verb(root, cues, sentence) if root is not None and root.index + 2 < len(tokens) else None
    if root is None or clue is None or tokens[root.index + 1].lemma.lower() not in cues.complementizers:
        return None
    name = tokens[: root.index]
    if not 0 < len(name) <= _LONGEST_NAME or not _is_name(name) or sentence.children(root.index, "aux", "cop"):
        return None
    said = frozenset(t.index for t in tokens[root.index + 1 :] if t.index < len(tokens) - 1 or t.upos != "PUNCT")
    if not any(is_finite(sentence, tokens[i]) for i in said):
        return None
    return _draft("clause", clue, root, frozenset(t.index for t in name), said)


def _before_its_clause(sentence: Sentence, cues: Cues) -> Draft | None:
    """The memo claims [the officers were drunk]: the subject of what is said is taken for the verb's object, and the
    verb for a clause beside it, or for one on its subject, which would need "that" or "who"."""
    root = sentence.root
    if root is None:
        return None
    subjects = [t for t in sentence.children(root.index, "nsubj") if t.index < root.index]
    beside = [*sentence.children(root.index, "csubj", "advcl", "conj")]
    for verb in (*beside, *(v for t in subjects for v in sentence.children(t.index, "acl:relcl", "appos"))):
        clue = cues.of(sentence, verb, "verb") if verb.upos == "VERB" else None
        if clue is None or not clue.takes("clause") or not is_finite(sentence, verb) or verb.index > root.index:
            continue
        if not verb.text.islower():
            continue  # "the group Mothers Demand Quiet met"
        entry = clue.entry_for("clause")
        if entry["class"] != "speech" or sentence.children(verb.index, "mark") or cues.addresses(verb):
            continue
        objects = [t for t in sentence.children(verb.index, "obj") if verb.index < t.index < root.index]
        own = [t for t in sentence.children(verb.index, "nsubj") if t.index < verb.index]
        who = own or [t for t in subjects if t.index < verb.index]
        if not objects or not who or not _runs_on(sentence, verb, root) or "PronType=Rel" in who[0].feats:
            continue
        source = phrase(sentence, who[0], frozenset([verb.index]))
        end = len(sentence.tokens) - (sentence.tokens[-1].upos == "PUNCT")
        return _draft("clause", clue, verb, source, frozenset(range(verb.index + 1, end)))
    return None


def _runs_on(sentence: Sentence, verb: Token, root: Token) -> bool:
    """Whether nothing stands between a verb and the sentence's own predicate but what hangs on either, and no comma."""
    below = {*sentence.subtree(verb.index), root.index}
    for t in sentence.tokens[verb.index + 1 : root.index]:
        if t.text in (",", ";", "—", "–") or not (
            t.index in below or (t.head == root.index and t.deprel.split(":")[0] in _BEFORE)
        ):
            return False
    return is_finite(sentence, root)


def with_inverted(sentence: Sentence, drafts: Sequence[Draft], cues: Cues) -> list[Draft]:
    """The drafts, those put right whose speaker stands behind the verb, and whose subject the tree has before a comma:
    "The pier, said Lund, is rotten". No single comma stands between a subject and its verb (Quirk et al. 1985,
    III.19)."""
    return [_inverted(sentence, draft, cues) or draft for draft in drafts]


def _inverted(sentence: Sentence, draft: Draft, cues: Cues) -> Draft | None:
    tokens, verb = sentence.tokens, sentence.tokens[draft.head]
    inverts = verb.xpos in ("VBD", "VBZ") and verb.lemma.lower() in cues.lexicon.words("find.inverting")
    if not inverts or verb.index < 2 or verb.index + 2 >= len(tokens):
        return None
    marks = 1 if tokens[verb.index - 1].text == "," else 2
    apart = tokens[verb.index - marks].text == "," and (marks == 1 or tokens[verb.index - 1].upos == "PUNCT")
    name = _name_after(sentence, verb)
    if not apart or name is None or name & draft.source or cues.tells_time(tokens[min(name)]):
        return None
    before = verb.index - marks - 1
    if not draft.source and verb.deprel in ("parataxis", "root"):
        edges = {i for i in (max(name) + 1, len(tokens) - 1) if tokens[i].upos == "PUNCT"}
        told = frozenset(range(before + 1)) | frozenset(range(max(name) + 1, len(tokens)))
        return evolve(draft, source=name, content=told - edges - draft.cue)
    subject = frozenset(i for i in draft.source if i <= before)
    told_twice = any(t.index in name for t in sentence.children(verb.index, "nsubj"))
    if told_twice and subject == draft.source and max(name) + 2 >= len(tokens):
        # "Lund swam and Brandt ran, said Ellis."
        return evolve(draft, source=name, content=frozenset(range(before + 1)))
    if max(subject, default=-1) != before or any(tokens[i].text == "," for i in subject):
        return None  # "Lund, the mayor, said"
    return evolve(draft, source=name, content=(draft.content | subject) - name)


def _name_after(sentence: Sentence, verb: Token) -> Words | None:
    """The name right behind a verb, where a comma or a mark ends it."""
    tokens, top = sentence.tokens, sentence.tokens[verb.index + 1]
    named = top.upos == "PROPN" or (top.upos == "ADJ" and top.text[:1].isupper())  # "American Bridge"
    while top.head > verb.index and sentence.tokens[top.head].upos == "PROPN":
        top = sentence.tokens[top.head]
    if top.upos != "PROPN" or not named:
        return None
    name = frozenset(i for i in phrase(sentence, top) if i > verb.index)
    last = max((i for i in name if tokens[i].upos != "PUNCT"), default=verb.index)
    ends = tokens[last + 1 : last + 2]
    return frozenset(i for i in name if i <= last) if ends and ends[0].upos == "PUNCT" else None

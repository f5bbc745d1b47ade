"""A source's words while they are read go in, whom it serves and on whose side it is come out.

Source: AP Stylebook, anonymous sources (say whom they serve); words in lexicons/people.toml, relations of Universal
Dependencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audit.model import Detail, Token
from audit.resolve.parts import Parts, begins


def affiliation_of(parts: Parts) -> Detail | None:
    """The body, party, government or person they work or speak for; a population's place and a side are none."""
    nouns = parts.nouns
    for head in parts.heads:
        forms = {parts.nouns.lemma(head), head.text.lower()}
        if nouns.is_party(head):
            return parts.detail([head.index])
        if forms & nouns.sides:
            continue
        found = _before(parts, head, forms)
        if found is not None:
            return found
    if all({parts.nouns.lemma(h), h.text.lower()} & nouns.sides for h in parts.heads):
        return None
    return next((found for head in parts.heads if (found := _after(parts, head)) is not None), None)


def side_of(parts: Parts) -> Detail | None:
    """Whom they support or oppose, or their party: "Lund supporters", "opponents of the ban", "Democratic aides"."""
    nouns, of = parts.nouns, parts.nouns.lexicon.words("people.side-of")
    for head in parts.heads:
        if not {parts.nouns.lemma(head), head.text.lower()} & nouns.sides:
            continue
        front = [t for t in _front(parts, head) if not nouns.is_neutral(t) and t.deprel != "det"]
        if front:
            return parts.detail([front[0].index, head.index])
        behind = [c for c in parts.children(head, "nmod") if c.index > head.index and _case(parts, c) in of]
        if behind:
            below = set(parts.sentence.subtree(behind[0].index)) & parts.inside
            return parts.detail([head.index, *below])
    for head in parts.heads:
        for token in (*_front(parts, head), head):
            if nouns.is_party(token):
                return parts.detail([token.index])
    return None


def _front(parts: Parts, head: Token) -> list[Token]:
    return [t for t in parts.before(head) if t.upos != "DET"]


def _before(parts: Parts, head: Token, forms: Iterable[str]) -> Detail | None:
    nouns, word = parts.nouns, parts.nouns.lemma(head)
    front = _front(parts, head)
    party = next((t for t in front if nouns.is_party(t)), None)
    if any(t.text.lower() in nouns.lexicon.words("people.fellow") for t in front):
        return parts.detail([party.index]) if party is not None else None
    for token in front:
        if token.upos == "PART" or nouns.is_nowhere(token):
            continue
        owner = token.deprel == "nmod:poss"
        if owner and (token.upos == "PRON" or _named(parts, token)):
            if word not in nouns.population:
                return parts.detail(_run(parts, token, front))
        elif token is party:
            return parts.detail([token.index])
        elif nouns.is_body(token) and word not in nouns.residents:
            if word in nouns.experts and token.lemma.lower() in nouns.lexicon.words("people.field"):
                continue  # a field, not a body
            return parts.detail(_run(parts, token, front))
        elif token.upos == "ADJ" and nouns.is_of_people(token):
            if word in nouns.seats:  # a people's officials are its government's
                return parts.detail(_run(parts, token, front))
        elif _named(parts, token) and word not in nouns.population:
            return parts.detail(_run(parts, token, front))
    return None


def _named(parts: Parts, token: Token) -> bool:
    """Whether a word is a name's: by its tag, or by a capital that the start of the sentence does not explain."""
    if not token.text[:1].isupper() or token.text.lower() in parts.nouns.neutral:
        return False
    acronym = len(token.text) > 1 and token.text.isupper()
    common = token.upos in ("ADJ", "NOUN", "X")
    return token.upos == "PROPN" or acronym or (common and not begins(parts.sentence, token))


def _run(parts: Parts, token: Token, front: list[Token]) -> list[int]:
    """A name of several words: "Homeland Security Department"; what hangs on the word belongs to it."""
    places = {i for i in parts.sentence.subtree(token.index) if i in parts.inside}
    places -= {c.index for c in parts.children(token, "case", "det", "punct", "cc")}
    by_place = {t.index: t for t in front}
    places |= _compound(parts, token, by_place)
    place = token.index
    while place + 1 in by_place and _named(parts, by_place[place + 1]) and token.text[:1].isupper():
        place += 1
        places.add(place)
    place = min(places)
    while place - 1 in by_place and token.text[:1].isupper() and _in_name(parts, by_place[place - 1]):
        place -= 1
        places.add(place)
    return sorted(places)


def _compound(parts: Parts, token: Token, front: Mapping[int, Token]) -> set[int]:
    """A body in several nouns, whichever of them the tree hangs on the role: "justice ministry" in "justice ministry
    officials". The nouns of one row before a noun are one; a ministry may have an adjective before it."""
    nouns, end, start = parts.nouns, token.index, token.index
    bodies, turned = nouns.lexicon.words("people.organisation"), nouns.lexicon.words("people.turned")
    while (after := front.get(end + 1)) is not None and after.upos == "NOUN" and after.lemma.lower() in bodies:
        end += 1
    last = front.get(end, token)
    if last.upos != "NOUN" or last.lemma.lower() not in bodies or not last.text.islower():
        return set()
    while (ahead := front.get(start - 1)) is not None and ahead.text.islower() and not nouns.is_neutral(ahead):
        if ahead.upos != "NOUN" and not (ahead.upos == "ADJ" and last.lemma.lower() in turned and start == end):
            break
        start -= 1
    return set(range(start, end + 1))


def _in_name(parts: Parts, token: Token) -> bool:
    return token.text[:1].isupper() and token.text.lower() not in parts.nouns.neutral and token.upos != "PRON"


def _after(parts: Parts, head: Token) -> Detail | None:
    """The body after the noun: "officials at the Pentagon", "a spokesman for Mr. Lund"."""
    nouns, lexicon = parts.nouns, parts.nouns.lexicon
    serving, places_too = lexicon.words("people.serving"), lexicon.words("people.serving-or-place")
    topics_too, within = lexicon.words("people.serving-or-topic"), lexicon.words("people.serving-camps")
    crowd = all({parts.nouns.lemma(h), h.text.lower()} & (nouns.population | nouns.nobody) for h in parts.heads)
    for child in parts.children(head, "nmod", "obl"):
        how = _case(parts, child)
        if child.index < head.index or how not in serving:
            continue
        places = _name_places(parts, child)
        words = [parts.sentence.tokens[i] for i in places]
        owner = words[0].deprel == "nmod:poss" and words[0].upos == "PRON"
        body = any(nouns.is_body(w) for w in words if w.upos in ("NOUN", "PROPN", "ADJ"))
        if owner or any(w.upos == "PROPN" for w in words):
            if body or not (how in topics_too or (crowd and how in places_too)):
                return parts.detail(places)
            continue
        camp = child.lemma.lower() in lexicon.words("people.camp")
        if (camp or body) and (how not in within or (camp and body)):
            return parts.detail(places)
    return None


def _name_places(parts: Parts, noun: Token) -> list[int]:
    """The places of a noun and what belongs to its name, without preposition, article, appositive and clauses."""
    drop = {
        i for i in parts.sentence.subtree(noun.index) if parts.sentence.tokens[i].deprel == "case" and i < noun.index
    }
    for child in parts.sentence.children(noun.index):
        relation = child.deprel.split(":")[0]
        article = relation == "det" and child.text.lower() in parts.nouns.definite | parts.nouns.one
        if article or relation in ("case", "appos", "acl", "punct", "advmod", "advcl") or child.deprel == "cc:preconj":
            drop |= set(parts.sentence.subtree(child.index))
    places = [i for i in parts.sentence.subtree(noun.index) if i in parts.inside and i not in drop]
    return places or [noun.index]


def _case(parts: Parts, noun: Token) -> str:
    """The preposition before a noun, whatever word of its name the tree hangs it on."""
    for index in parts.sentence.subtree(noun.index):
        token = parts.sentence.tokens[index]
        if token.index < noun.index and token.deprel == "case" and token.upos == "ADP":
            return token.text.lower()
    return ""

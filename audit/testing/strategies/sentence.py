"""A saying goes in, the tree of its sentence comes out, with the roles that its words play."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from audit.testing.strategies.grow import grow
from audit.testing.strategies.plan import ORIGIN, Content, Saying, Voice
from audit.testing.strategies.tree import GERUND, INFINITIVE, NAME, NOUN, PAST, PROGRESSIVE, Branch, mark, word
from audit.testing.strategies.vocabulary import Vocabulary

_PRESENT = "VERB VBZ Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
_IS = "AUX VBZ Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
_DID = "AUX VBD Mood=Ind|Tense=Past|VerbForm=Fin"


def sentence_of(sayings: Sequence[Saying], words: Vocabulary) -> Branch:
    """The tree of the sentence that a saying makes, or one with those that are joined to it; a role of the second has
    "2" behind it, and so on. Raises ValueError for words that make no phrase.
    """
    first, *joined = sayings
    whole = _clause_of(first, words)
    for place, saying in enumerate(joined, start=2):
        other = _numbered(_clause_of(saying, words), str(place))
        beside = other.as_("conj").with_((mark(","), word("but", "CCONJ CC", "cc", role="-")))
        whole = whole.with_((), (beside,))
    if first.construction == "quotation":
        return whole
    return whole.with_((), (mark("?" if first.construction == "question" else "."),))


def _numbered(branch: Branch, place: str) -> Branch:
    """The branch with every role numbered."""
    role = branch.role if branch.role in ("", "-") else branch.role + place
    left, right = (tuple(_numbered(child, place) for child in side) for side in (branch.left, branch.right))
    return attrs.evolve(branch, role=role, left=left, right=right)


def _clause_of(saying: Saying, words: Vocabulary) -> Branch:
    """A saying's clause, without the stop."""
    how = saying.construction
    if how == "question":
        return _finite(saying.content, words, asked=True).as_("root", "asked")
    if how == "attitude":
        return _wish(saying, words)
    content = _content(saying.content, words, hedged=how == "hedge" and not saying.fronted).as_("root", "content")
    if how == "hedge" and saying.fronted:
        return content.with_((_hedge(), mark(",")))
    if how in ("bare", "hedge"):
        return content
    opening, closing = (mark(one, "content", saying.straight) for one in "“”")
    if how == "quotation":
        return content.with_((opening,), (mark(".", "content"), closing))
    said = word(saying.verb, PAST, lemma=words.lemmas.get(saying.verb, ""), role="cue")
    that = word("that", "SCONJ IN", "mark", role="content")
    if how == "outlet":
        outlet = _outlet(saying.outlet or ORIGIN).as_("nsubj", "source")
        reported = word("reported", PAST, lemma="report", role="cue")
        return reported.with_((outlet,), (content.as_("ccomp").with_((that,)),))
    source = _voice(saying.voice or Voice("sources said", noun=words.vague[0]), words)
    if how == "told":
        told = word("told", PAST, lemma="tell", role="cue")
        hearer = _outlet(saying.outlet or ORIGIN).as_("iobj", "outlet")
        return told.with_((source.as_("nsubj"),), (hearer, content.as_("ccomp").with_((that,))))
    if how == "clause":
        return said.with_((source.as_("nsubj"),), (content.as_("ccomp").with_((that,)),))
    if how == "postposed":
        return said.with_((content.as_("ccomp"), mark(","), source.as_("nsubj")))
    if how == "quoted":
        quoted = content.as_("ccomp").with_((opening,), (mark(",", "content"), closing))
        return said.with_((quoted, source.as_("nsubj")))
    to = word("to", "ADP IN", "fixed")
    according = word("according", GERUND, "case", "accord", role="cue").with_((), (to,))
    if source.right and source.right[-1].text == ",":  # what follows closes the clause
        source = attrs.evolve(source, right=source.right[:-1])
    return content.with_((), (mark(","), source.as_("obl").with_((according,))))


def _hedge() -> Branch:
    return word("reportedly", "ADV RB", "advmod", role="cue")


def _wish(saying: Saying, words: Vocabulary) -> Branch:
    """ "Ruth Okafor wants the bank to repair the tunnel"."""
    source = _voice(saying.voice or Voice("sources said", noun=words.vague[0]), words)
    content = saying.content
    done = _infinitive(content, words).with_((word("to", "PART TO", "mark"),), _after(content, words))
    subject = _noun(content.subject, words).as_("obj", "content")
    wants = word("wants", _PRESENT, lemma="want", role="cue")
    return wants.with_((source.as_("nsubj"),), (subject, done.as_("xcomp", "content")))


def _outlet(name: str) -> Branch:
    *before, last = name.split()
    return word(last, NAME, lemma=last).with_(tuple(word(part, NAME, "compound", part) for part in before))


def _kept(words: Vocabulary, key: tuple[str, ...], make: Callable[[], Branch]) -> Branch:
    found = words.kept.get(key)
    if found is None:
        found = words.kept[key] = make()
    assert isinstance(found, Branch)
    return found


def _noun(text: str, words: Vocabulary) -> Branch:
    """ "the northern bridge", "NBC News"."""

    def make() -> Branch:
        if text[:1].isupper():
            return _outlet(text)
        return grow(text, words).with_((word("the", "DET DT", "det"),))

    return _kept(words, ("noun", text), make)


def _content(content: Content, words: Vocabulary, hedged: bool) -> Branch:
    """A finite clause: "the ferry company raised the fares", "the ferry company is considering a ban on the fares"."""
    adverb = (_hedge(),) if hedged else ()
    if not content.needs:
        return _finite(content, words, adverb)
    topic = _thing(content, words).as_("nmod").with_((word("on", "ADP IN", "case"),))
    ban = word("ban", NOUN, "obj").with_((word("a", "DET DT", "det"),), (topic,))
    going = word("considering", PROGRESSIVE, lemma="consider")
    is_ = word("is", _IS, "aux", "be")
    negated = (word("not", "PART RB Polarity=Neg", "advmod"),) if content.negated else ()
    subject = _noun(content.subject, words).as_("nsubj")
    return going.with_((subject, is_, *negated, *adverb), (ban, *_after(content, words)[1:]))


def _finite(content: Content, words: Vocabulary, adverb: tuple[Branch, ...] = (), asked: bool = False) -> Branch:
    """A clause in the past: "the bank repaired the tunnel", "the bank did not repair it", "did the bank repair it"."""
    subject = _noun(content.subject, words).as_("nsubj")
    if asked or content.negated:
        did = word("did", _DID, "aux", "do")
        negated = (word("not", "PART RB Polarity=Neg", "advmod"),) if content.negated else ()
        before = (did, subject, *negated) if asked else (subject, did, *negated, *adverb)
        return _infinitive(content, words).with_(before, _after(content, words))
    verb = word(content.verb, PAST, lemma=words.lemmas.get(content.verb, ""))
    return verb.with_((subject, *adverb), _after(content, words))


def _infinitive(content: Content, words: Vocabulary) -> Branch:
    return word(words.lemmas.get(content.verb, content.verb), INFINITIVE)


def _after(content: Content, words: Vocabulary) -> tuple[Branch, ...]:
    """What stands behind the verb: the object, where it was, and when."""
    after = [_thing(content, words).as_("obj")]
    for name, preposition in ((content.where, "in"), (content.when, "on")):
        if name is not None:
            after.append(word(name, NAME, "obl", name).with_((word(preposition, "ADP IN", "case"),)))
    return tuple(after)


def _thing(content: Content, words: Vocabulary) -> Branch:
    """ "the bridge", "two bridges", "the bridge and the tunnel"."""
    thing = _noun(content.object, words)
    if content.count is not None:
        counted = words.numbers.get(content.count, str(content.count))
        thing = grow(content.object, words).with_((word(counted, "NUM CD NumType=Card", "nummod"),))
    if content.also is None:
        return thing
    beside = _noun(content.also, words).as_("conj").with_((word("and", "CCONJ CC", "cc"),))
    return thing.with_((), (beside,))


def _voice(voice: Voice, words: Vocabulary) -> Branch:
    if voice.name is not None:
        first, *others = (word(part, NAME, "flat", part) for name in voice.name for part in name.split())
        title = (word(voice.title, NAME, "compound", voice.title),) if voice.title else ()
        return first.with_(title, tuple(others)).as_("nsubj", "source")
    head = grow(voice.noun, words)
    if voice.number != 1:
        head = attrs.evolve(head, text=f"{head.text}s", xpos="NNS", feats="Number=Plur")
    if voice.affiliation and not voice.again:
        head = head.with_((grow(voice.affiliation, words).as_("compound"),))
    if voice.number is not None:
        counted = words.numbers.get(voice.number, str(voice.number))
        head = head.with_((word(counted, "NUM CD NumType=Card", "nummod"),))
    if voice.again:
        return head.with_((word("the", "DET DT", "det"),)).as_("nsubj", "source")
    after: tuple[Branch, ...] = ()
    if voice.basis:
        after = (grow(voice.basis, words),)
    if voice.reason:
        after = (*after, mark(",", "source"), grow(voice.reason, words), mark(","))
    return head.with_((), after).as_("nsubj", "source")

"""An attribution in its tree goes in; whether it tells what its source said, or only what it did, comes out.

"She released the letter", "they gathered to push for a pier" and "he would outline a plan" have the words of an
attribution, but nobody has said anything in them. "She urged the council to wait" has the form of a wish, but was said.

Source: acts and messages after Levin 1993 (29.1, 37.1 and 37.4 against 37.7); the past progressive as a background,
Quirk et al. 1985, 4.36; indirect directives and promises, Quirk et al. 1985, 14.33 and 16.63; the rest is ours.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from attrs import evolve

from audit.find.disputed import disputes
from audit.find.draft import is_clause, is_finite, is_infinitive
from audit.find.itself import unreal
from audit.find.lookup import Cues
from audit.find.verb import is_negative, is_passive
from audit.lexicon import Lexicon
from audit.model import Article, Attribution, Sentence, Source, Token

_QUOTED: Final = 2  # words from which on a quotation in a content says something
_OBJECTS: Final = ("object", "passive object", "oblique", "small clause", "noun phrase", "quotation", "inserted clause")
_SURE_OF_ANY: Final = 0.65  # from which on a verb of no list says something to a mere noun: of ten below it all did not
_QUESTIONS: Final = ("WRB", "WP", "WDT", "WP$")
_SHORT: Final = 14  # words, up to which a sentence without a verb may be a heading or a note
_PEOPLE: Final = ("person", "people", "pronoun")


def is_only_done(
    article: Article, attribution: Attribution, head: Token, held: Sequence[Token], lexicon: Lexicon
) -> bool:
    """Whether the source does something and says nothing; ``head`` is the cue's main word, ``held`` what the content
    holds."""
    if lexicon.phrases("claims.resolving").has(head):
        return True  # a decision, whatever it is about
    sentence = article.sentences[attribution.sentence]
    if _was_asked(sentence, head, attribution, lexicon) or _inquires(sentence, attribution, lexicon):
        return True
    if _examines(sentence, head, held, lexicon) or _infers(sentence, head, lexicon):
        return True
    if _asks(sentence, head, held, lexicon):
        aside = attribution.construction.startswith("noun") or head.deprel in ("acl", "advcl")
        return aside or attribution.source is None
    if attribution.construction == "adjective phrase" and any(
        head.index in (m.first, m.last) for m in lexicon.found("claims.resulting", sentence)
    ):
        return True
    if attribution.construction == "infinitive" and lexicon.phrases("crediting.refused").has(head):
        # "refused to leave", but "refused to rule it out" is an answer
        return all(lexicon.once(Cues).of(sentence, verb) is None for verb in sentence.children(head.index, "xcomp"))
    if attribution.construction not in _OBJECTS or not held:
        return False
    if _keeps_silent(sentence, head, held, lexicon):
        return True
    if _says(article, attribution, head, held):
        return False
    if attribution.construction == "noun phrase":
        nouns = sentence.touching(attribution.cue.spans)
        if any(map(lexicon.phrases("claims.answer").has, nouns)):
            return True  # what a reply is to is not what it says
        return not any(t.upos == "NOUN" and _is_speech(t.lemma.lower(), lexicon) for t in nouns)
    if head.upos not in ("VERB", "AUX"):
        return False
    excluded = lexicon.phrases("claims.excluding").find(sentence.tokens)
    told = disputes(lexicon.once(Cues).lemma(head), lexicon) or any(match.first == head.index for match in excluded)
    if (
        (unreal(sentence, head, lexicon) and not told)
        or _in_progress(sentence, head)
        or _for_the_sake(sentence, head, lexicon)
    ):
        return True
    if _to_somebody(sentence, head, held, lexicon) or _undergoes(sentence, head, held):
        return True
    if any(t.head == head.index and "PronType=Neg" in t.feats for t in held):
        return True  # said nothing
    acting, known = lexicon.phrases("claims.acting"), evolve(head, lemma=lexicon.once(Cues).lemma(head))
    if acting.has(known) or any(match.first == head.index for match in acting.find(sentence.tokens)):
        return True
    if _does(sentence, head, held, lexicon):
        return True
    if attribution.confidence < _SURE_OF_ANY and lexicon.once(Cues).of(sentence, head) is None:
        return True  # a verb that no list has: most of them do something
    if attribution.cue.cue_class == "knowledge" and attribution.construction != "small clause":
        return True  # what somebody notices or ponders is a thought, as the narrator has it
    sort = attribution.source.phrase.sort if attribution.source and attribution.source.phrase else "unclear"
    if sort not in (*_PEOPLE, "body") and any(
        m.first == head.index for m in lexicon.found("claims.reminding", sentence)
    ):
        return True
    return attribution.cue.cue_class == "document" and sort in _PEOPLE


def _does(sentence: Sentence, verb: Token, held: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a verb does something to the noun that is its object: "charged two captains", "wrote the plan"; not "he
    added" after what is said, nor "ordered the captain to wait", which tells what was said."""
    relation = "nsubj" if is_passive(sentence, verb) else "obj"
    if not any(match.first == verb.index for match in lexicon.found("claims.doing", sentence)):
        return False
    object_ = [t for t in held if t.head == verb.index and t.deprel.split(":")[0] == relation]
    told = any(is_infinitive(sentence, clause) for clause in sentence.children(verb.index, "xcomp"))
    return not told and any(relation == "nsubj" or t.index > verb.index for t in object_)


def _was_asked(sentence: Sentence, verb: Token, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the source is the one who was asked: "Lund was asked if it was safe"."""
    if attribution.source is None or lexicon.once(Cues).lemma(verb) not in lexicon.words("people.asking"):
        return False
    asked = sentence.children(verb.index, "nsubj") if is_passive(sentence, verb) else ()
    return any(token.span.overlaps(span) for token in asked for span in attribution.source.spans)


def _inquires(sentence: Sentence, attribution: Attribution, lexicon: Lexicon) -> bool:
    """Whether the source only wants to know of it: "they wanted to know about the claim that it was shut"."""
    matches = list(lexicon.found("claims.inquiring", sentence))
    if not matches:
        return False
    cue = {t.index for t in sentence.tokens if any(t.span.overlaps(span) for span in attribution.cue.spans)}
    near = cue | {sentence.tokens[index].head for index in cue}  # the verb, or the noun that it asks about
    return any({match.first, match.last} & near for match in matches)


def _undergoes(sentence: Sentence, verb: Token, held: Sequence[Token]) -> bool:
    """Whether what is seen is what becomes of the subject's own: "Lund has seen his role curtailed"."""
    places = {token.index for token in held}
    done = [t for t in held if t.head == verb.index and t.deprel in ("xcomp", "ccomp") and "VerbForm=Part" in t.feats]
    done = [t for t in done if t.xpos == "VBN" and not sentence.children(t.index, "mark", "aux")]
    owned = [t for t in held if t.deprel == "nmod:poss" and t.upos == "PRON" and t.head in places]
    mine = [t for t in owned if sentence.tokens[t.head].head in (verb.index, *(d.index for d in done))]
    return bool(done and mine)


def _to_somebody(sentence: Sentence, verb: Token, held: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a verb of disputing or directing has somebody by name for its object: "challenged Lund", "was directed by
    somebody"; what is denied or ordered would be a thing, or a clause. Nor does a verb tell what was said that has only
    its hearers, or nothing beside a name: "briefed the council about the pier", "criticized Lund", "appealed to the
    Harbour Court"."""
    lemma = lexicon.once(Cues).lemma(verb)
    people, known = lexicon.phrases("people.human"), lexicon.by_word("sources")
    if lexicon.phrases("claims.addressing").has(evolve(verb, lemma=lemma)):
        heads = [t for t in held if t.head == verb.index and t.deprel.split(":")[0] in ("obj", "iobj", "nsubj")]
        if heads and all(t.upos in ("PROPN", "PRON") or people.has(t) or t.lemma.lower() in known for t in heads):
            return True
    words = [t for t in held if t.upos not in ("PUNCT", "DET", "ADP")]
    if words and all(t.upos == "PROPN" for t in words):
        return True
    entries = {entry.id for entry in lexicon.by_word("cues").get(lemma, ()) if entry["class"] == "speech"}
    if is_passive(sentence, verb) and entries == {"speech.direct"}:
        return True
    whom = [t for t in held if t.head == verb.index and t.deprel.split(":")[0] in ("obj", "nsubj")]
    return entries == {"speech.deny"} and bool(whom) and all(t.upos == "PROPN" for t in whom)


def is_nobodys(article: Article, attribution: Attribution, quoting: Collection[str]) -> bool:
    """Whether the source is nobody: "no one said that the pier was safe", "none of the captains remembers it".
    What is quoted (of a construction in ``quoting``) has been said."""
    if attribution.source is None or attribution.construction in quoting:
        return False
    sentence = article.sentences[attribution.sentence]
    inside = {t.index for t in sentence.touching(attribution.source.spans)}
    heads = [sentence.tokens[i] for i in inside if sentence.tokens[i].head not in inside]
    return any("PronType=Neg" in t.feats for head in heads for t in (head, *sentence.children(head.index, "det")))


def took_in_its_verb(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun heads a long sentence that has no finite verb but in clauses below it, so that its own verb was
    taken for a part of what the noun brings in: "Lund's vow to try matches other plans of hers"."""
    if noun.head >= 0 or noun.upos != "NOUN" or len(sentence.tokens) <= _SHORT:
        return False
    if "Number=Plur" in noun.feats and not sentence.children(noun.index, "nmod:poss"):
        return False  # "the indictment alleges that": the verb itself may have been taken for a plural
    return not is_finite(sentence, noun) and not any(
        is_finite(sentence, t) for t in sentence.children(noun.index, "conj", "parataxis", "nsubj", "cop", "ccomp")
    )


def is_directive(article: Article, attribution: Attribution, head: Token, lexicon: Lexicon) -> bool:
    """Whether an infinitive tells what its source asked for or promised in words, "urged the council to wait", or these
    words stand in quotation marks: "promised “a longer pier”"."""
    sentence, source = article.sentences[attribution.sentence], attribution.source
    if source is None or head.upos != "VERB":
        return False
    if attribution.construction != "infinitive" and not (
        attribution.construction == "object" and _quotes(article, attribution)
    ):
        return False
    if is_passive(sentence, head) or unreal(sentence, head, lexicon) or _in_progress(sentence, head):
        return False
    return _is_speech(lexicon.once(Cues).lemma(head), lexicon) and _speaks(source)


def _speaks(source: Source) -> bool:
    return source.phrase is None or source.phrase.sort not in ("thing", "document")


def _is_speech(lemma: str, lexicon: Lexicon) -> bool:
    """Whether the lexicon has the word as one of speech that takes what is said as a clause or a quotation."""
    return any(
        entry["class"] == "speech" and {"clause", "quote"} & set(entry.get("frames") or ())
        for entry in lexicon.by_word("cues").get(lemma, ())
    )


def _says(article: Article, attribution: Attribution, head: Token, held: Sequence[Token]) -> bool:
    """Whether the content is a clause, or holds words in quotation marks."""
    sentence, inside = article.sentences[attribution.sentence], {token.index for token in held}
    tops = [t for t in held if t.head not in inside and t.upos != "PUNCT"]
    tops = [t for t in tops if t.head == head.index] or tops
    if any(is_clause(sentence, t) and is_finite(sentence, t) for t in tops):
        return True
    return _quotes(article, attribution)


def _quotes(article: Article, attribution: Attribution) -> bool:
    """Whether the content holds two words or more in quotation marks."""
    quoted = [q.span for q in article.quotations if any(q.span.overlaps(span) for span in attribution.content)]
    return any(len(span.of(article.text).split()) >= _QUOTED for span in quoted)


def _asks(sentence: Sentence, head: Token, held: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the content is an indirect question: "whether it was safe", under a verb of asking "why it was shut"."""
    if not held:
        return False
    first = held[0]
    if first.lemma.lower() in lexicon.words("claims.unasserted") and first.deprel == "mark":
        return True
    return first.xpos in _QUESTIONS and lexicon.once(Cues).lemma(head) in lexicon.words("people.asking")


def _in_progress(sentence: Sentence, verb: Token) -> bool:
    """Whether it is told as what went on while something else happened: "was referring to the bridge"."""
    past = any("Tense=Past" in aux.feats for aux in sentence.children(verb.index, "aux"))
    return verb.xpos == "VBG" and past


def _examines(sentence: Sentence, verb: Token, held: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether somebody looks into a question: "is investigating whether the crane was broken"."""
    asks = bool(held) and held[0].deprel == "mark" and held[0].lemma.lower() in lexicon.words("claims.unasserted")
    return asks and any(match.first == verb.index for match in lexicon.found("claims.examining", sentence))


def _infers(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether the narrator reads something off an act: "the decision to wait suggests that she wants a deal"."""
    acts = lexicon.phrases("claims.act")
    deeds = any(acts.has(subject) for subject in sentence.children(verb.index, "nsubj"))
    return deeds and any(match.first == verb.index for match in lexicon.found("claims.inferring", sentence))


def _keeps_silent(sentence: Sentence, head: Token, held: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether the narrator tells what somebody leaves unsaid: "did not mention the crane", "gave no details about it",
    "has yet to accuse anyone"."""
    verb = head if head.upos in ("VERB", "AUX") else sentence.tokens[max(head.head, 0)]
    carrier = sentence.tokens[verb.head] if verb.deprel == "xcomp" else None
    around = (*sentence.children(carrier.index), *sentence.children(verb.index)) if carrier is not None else ()
    if any(map(lexicon.phrases("claims.not-yet").has, around)):
        return True
    if not any({match.first, match.last} & {verb.index} for match in lexicon.found("claims.leaving-out", sentence)):
        return False
    beside = (*sentence.children(verb.index, "advmod"), *held[:2], *sentence.children(head.index, "det"))
    neither = lexicon.phrases("claims.neither")
    return any(is_negative(t) or neither.has(t) for t in beside)


def _for_the_sake(sentence: Sentence, verb: Token, lexicon: Lexicon) -> bool:
    """Whether the verb is only what something is for: "gathered to push for a pier", "several members to resign"."""
    if not is_infinitive(sentence, verb) or verb.head < 0:
        return False
    above = sentence.tokens[verb.head]
    if verb.deprel.split(":")[0] == "acl" or above.upos == "ADJ":
        return True
    spoken = any(match.first == above.index for match in lexicon.phrases("claims.speaking-up").find(sentence.tokens))
    return verb.deprel == "advcl" and not spoken and above.lemma not in lexicon.once(Cues).carriers

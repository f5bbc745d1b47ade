"""What the strategies draw keeps the promises of audit.model: otherwise every law tested with it proves nothing."""

from __future__ import annotations

import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies._internal.types import _global_type_lookup

import audit
from audit import model
from audit.claims import make_claims
from audit.find import find as find_attributions
from audit.lexicon import FILES, Entry, Lexicon, LexiconError, load_lexicon
from audit.model import Article, Rating, Sentence, Span
from audit.resolve import resolve
from audit.testing import results
from audit.testing.strategies import (
    Known,
    articles,
    claims,
    corpora,
    known_articles,
    known_corpora,
    known_trees,
    lexicon_entries,
    ratings,
    sentences,
    spans,
    texts,
)
from audit.testing.strategies.grow import grow
from audit.testing.strategies.tree import Branch
from audit.testing.strategies.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parents[1]


@given(st.data(), texts(), st.integers(0, 3))
def test_spans_lie_within_the_text(data: st.DataObject, text: str, size: int) -> None:
    if len(text) >= size:
        span = data.draw(spans(text, min_size=size))
        assert len(span.of(text)) == len(span) >= size


def projective(sentence: Sentence) -> bool:
    """Whether everything below a token is one unbroken run of tokens."""
    runs = (sentence.subtree(token.index) for token in sentence.tokens)
    return all(run[-1] - run[0] + 1 == len(run) for run in runs)


@given(st.data(), texts())
def test_a_sentence_is_one_projective_tree_over_the_words_of_its_text(data: st.DataObject, text: str) -> None:
    sentence = data.draw(sentences(text))
    tokens = sentence.tokens
    assert "".join(token.text for token in tokens) == "".join(text.split())
    assert all(token.span.of(text) == token.text and token.index == place for place, token in enumerate(tokens))
    assert [token.deprel for token in tokens if token.head < 0] == ["root"] * bool(tokens)
    if sentence.root is not None:
        assert sentence.subtree(sentence.root.index) == tuple(range(len(tokens)))
        assert projective(sentence)


def spans_of(article: Article) -> list[Span]:
    """Every span in an article's records."""
    found = [segment.span for segment in article.segments] + [sentence.span for sentence in article.sentences]
    for attribution in article.attributions:
        found += [*attribution.cue.spans, *attribution.content]
        found += attribution.source.spans if attribution.source else ()
        found += [span for relay in attribution.relays for span in relay.spans]
    for claim in article.claims:
        found += [*claim.spans, *claim.via_spans, *(claim.source.spans if claim.source else ())]
        found += claim.evidence.spans if claim.evidence else ()
    return found


@given(articles())
def test_an_article_is_consistent(article: Article) -> None:
    text = article.text
    assert all(0 <= span.start < span.end <= len(text) for span in spans_of(article))
    covered = {place for segment in article.segments for place in range(segment.span.start, segment.span.end)}
    assert all(place in covered or character.isspace() for place, character in enumerate(text))
    for sentence in article.sentences:
        segment = article.segments[sentence.segment]
        assert segment.status == "prose"
        assert segment.span.start <= sentence.span.start < sentence.span.end <= segment.span.end
    assert [claim.id for claim in article.claims] == [f"{article.id}:{n + 1}" for n in range(len(article.claims))]
    for claim in article.claims:
        assert claim.text == " … ".join(span.of(text) for span in claim.spans)
        assert list(claim.spans) == sorted(claim.spans)
        assert (claim.kind == "none") == (claim.cue is None) == (claim.cue_class is None)
        assert claim.source is not None or claim.kind in ("none", "sources said")
        assert (claim.trace is None) == (claim.evidence is None)
        if claim.source:
            assert claim.source.text == " … ".join(span.of(text) for span in claim.source.spans)
    assert pickle.loads(pickle.dumps(article)) == article


@given(st.data(), articles())
def test_claims_are_traced_when_asked_for(data: st.DataObject, article: Article) -> None:
    assert all(claim.trace for claim in data.draw(claims(article, traced=True)))
    assert not any(claim.trace for claim in data.draw(claims(article, traced=False)))


@given(articles(done=False))
def test_an_article_that_is_not_done_is_as_read_leaves_it(article: Article) -> None:
    assert article.sentences == article.attributions == article.claims == ()


@given(corpora(min_size=2))
@settings(max_examples=30)
def test_a_corpus_has_ids_of_its_own(corpus: tuple[Article, ...]) -> None:
    assert len({article.id for article in corpus}) == len(corpus) >= 2


@pytest.mark.parametrize("kind", ["named", "anonymous", "sources said", "none"])
def test_every_kind_of_claim_is_drawn(kind: str) -> None:
    unshrunk = settings(max_examples=500, database=None, derandomize=True, phases=[Phase.generate])
    find(articles(), lambda article: any(claim.kind == kind for claim in article.claims), settings=unshrunk)


@given(ratings())
def test_a_ledger_adds_up(rating: Rating) -> None:
    lost = sum(deduction.points for deduction in rating.ledger)
    assert rating.score == 100 - lost if rating.score is not None else not rating.ledger


@pytest.mark.parametrize("stem", sorted(FILES))
def test_a_lexicon_file_of_drawn_entries_loads(stem: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(stem)

    @given(lexicon_entries(stem))
    @settings(max_examples=25)
    def loads(entry: Entry) -> None:
        (folder / f"{stem}.toml").write_text(as_toml(entry), encoding="utf-8")
        assert entry in load_lexicon(folder).file(stem)

    loads()


def as_toml(entry: Entry) -> str:
    """One [[entry]] table; Python's strings, lists and numbers happen to be TOML's."""
    listed = {"words": list(entry.words)} if entry.words else {}
    keys = {"id": entry.id, "origin": entry.origin} | listed | dict(entry.data)
    return "[[entry]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


@given(st.from_type(Article), st.from_type(Rating), st.from_type(Entry))
@settings(max_examples=5)
def test_hypothesis_knows_our_records_by_type(article: Article, rating: Rating, entry: Entry) -> None:
    assert all(segment.reason == "" for segment in article.segments), "drawn by our strategy, not field by field"
    assert all(deduction.reason == "drawn" for deduction in rating.ledger)
    assert entry.origin == "drawn"


RECORDS = sorted(
    {
        kind
        for home in (model, audit, results)
        for kind in map(partial(getattr, home), {*vars(home), *getattr(home, "__all__", ())})
        if isinstance(kind, type) and attrs.has(kind)
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_can_be_drawn_by_its_type(record: type) -> None:
    drawn: list[object] = []

    assert record in _global_type_lookup, "it is drawn by our strategy, not field by field"

    @given(st.from_type(record))
    @settings(max_examples=12, deadline=None)
    def draws(one: object) -> None:
        drawn.append(one)
        assert isinstance(one, record)

    draws()
    assert any(one != drawn[0] for one in drawn)


@given(known_articles())
def test_what_is_known_of_an_article_is_consistent_at_every_depth(known: Known) -> None:
    article = known.records
    assert all(0 <= span.start < span.end <= len(article.text) for span in spans_of(article))
    for sentence in article.sentences:
        assert all(token.span.of(article.text) == token.text for token in sentence.tokens)
        assert sentence.root is not None
        assert sentence.subtree(sentence.root.index) == tuple(range(len(sentence.tokens)))
    assert known.trees.claims == known.trees.attributions == known.text.sentences == ()
    assert known.text.text == article.text
    kinds = [claim.kind for claim in article.claims if not claim.attitude]
    asserted = [saying for saying in known.story.sayings if saying.construction != "question"]
    assert kinds == [saying.kind if saying.construction != "attitude" else "none" for saying in asserted]
    assert not any(claim.trace for claim in known.untraced.claims)
    assert pickle.loads(pickle.dumps(known)) == known


LEXICON = load_lexicon()


@given(known_trees())
def test_the_kind_of_a_known_tree_is_found_in_it(known: Known) -> None:
    found = make_claims(resolve(find_attributions(known.trees, LEXICON), LEXICON), LEXICON)
    kinds = [claim.kind for claim in found.claims if not claim.attitude]
    assert kinds == [claim.kind for claim in known.records.claims if not claim.attitude]


@given(known_corpora())
@settings(max_examples=30)
def test_a_known_corpus_retells_once_what_the_other_article_credits(corpus: tuple[Known, ...]) -> None:
    first, second = (known.records for known in corpus)
    echoes = [claim for claim in second.claims if claim.trace == "echoed"]
    said = {
        claim.text.removeprefix("that ").strip('“”".,').casefold()
        for claim in first.claims
        if claim.trace in ("credited", "carried")
    }
    assert len(echoes) <= 1
    assert all(echo.text.strip(".").casefold() in said for echo in echoes)


def test_without_hypothesis_the_error_says_what_to_install() -> None:
    script = "import sys; sys.modules['hypothesis'] = None; import audit.testing.strategies"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert "pip install 'news-sourcing-audit[testing]'" in done.stderr.splitlines()[-1]


def test_drawing_reads_no_files() -> None:
    script = """
import builtins, pathlib
from hypothesis import HealthCheck, given, settings
from audit.testing import strategies
drawn = [strategies.known_articles(), strategies.known_corpora(), strategies.articles(), strategies.ratings()]
tests = [settings(max_examples=3, database=None, deadline=None)(given(one)(lambda example: None)) for one in drawn]
def refuse(*given): raise AssertionError(f"reads {given}")
pathlib.Path.read_bytes = pathlib.Path.read_text = refuse
for test in tests:
    test()
print("drawn")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", cwd=ROOT)
    assert done.stdout == "drawn\n", done.stderr


def overlay(folder: Path, **lists: str) -> Lexicon:
    """Our lexicon with lists of drawn.toml replaced: name -> the TOML of its words."""
    rows = (f'[[entry]]\nid = "drawn.{name}"\norigin = "ours"\nwords = {words}\n' for name, words in lists.items())
    (folder / "drawn.toml").write_text("".join(rows), encoding="utf-8")
    return load_lexicon(folder)


def test_a_users_words_are_drawn(tmp_path: Path) -> None:
    bases = {f"basis-{value}": '["close/ADJ to/ADP the/DET family"]' for value in model.BASES}
    lexicon = overlay(tmp_path, roles='["nurse", "pilot", "baker"]', **bases)

    @given(known_articles(lexicon=lexicon))
    @settings(max_examples=40)
    def ours(known: Known) -> None:
        voices = [saying.voice for saying in known.story.sayings if saying.voice]
        assert all(voice.noun in ("nurse", "pilot", "baker") for voice in voices if voice.kind == "anonymous")
        assert all(voice.basis in (None, "close to the family") for voice in voices)

    ours()


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"roles": '["nurse"]'}, r'"drawn\.roles": key "words": a story may need 3, but there are 1'),
        ({"numbers": '["two/NUM"]'}, r"'two' is no number; write 2\|two/NUM"),
    ],
)
def test_a_vocabulary_that_is_too_small_is_named(tmp_path: Path, lists: dict[str, str], said: str) -> None:
    with pytest.raises(LexiconError, match=said):
        known_articles(lexicon=overlay(tmp_path, **lists))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("northern bridge", "northern>bridge:amod bridge>-:nmod"),
        (
            "with knowledge of the talks",
            "with>knowledge:case knowledge>-:nmod of>talks:case the>talks:det talks>knowledge:nmod",
        ),
        ("familiar with the matter", "familiar>-:amod with>matter:case the>matter:det matter>familiar:obl"),
        (
            "who spoke on condition of anonymity for fear of retaliation",
            "who>spoke:nsubj spoke>-:acl:relcl on>condition:case condition>spoke:obl of>anonymity:case "
            "anonymity>condition:nmod for>fear:case fear>spoke:obl of>retaliation:case retaliation>fear:nmod",
        ),
    ],
)
def test_plain_words_grow_into_the_tree_that_they_have(text: str, tree: str) -> None:
    def told(branch: Branch, above: str) -> list[str]:
        left = [row for child in branch.left for row in told(child, branch.text)]
        right = [row for child in branch.right for row in told(child, branch.text)]
        return [*left, f"{branch.text}>{above}:{branch.relation}", *right]

    assert " ".join(told(grow(text, vocabulary()), "-")) == tree


def test_words_that_end_in_none_with_content_make_no_phrase() -> None:
    with pytest.raises(ValueError, match="'with the' does not end in a noun"):
        grow("with the", vocabulary())


@given(known_articles())
def test_what_is_read_of_a_source_in_its_tree_is_what_was_drawn(known: Known) -> None:
    """All that the words of those tell who speak unnamed; a basis or a reason is found within the words that say it."""
    found = resolve(find_attributions(known.trees, LEXICON), LEXICON)
    read = {a.source.spans: a.source.phrase for a in found.attributions if a.source}
    for attribution in known.records.attributions:
        source = attribution.source
        if source is None:
            continue
        drawn, told = source.phrase, read[source.spans]
        assert drawn is not None
        assert told is not None
        for name in ("basis_spans", "reason_spans"):
            pairs = list(zip(getattr(drawn, name), getattr(told, name), strict=True))
            assert all(words.start <= some.start < some.end <= words.end for words, some in pairs)
        if attribution.kind == "named":  # of a name the words tell the name, and no more
            assert (told.heads, told.number, told.quantity) == (drawn.heads, None, None)
            assert told.name is not None
            assert told.name.endswith(str(drawn.name))
        else:
            told, drawn = (attrs.evolve(one, basis_spans=(), reason_spans=()) for one in (told, drawn))
            assert told == drawn

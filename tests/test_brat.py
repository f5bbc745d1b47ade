"""brat's standoff: what is written is read back the same, and what somebody broke is refused by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import example, given
from hypothesis import strategies as st

from audit import Article, audit_articles, read_brat, write_brat
from audit.model import CUE_CLASSES, KINDS, Span, Spans
from audit.record.brat import BratError, configuration, file_name, id_of, read_standoff, standoff
from audit.record.result import ListedArticle, ListedAttribution

TEXT = "“The pier\r\n\r\nis shut,” said Ida Lund, the mayor. Critics doubt it.\n"


def listed(*attributions: ListedAttribution) -> ListedArticle:
    return ListedArticle("pier", attributions)


def one(source: Spans, cue: Spans, content: Spans, kind: str = "named") -> ListedAttribution:
    return ListedAttribution(source, cue, content, kind, None, "speech", "by hand", 1.0)


MAYOR = one((Span(28, 36),), (Span(23, 27),), (Span(0, 22),))


@st.composite
def texts_with_attributions(draw: st.DrawFn) -> tuple[str, ListedArticle]:
    """A text, and attributions whose spans begin and end with a letter and are not joined by line's ends alone."""
    text = draw(st.text(st.sampled_from("ab \té漢👩\r\n\u2028;"), min_size=1, max_size=40))
    places = [place for place, letter in enumerate(text) if letter.isalnum()]

    def spans() -> Spans:
        chosen = sorted(draw(st.sets(st.sampled_from(places), max_size=6))) if places else []
        pairs = [Span(a, b + 1) for a, b in zip(chosen[::2], chosen[1::2], strict=False)]
        kept: list[Span] = []
        for span in pairs:
            if kept and not text[kept[-1].end : span.start].strip("\r\n\u2028"):
                continue
            kept.append(span)
        return tuple(kept)

    found = []
    for _ in range(draw(st.integers(0, 3))):
        source, cue, content = spans(), spans(), spans()
        if content:
            kind, cue_class = draw(st.sampled_from(KINDS)), draw(st.sampled_from(CUE_CLASSES))
            found.append(ListedAttribution(source, cue, content, kind, None, cue_class, "by hand", 1.0))
    return text, listed(*found)


@given(texts_with_attributions())
@example((TEXT, listed(MAYOR)))
def test_what_is_written_is_read_back_the_same(made: tuple[str, ListedArticle]) -> None:
    text, article = made
    assert read_standoff("pier", standoff(article, text), text) == article


def test_a_line_tells_type_places_and_words_and_no_annotation_goes_over_a_line() -> None:
    assert standoff(listed(MAYOR), TEXT).splitlines() == [
        "T1\tAttribution 23 27\tsaid",
        "T2\tSource 28 36\tIda Lund",
        "T3\tContent 0 9;13 22\t“The pier is shut,”",
        "E1\tAttribution:T1 Source:T2 Content:T3",
        "A1\tKind E1 named",
        "A2\tClass E1 speech",
    ]


def test_what_a_hand_has_changed_is_what_is_read() -> None:
    mended = standoff(listed(MAYOR), TEXT).replace("28 36\tIda Lund", "28 47\tIda Lund, the mayor")
    mended = mended.replace("named", "anonymous") + "#1\tAnnotatorNotes E1\tthe office too\n*\tEquiv T1 T2\n"
    (found,) = read_standoff("pier", mended, TEXT).attributions
    assert (found.source, found.kind) == ((Span(28, 47),), "anonymous")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("28 36", "28 999", r"pier.ann:2: 28 999 lies outside the text, which has 67 characters"),
        ("Ida Lund", "Ada Lund", r'pier.ann:2: the text has "Ida Lund" there, not "Ada Lund": it was changed'),
        ("Source:T2", "Source:T9", "pier.ann:4: the event E1 has no T9"),
        ("Attribution:T1 ", "", "pier.ann:4: the event E1 has no Attribution"),
        ("Kind E1 named", "Kind E1 mild", 'there is no "mild"; there are named, anonymous, sources_said, none'),
        ("28 36", "x 37", "pier.ann:2: "),
        ("Source:T2", "SourceT2", 'pier.ann:4: "SourceT2" is no role'),
        ("Kind E1 named", "Kind", "pier.ann:5: "),
    ],
)
def test_what_is_broken_is_refused_by_file_and_line(old: str, new: str, words: str) -> None:
    broken = standoff(listed(MAYOR), TEXT).replace(old, new)
    with pytest.raises(BratError, match=words):
        read_standoff("pier", broken, TEXT, "pier.ann")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_id_comes_back_from_its_files_name(id: str) -> None:
    assert id_of(file_name(id)) == id
    assert not set(file_name(id)) & set('/\\:*?"<>|\0\n')


def test_the_configuration_names_every_kind_and_class() -> None:
    assert "Value:named|anonymous|sources_said|none\n" in configuration()
    assert all(name in configuration() for name in CUE_CLASSES)


def test_a_folder_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    odd = ListedArticle("a/b: 50%", (MAYOR,))
    for name, text in write_brat([odd, listed(MAYOR)], {"a/b: 50%": TEXT, "pier": TEXT}).items():
        (tmp_path / name).write_bytes(text.encode("utf-8"))
    assert read_brat(tmp_path) == (odd, listed(MAYOR))
    (tmp_path / "pier.txt").unlink()
    with pytest.raises(BratError, match=r"pier\.txt: cannot be read"):
        read_brat(tmp_path)
    with pytest.raises(BratError, match="no annotations here"):
        read_brat(tmp_path / "nowhere")


def test_what_a_hand_marked_stands_in_the_place_of_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    texts = {"a": "Ida Lund: the pier will close.\n", "b": "Ida Lund: it is shut.\n"}
    articles = [Article(id, text) for id, text in texts.items()]
    marked = ListedArticle("a", (one((Span(0, 3),), (Span(8, 9),), (Span(14, 29),)),))
    result = audit_articles(articles, parser=Recorder(), attributions=[marked], rules_only=True)
    assert [(c.text, c.by) for c in result.claims] == [("pier will close", "Ida"), ("it is shut.", "Ida Lund")]

"""What is prose, what is not, and that nothing of a text is lost."""

from __future__ import annotations

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import STATUSES, Article
from audit.read import boilerplate, frontmatter, read_articles
from audit.read.boilerplate import LONGEST, line_rule, line_rules, vague_tail
from audit.read.segment import segments

LEXICON = load_lexicon()
LEDE = (
    "The harbour office may close the old pier for a week while divers look at its wall, two officials said on Monday."
)
NEXT = "Fishermen had not been asked, they told the Harbour Post, and want a meeting before anything is decided there."
LAST = "Nobody in the town hall would say how much the work is going to cost, or who will pay for it in the end."


def found(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Status and text of every segment."""
    return [(segment.status, segment.span.of(text)) for segment in segments(text, title)]


def status_of(line: str) -> str:
    """What a line is when it stands between paragraphs."""
    return {words: status for status, words in found(f"{LEDE}\n\n{line}\n\n{NEXT}\n\n{LAST}")}[line]


# --- prose


def test_every_paragraph_is_one_segment_of_prose():
    assert found(f"{LEDE}\n\n{NEXT}\n{LAST}") == [("prose", LEDE), ("prose", NEXT), ("prose", LAST)]


@pytest.mark.parametrize(
    "line",
    [
        "It is not.",
        "“We were never asked.”",
        '"That is all," the mayor said',
        "The Harbour Post reports:",
        "Her answer: no.",
        "But who will pay for the work?",
        "Q: Did anybody ask you?",
        "- The pier will be shut for a week.",
        "By Tuesday, the pier had been shut.",
        "Share prices fell, the bank said.",
        "Photo albums were lost, she said.",
        "Reporting by the Harbour Post showed that the wall had been cracked for years.",
        "Jane Doe contributed to the campaign.",
        "The report was published on Monday by the harbour office.",
        "Follow the money, said the detective.",
        "Sign up now, the mayor told them on Facebook.",
        "Subscribe to that view, officials said, and the town is lost.",
        "Copyright law is of no help, the lawyer said.",
        "Advertisement spending fell by a third.",
        "Five comments were deleted.",
        "The work was done with inputs from agencies.",
        "Read the letter, he said.",
        "Images for reference were not kept.",
        "More than one thing is clear: the bridge will stay shut, officials said.",
        "More than one thing is clear: the bridge will stay shut, officials said",
        "Related questions were asked: nobody had an answer.",
        "By Monday Governor Reed, who had promised a new bridge, was on a plane.",
        "By Monday Governor Reed and his deputy had left the town.",
        "By Christmas Governor Reed, dressed in red, had opened the bridge.",
        "Copyright law was changed in 2019.",
        "Copyright lawyers said in 2019 that the Harbour Post had won.",
        "The bust was bought from the Getty Museum, officials said.",
        "Other news came later.",
        "Like many on Facebook, she had not been asked.",
        "Share this burden, the mayor told them.",
    ],
)
def test_short_prose_stays_prose(line):
    assert status_of(line) == "prose"


def test_a_text_of_one_line_is_prose_even_without_a_full_stop():
    assert found("Officials Said The Pier Is Safe") == [("prose", "Officials Said The Pier Is Safe")]


# --- beside the sentences


@pytest.mark.parametrize(
    "dateline",
    [
        "WICKHAVEN (AP) —",
        "WICKHAVEN/PORT ELLIS (Reuters) -",
        "WICKHAVEN, Jan. 17 (Reuters) -",
        "Wickhaven (CNN)",
        "(CNN) --",
    ],
)
def test_a_dateline_with_an_outlet_is_no_part_of_the_sentence_after_it(dateline):
    parts = found(f"{LEDE}\n\n{dateline} The pier is shut.\n\n{NEXT}")
    assert parts == [("prose", LEDE), ("metadata", dateline), ("prose", "The pier is shut."), ("prose", NEXT)]


@pytest.mark.parametrize(
    "line",
    [
        "Lund (R) Said so on Monday, and nobody asked her why.",
        "The Associated Press (AP) reported it first.",
        "The quay (built in 1900) - a ruin - is shut.",
        "Officials said on Monday in Wickhaven (Reuters) That was all.",
        "A town (CNN) reported on is no more.",
    ],
)
def test_other_brackets_are_no_dateline(line):
    assert ("prose", line) in found(f"{LEDE}\n\n{line}\n\n{NEXT}")


@pytest.mark.parametrize(
    "signature",
    [
        "— Ida B. Lund (@idalund) April 13, 2018",
        "pic.twitter.com/V1DjfPMuxt — Port of Wickhaven (@portwick) 13 April 2018",
        "https://t.co/0iuc1ODlzb - Ida Lund-Moe (@ida_lund.bsky.social) Apr. 13, 2018 at 9:15 PM",
        "A post shared by Ida Lund (@idalund) on Apr 13, 2018 at 9:15pm PDT",
    ],
)
def test_the_signature_of_a_post_is_no_part_of_its_last_sentence(signature):
    parts = segments(f"{LEDE}\n\nShame! The pier is a ruin and..... {signature}\n\n{signature}\n{NEXT}")
    text = f"{LEDE}\n\nShame! The pier is a ruin and..... {signature}\n\n{signature}\n{NEXT}"
    told = [(part.status, part.reason == "post signature", part.span.of(text)) for part in parts]
    assert told == [
        ("prose", False, LEDE),
        ("prose", False, "Shame! The pier is a ruin and....."),
        ("prose", True, signature),
        ("prose", True, signature),
        ("prose", False, NEXT),
    ]


def test_two_posts_in_one_line_are_two():
    text = "One is shut. — Ida Lund (@ida) May 1, 2018 Two is shut. — Per Moe (@per) May 2, 2018"
    assert [words for _, words in found(f"{LEDE}\n\n{text}")[1:]] == [
        "One is shut.",
        "— Ida Lund (@ida) May 1, 2018",
        "Two is shut.",
        "— Per Moe (@per) May 2, 2018",
    ]


def test_what_may_be_a_signature_takes_no_more_time_than_its_length():
    start = time.process_time()
    for words in ("(@a " * 4000, "— " * 8000, "pic.twitter.com/a " * 3000 + "(@", "A post shared by " * 2000 + "(@"):
        segments(f"{LEDE}\n\n{words}\n\n{NEXT}")
    assert time.process_time() - start < 2


# --- headings


def test_a_short_first_line_without_a_full_stop_is_the_title():
    assert found(f"Town weighs closing its pier\n{LEDE}\n{NEXT}")[0] == ("heading", "Town weighs closing its pier")


def test_a_long_first_line_is_the_lede():
    assert found(f"{LEDE}\n{NEXT}")[0] == ("prose", LEDE)


def test_a_headline_with_a_full_stop_is_known_by_its_capitals():
    assert found(f"Town Weighs Closing of Its Pier.\n\n{LEDE}")[0][0] == "heading"
    assert found(f"The town weighs closing its pier.\n\n{LEDE}")[0][0] == "prose"


def test_a_known_title_marks_its_line():
    assert found(f"The town weighs closing its pier.\n\n{LEDE}", "The Town weighs closing its  pier")[0][0] == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "How is the town helping?",
        "Why a Pier? Why Now?",
        "The Wall and What It Holds",
        "What we know so far",
        "Repairs: A Short History of the Pier",
        "BACKGROUND.",
        "## The wall",
        "**The wall**",
    ],
)
def test_headings_between_paragraphs(line):
    assert status_of(line) == "heading"


def test_a_question_among_paragraphs_of_its_own_length_is_prose():
    text = f"{LEDE}\nHow is the town going to help?\nNobody could say on Monday.\n{LAST}"
    assert ("prose", "How is the town going to help?") in found(text)


def test_an_underlined_line_is_a_heading():
    assert found(f"{LEDE}\n\nand the wall, too\n-----------------\n\n{NEXT}")[1:3] == [
        ("heading", "and the wall, too"),
        ("boilerplate", "-----------------"),
    ]


def test_a_line_that_goes_on_in_the_next_is_no_heading():
    assert ("prose", "The Harbour Office") in found(
        f"{LEDE}\nThe Harbour Office\nand the town council met on Monday. {LAST}"
    )


# --- the rules for lines


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("- Advertisement -", "advertisement"),
        ("ADVERTISEMENT", "advertisement"),
        ("Story continues below", "advertisement"),
        ("2 Min Read", "reading time"),
        ("Reading time: 4 minutes", "reading time"),
        ("5 Comments", "counter"),
        ("Leave a comment", "counter"),
        ("1.2K shares", "counter"),
        ("This will close in 20 seconds", "countdown"),
        ("Note: The picture is for illustrative purposes only and does not show the pier.", "image note"),
        ("Photo: Jane Doe", "caption"),
        ("The old wall, seen from the sea. (AP Photo/Jane Doe)", "caption"),
        ("FILE - The pier of Wickhaven is seen on March 3, 2020.", "caption"),
        ("![The wall](wall.jpg)", "caption"),
        ("By Jane Doe", "byline"),
        ("By JANE DOE and JOHN ROE, Harbour Post staff writers", "byline"),
        ("*By Jane Doe*", "byline"),
        ("Published: March 30, 2025, 10:15 AM EST", "date line"),
        ("30 March 2025", "date line"),
        ("Updated 3 hours ago", "date line"),
        ("9:05 p.m.", "date line"),
        ("Tags: pier, wall, town", "header line"),
        ("https://example.org/pier", "link"),
        ("jane.doe@example.org", "link"),
        ("Follow Jane Doe on Twitter @janedoe.", "contact line"),
        ("Facebook | Twitter | WhatsApp", "share line"),
        ("Share this article", "share line"),
        ("© 2025 Harbour Post", "copyright"),
        ("Copyright 2025 The Harbour Post. All rights reserved.", "copyright"),
        ("This is a developing story. Check back for updates.", "disclaimer"),
        ("The views expressed here are those of the author alone.", "disclaimer"),
        ("Subscribe to our newsletter", "subscribe line"),
        ("Sign up for our morning mail", "subscribe line"),
        ("READ MORE: Town council “had known for years”", "link to another story"),
        ("Also read | Who owns the pier?", "link to another story"),
        ("Impact Shorts", "link to another story"),
        ("More Shorts", "link to another story"),
        ("width: 100%;", "markup"),
        ('<figure id="1"></figure>', "markup"),
        ("Jane Doe / Reuters", "caption"),
        ("Home | News | Sport | Weather", "navigation"),
        ("With inputs from agencies", "vague credit"),
        ("(With inputs from various news agencies)", "vague credit"),
        ("With agency inputs", "vague credit"),
        ("Agencies", "vague credit"),
        ("Source: media reports", "vague credit"),
        ("Harbour Post and agencies", "vague credit"),
        ("With inputs from Reuters", "credit line"),
        ("(Reporting by Jane Doe in Wickhaven; Editing by John Roe)", "credit line"),
        ("Contributing: Jane Doe, John Roe", "credit line"),
        ("The Associated Press contributed to this report.", "credit line"),
        ("* * *", "no letters"),
    ],
)
def test_lines_that_are_no_prose(line, name):
    rule = line_rule(line)
    assert rule is not None
    assert rule.name == name
    assert status_of(line) == rule.status


def test_every_rule_is_tested_and_has_a_status_of_the_model():
    marks = test_lines_that_are_no_prose.pytestmark[0].args[1]
    assert {name for _, name in marks} == {rule.name for rule in line_rules(LEXICON)}
    assert all(rule.status in STATUSES for rule in line_rules(LEXICON))


@pytest.mark.parametrize(
    "between", [" ", " | ", "|", " › ", " - ", " — ", ", ", " * ", ". ", ": ", " (", ") ", " @", "/", "  "]
)
def test_no_rule_tries_all_ways_to_divide_a_line(between: str) -> None:
    """What takes time that doubles with each word would not end here."""
    for word in ("a", "A", "AB", "Ab", "1"):
        for end in ("", "?", "."):
            line_rule((between.join([word] * LONGEST) + end)[-LONGEST:], LEXICON)


def named(line: str) -> str:
    """The name of the rule that a line fits, "" for none."""
    rule = line_rule(line)
    return rule.name if rule else ""


@pytest.mark.parametrize("entry", [e for e in LEXICON.file("layout") if e.get("status")], ids=lambda entry: entry.id)
def test_the_lines_of_a_rule_fit_it_first_and_those_it_leaves_fit_others_or_none(entry):
    name = entry.id.removeprefix("layout.").replace("-", " ")
    for line in entry.fires:
        assert named(f"({line})" if line[0].isalpha() else line) == name
    for line in entry.silent:
        assert named(line) != name


def test_a_users_rule_for_lines_marks_them_and_ours_can_be_taken_away(tmp_path):
    (tmp_path / "layout.toml").write_text(
        """[[entry]]
id = "layout.recipe"
status = "boilerplate"
origin = "ours"
pattern = ''' serves \\s \\d+ '''
fires = ["Serves 4"]
silent = ["Serves them right"]

[[entry]]
id = "layout.reading-time"
off = true
""",
        encoding="utf-8",
    )
    theirs = load_lexicon(tmp_path)
    text = f"{LEDE}\n\nServes 4\n\n2 Min Read\n\n{NEXT}"
    assert [part.reason for part in segments(text)][1:3] == ["capitalised heading", "reading time"]
    assert [part.reason for part in segments(text, None, theirs)][1:3] == ["recipe", "capitalised heading"]
    assert read_articles(Article("x", text), lexicon=theirs)[0].segments == segments(text, None, theirs)
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    assert read_articles(tmp_path / "x.txt", lexicon=theirs)[0].segments == segments(text, None, theirs)


def test_a_line_rule_never_takes_a_long_paragraph():
    assert line_rule("Copyright 2025 " + "and so on " * 60) is None


def test_reasons_name_the_rule():
    text = f"Town weighs closing its pier\n2 Min Read\n{LEDE}"
    assert [segment.reason for segment in segments(text)] == ["title", "reading time", "paragraph"]


def test_the_examples_in_docstrings_hold():
    assert sum(doctest.testmod(module, raise_on_error=True).attempted for module in (boilerplate, frontmatter)) == 3


# --- vague credits


def test_a_vague_credit_glued_to_a_label_is_a_segment_of_its_own():
    assert found(f"{LEDE}\n{NEXT}\nMore ShortsWith inputs from agencies")[2:] == [
        ("boilerplate", "More Shorts"),
        ("vague credit", "With inputs from agencies"),
    ]


def test_a_vague_credit_at_the_end_of_a_paragraph_is_cut_off():
    assert found(f"{LEDE} (With inputs from agencies)") == [
        ("prose", LEDE),
        ("vague credit", "(With inputs from agencies)"),
    ]


def test_vague_tail_needs_words_before_it_and_a_new_sentence():
    assert vague_tail("With inputs from agencies", 0, 25) is None
    text = "It was made with inputs from agencies"
    assert vague_tail(text, 0, len(text)) is None


# --- tables and tables of contents


def test_a_table_is_one_segment():
    rows = "Plan | For | Against |\n---|---|---|\nClose the pier | Safe. | Costly, officials said. |"
    assert found(f"{LEDE}\n{rows}\n{NEXT}") == [("prose", LEDE), ("table", rows), ("prose", NEXT)]


def test_tabs_make_a_table_too():
    rows = "Year\tShips\tBoats\n2020\t14\t230"
    assert found(f"{LEDE}\n{rows}\n{NEXT}")[1] == ("table", rows)


def test_one_line_with_a_bar_is_no_table():
    assert status_of("The pier | and the wall were closed, the town said.") == "prose"


def test_a_table_of_contents_with_its_list_is_one_segment_and_the_headings_it_names_are_not_in_it():
    contents = "Table of Contents:\n- The Wall Itself\n- Why Now?\n- Conclusion"
    text = f"{LEDE}\n\n{contents}\nThe Wall Itself\n{NEXT}\nWhy Now?\n{LAST}"
    assert found(text) == [
        ("prose", LEDE),
        ("boilerplate", contents),
        ("heading", "The Wall Itself"),
        ("prose", NEXT),
        ("heading", "Why Now?"),
        ("prose", LAST),
    ]


def test_contents_without_a_title_are_known_by_the_headings_they_repeat():
    contents = "- The Wall\n- The Pier\n- The Town"
    text = f"{LEDE}\n{contents}\nThe Wall\n{NEXT}\nThe Pier\n{LAST}\nThe Town\n{LEDE}"
    assert ("boilerplate", contents) in found(text)


def test_a_list_in_prose_stays_prose():
    assert found(f"{LEDE}\n- {NEXT}\n- {LAST}")[1:] == [("prose", f"- {NEXT}"), ("prose", f"- {LAST}")]


# --- front matter and marks


def test_front_matter_is_one_segment_of_metadata():
    front = "---\r\ntitle: A pier\r\n---"
    assert found(f"{front}\r\n\r\n{LEDE}\r\n") == [("metadata", front), ("prose", LEDE)]


def test_a_rule_across_the_page_is_no_front_matter():
    assert found(f"---\n{LEDE}\n---\n{NEXT}") == [
        ("boilerplate", "---"),
        ("prose", LEDE),
        ("boilerplate", "---"),
        ("prose", NEXT),
    ]


def test_a_byte_order_mark_is_metadata():
    assert found(f"\ufeff{LEDE}") == [("metadata", "\ufeff"), ("prose", LEDE)]


# --- hard-wrapped texts

WRAPPED = """Town weighs closing its pier

The harbour office may close the old pier for a week while
divers look at its wall, two officials said on Monday. The
fishermen had not been asked, they told the Harbour Post,
and want a meeting.

Nobody in the town hall would say how much the work costs.
By Friday the council wants to have an answer from the
engineers, who have measured the wall
since March.
"""


def test_in_a_hard_wrapped_text_blank_lines_separate_paragraphs():
    paragraphs = WRAPPED.strip().split("\n\n")
    assert found(WRAPPED) == [("heading", paragraphs[0]), ("prose", paragraphs[1]), ("prose", paragraphs[2])]


def test_lines_that_are_paragraphs_are_not_hard_wrapped():
    headlines = ["The Harbour Wall Has Been Measured", "The Harbour Post Has Been Told", "The Harbour Office Is Silent"]
    for lines in (
        [LEDE, NEXT, LAST],
        [LEDE, NEXT, LAST] * 20,
        headlines,
        "Wind 20/Rain 30/Sun 40/Fog 50/Snow 60".split("/"),
    ):
        assert [text for _, text in found("\n".join(lines))] == lines


def test_a_list_in_a_hard_wrapped_text_keeps_its_items_apart():
    text = (
        WRAPPED + "\n- The first engineer measured the wall in the spring and\n  found it sound.\n- The second did not."
    )
    assert [words[:12] for _, words in found(text)[3:]] == ["- The first ", "- The second"]


# --- any text


def _check(text: str) -> None:
    place = 0
    for segment in segments(text):
        span = segment.span
        assert place <= span.start < span.end <= len(text)
        assert not text[place : span.start].strip()
        assert span.of(text) == span.of(text).strip()
        assert segment.reason
        place = span.end
    assert not text[place:].strip()


_BITS = "|---|title: x|- Advertisement -|# Wall|Contents|- Wall|Wall|It is.|Why?|====|(With inputs from agencies)|\x00"
_LINES = st.sampled_from([*_BITS.split("|"), LEDE, NEXT, "a | b | c", "More ShortsWith inputs from agencies", "\u2028"])


@given(st.text())
def test_any_text_is_covered(text):
    _check(text)


@given(st.lists(_LINES | st.text(max_size=20), max_size=12), st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\x0c"]))
def test_any_article_is_covered(lines, newline):
    _check(newline.join(lines))


@given(st.lists(st.sampled_from([LEDE, NEXT, LAST]), min_size=1, max_size=6))
def test_paragraphs_of_prose_are_never_lost(paragraphs):
    assert [words for status, words in found("\n".join(paragraphs)) if status == "prose"] == paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "a" * 1_000_000,
        '"“(' * 333_333,
        "\n" * 1_000_000,
        "---\n" + "-" * 1_000_000,
        "---\n" + " \n" * 500_000,
        "| " + "-" * 1_000_000 + "\n|" + "-" * 1_000_000,
        ("By " + "A. " * 130 + "\n") * 2_500,
        ("Reporting by " + "and " * 95 + "\n") * 2_500,
    ],
    ids=["line", "word", "quotes", "newlines", "dashes", "open front matter", "bars", "bylines", "credits"],
)
def test_a_megabyte_takes_no_time(text):
    started = time.process_time()
    segments(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x00",
        "قال المسؤول إن الميناء مغلق. وأضاف أنه لا يعرف السبب.",
        "港口关闭了。官员说。",
        "🚢🚢 The pier 🚢 is shut.",
        "“\ud800",
    ],
)
def test_strange_texts_survive(text):
    _check(text)
    _check(f"{LEDE}\n{text}\n{NEXT}")

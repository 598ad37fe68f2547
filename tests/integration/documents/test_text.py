"""What people type is drawn as text, in their own script, and can neither break nor steer the page."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest
from pypdf import PdfReader
from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle

from app.core.text import clean
from app.documents import bidi_levels, layout, shaping
from app.documents.record import AnswerBlock, Section
from app.documents.render import render_consent
from app.documents.shaped_text import break_lines
from app.documents.shaping import MISSING, Run
from app.documents.text import MAX_BLOCK, capped, escape, words
from tests.integration.documents import samples

HOSTILE = (
    "<img src='file:///etc/passwd'/>", "<img src=http://192.0.2.1/x>", "<b>unbalanced", "</para>", "<para>",
    "<br/><br", "<font color=red>red</font>", "<a href='javascript:alert(1)'>x</a>", "<onDraw name=x/>",
    "<seq/>", "<unichar code='65'/>", "&amp; &lt; &#0; &bogus;", "&#x41;", "${jndi:ldap://x}", "{{7*7}}",
    "%s %n %x", "=cmd|' /C calc'!A0", "'; DROP TABLE x;--", "\\u0000 \\x00", "a\x00b", "a\x08\x1b[31mb",
    "(unbalanced paren", "\\)) Tj ET", "endstream endobj", "%%EOF", "]]>", "<![CDATA[x]]>", "<!-- x -->",
    "<?xml?>", "[__import__('os').system('x')]", "<font color=\"[[[getattr(pow,'x')]]]\">", "name\u202egnp.exe",
    "\u2066isolate\u2069", "\ufeffbom", "zero\u200bwidth", "Zoë O’Brien-Núñez", "Null", "X", "e\u0301" * 40,
    "👩\u200d⚕\ufe0f🧑🏽", "王小明", "ﷺ", "t" * 300, "Ω≈ç√∫˜µ≤≥÷", "\t\ttabs", "line\nbreak\n\n\nmore", " ", "",
)
PLAIN = ParagraphStyle("test", fontName="Manrope", fontSize=10, leading=15)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_drawn_as_text_everywhere(text: str) -> None:
    pdf = render_consent(samples.with_text(text))
    drawn = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    without = clean(text).translate(shaping._CONTROLS)
    expected = "".join(char for char in without if shaping.is_plain(char, "Manrope") and not char.isspace())
    if expected and shaping.is_plain(without.replace("\t", " "), "Manrope"):
        assert expected[:40] in drawn


def test_nothing_typed_may_open_files_or_addresses() -> None:
    render_consent(samples.with_text("x"))
    assert rl_config.trustedSchemes == []
    assert rl_config.trustedHosts == []


def test_escape_leaves_no_markup() -> None:
    assert escape("<b>&\x00\n") == "&lt;b&gt;&amp;<br/>"


def test_two_million_characters_without_a_space_take_no_longer_than_a_page() -> None:
    started = time.perf_counter()
    flowable = words("x" * 2_000_000, layout.body())
    flowable.wrap(400, 600)
    assert time.perf_counter() - started < 5
    assert "full text is in the attached record" in capped("x" * 2_000_000)
    assert len(capped("x" * 2_000_000)) < MAX_BLOCK + 100


def test_an_answer_longer_than_a_page_goes_on_over_pages() -> None:
    long = " ".join(f"word{number}" for number in range(1500))
    for text in (long, "y" * 4000, long + " مرحبا"):
        record = replace(samples.consent(), sections=(Section("Long", (AnswerBlock("Why?", (text,)),)),))
        assert "Page 1 of" in PdfReader(io.BytesIO(render_consent(record))).pages[0].extract_text()


@pytest.mark.parametrize(("text", "order"), [
    ("abc", ["abc"]),
    ("שלום", ["שלום"]),
    ("abc שלום def", ["abc ", "שלום", " def"]),
])
def test_runs_stand_in_the_order_they_are_read(text: str, order: list[str]) -> None:
    (line,) = break_lines(text, PLAIN, 500)
    assert [run.text for run in shaping.visual(line.runs)] == order


def test_two_hebrew_words_stand_right_to_left() -> None:
    (line,) = break_lines("שלום עולם", PLAIN, 500)
    assert "".join(run.text for run in shaping.visual(line.runs)).split() == ["עולם", "שלום"]


def test_brackets_around_mixed_text_point_the_right_way() -> None:
    text = "Answer: حساسية (500 mg) since 2019"
    levels = bidi_levels.levels(text)
    assert levels[text.index("(")] == levels[text.index(")")] == 0


def test_arabic_letters_are_joined() -> None:
    joined = shaping.shape("محمد", "FiraGO", True)
    apart = [shaping.shape(letter, "FiraGO", True)[0].number for letter in "محمد"]
    assert [glyph.number for glyph in joined] != apart[::-1]


def test_devanagari_and_thai_marks_are_placed() -> None:
    assert len(shaping.shape("क्षि", "FiraGO", False)) < len("क्षि")
    assert any(glyph.dx or glyph.dy or not glyph.advance for glyph in shaping.shape("ที่", "FiraGO", False))


def test_an_override_cannot_turn_a_name_around() -> None:
    (line,) = break_lines(shaping.without_controls("invoice\u202egnp.exe"), PLAIN, 500)
    assert line.text == "invoicegnp.exe"


def test_a_script_without_a_font_is_shown_as_boxes_and_said_on_the_last_page() -> None:
    patient = replace(samples.PATIENT, name="王小明", latin_name="")
    record = replace(samples.consent(), patient=patient)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(render_consent(record))).pages)
    assert "Characters this file has no font for: 3" in " ".join(text.split())
    assert shaping.runs("王", (0,), "Manrope") == (Run(MISSING, "FiraGO", 0),)


def test_the_latin_name_stands_in_when_the_script_cannot_be_drawn() -> None:
    patient = replace(samples.PATIENT, name="王小明", latin_name="Wang Xiaoming")
    record = replace(samples.consent(), patient=patient)
    assert "Wang Xiaoming" in PdfReader(io.BytesIO(render_consent(record))).pages[0].extract_text()


@pytest.mark.parametrize("name", [
    "محمد علي الحسيني", "מרים כהן", "สมชาย ใจดี", "प्रिया शर्मा", "ქეთევან", "Nguyễn Thị Ánh",
])
def test_names_in_other_scripts_can_be_searched_and_copied(name: str) -> None:
    record = replace(samples.consent(), patient=replace(samples.PATIENT, name=name))
    assert name in PdfReader(io.BytesIO(render_consent(record))).pages[0].extract_text()

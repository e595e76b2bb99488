"""What a file is called, when others chose the name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.papers import names


@pytest.mark.parametrize(("sent", "shown"), [
    ("Tờ trình.pdf", "Tờ trình.pdf"),
    (unicodedata.normalize("NFD", "Nghị quyết về nước.pdf"), "Nghị quyết về nước.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\thuky\\Báo cáo.docx", "Báo cáo.docx"),
    ("a\x00b\nc\r\t.pdf", "abc.pdf"),
    ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
    ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("LPT1.a.pdf", "_LPT1.a.pdf"),
    ("...", names.NAMELESS), ("", names.NAMELESS), ("/", names.NAMELESS), ("\ud800", names.NAMELESS),
    ('"><script>.pdf', "script.pdf"),
    (".htaccess", "htaccess"),
])
def test_a_name_is_shown_without_what_could_harm(sent, shown):
    assert names.clean(sent) == shown


def test_a_name_of_five_thousand_characters_keeps_its_ending_when_cut():
    assert names.clean("ấ" * 4_900 + ".pdf") == "ấ" * 196 + ".pdf"


@given(st.text())
def test_a_clean_name_is_short_normal_visible_and_stays_as_it_is(sent):
    name = names.clean(sent)

    assert 0 < len(name) <= names.LONGEST
    assert name == unicodedata.normalize("NFC", name) == names.clean(name)
    assert not set(name) & set('/\\<>:"|?*\n\r\t\x00')
    assert name[0] != "."

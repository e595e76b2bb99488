"""Bombs are refused by what they claim; nothing is unpacked to find out."""

import io
import struct
import zipfile

import pytest

from meetings.papers import archives
from meetings.papers.refusals import Refused
from tests.papers.strangers import office


def contents(tmp_path, content: bytes) -> archives.Contents:
    (tmp_path / "file").write_bytes(content)
    return archives.contents(tmp_path / "file")


def claiming(content: bytes, size: int) -> bytes:
    """The same zip whose table says that its last part unpacks to `size` bytes."""
    at = content.rfind(b"PK\x01\x02")
    return content[:at + 24] + struct.pack("<I", size) + content[at + 28:]


@pytest.mark.parametrize("content", [
    pytest.param(claiming(office({"word/media/a.bin": b"x"}), 4_000_000_000), id="four gigabytes claimed"),
    pytest.param(office({"word/media/a.bin": bytes(40 << 20)}), id="a thousandfold"),
    pytest.param(office({"word/media/more.zip": b"PK\x03\x04"}), id="a zip in the zip"),
    pytest.param(office({f"word/media/{n}": b"" for n in range(5_001)}), id="five thousand parts"),
])
def test_a_bomb_is_refused(tmp_path, content):
    with pytest.raises(Refused) as refused:
        contents(tmp_path, content).check_office()
    assert refused.value.code == "bomb"


def test_a_second_table_that_would_overrule_the_first_is_refused(tmp_path):
    content = office({})
    at = content.rfind(b"PK\x05\x06")

    with pytest.raises(Refused, match="bomb"):
        contents(tmp_path, content[:at] + b"PK\x06\x07" + bytes(16) + content[at:])


def test_an_honest_paper_with_pictures_passes(tmp_path):
    found = contents(tmp_path, office({"word/media/image1.png": bytes(2_000_000), "word/styles.xml": b"<s/>" * 9_000}))

    found.check_office()
    assert "word/styles.xml" in found.names
    assert found.unpacked > 2_000_000


def test_parts_with_a_password_are_encrypted(tmp_path):
    content = bytearray(office({}))
    content[content.rfind(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(Refused, match="encrypted"):
        contents(tmp_path, bytes(content))


def test_a_zip_cut_anywhere_is_damaged_or_a_zip_and_nothing_else(tmp_path):
    whole = office({"word/styles.xml": b"<s/>"})
    for end in range(4, len(whole)):
        with pytest.raises(Refused, match=r"damaged|bomb|encrypted"):
            contents(tmp_path, whole[:end])


def test_only_a_first_plain_mimetype_counts(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")

    assert contents(tmp_path, target.getvalue()).first_words == b""

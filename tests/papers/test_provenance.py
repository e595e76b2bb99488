"""What a camera wrote beside a picture does not come along; the pixels do."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from meetings.papers import provenance
from meetings.papers.intake import take_in
from meetings.papers.kinds import Kind
from meetings.papers.refusals import Refused
from meetings.papers.shelf import Shelf
from tests.papers.strangers import picture, stream

PLACE = (20.0, 46.0, 30.0)
SECRET = b"Hanoi 1A Nguyen"


def photograph(kind: str, **options: object) -> bytes:
    """With the place, the device and a remark."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x010E] = 6, "Maker", SECRET.decode()
    exif.get_ifd(0x8825)[2] = PLACE
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", SECRET.decode())
        options["pnginfo"] = words
    if kind == "JPEG":
        options["comment"] = SECRET
    return picture(kind, (64, 48), exif=exif, **options)


def stripped(tmp_path, content: bytes, kind: Kind) -> bytes | None:
    (tmp_path / "file").write_bytes(content)
    return provenance.stripped(tmp_path / "file", kind)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP], ids=lambda kind: kind.name)
def test_the_place_is_gone_and_the_pixels_stay(tmp_path, kind):
    content = photograph(kind.name)
    kept = stripped(tmp_path, content, kind)

    assert kept is not None
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(kept))
    assert SECRET in content
    assert SECRET not in kept
    assert dict(after.getexif().get_ifd(0x8825)) == {}
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0, "quality": 95}])
def test_of_a_jpeg_only_the_orientation_is_left(tmp_path, options):
    kept = stripped(tmp_path, photograph("JPEG", **options), Kind.JPEG)

    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {0x0112: 6}


def test_what_hangs_behind_a_picture_goes_too(tmp_path):
    for kind in (Kind.JPEG, Kind.PNG, Kind.WEBP):
        kept = stripped(tmp_path, picture(kind.name, (64, 48)) + b"<script>" + SECRET, kind)
        assert SECRET not in kept


def test_a_picture_without_remarks_is_left_alone(tmp_path):
    for kind in (Kind.JPEG, Kind.PNG, Kind.WEBP):
        assert stripped(tmp_path, picture(kind.name, (64, 48)), kind) is None


@given(content=st.binary(max_size=200), kind=st.sampled_from([Kind.JPEG, Kind.PNG, Kind.WEBP]))
def test_any_bytes_are_stripped_or_refused(tmp_path_factory, content, kind):
    head = {Kind.JPEG: b"\xff\xd8\xff", Kind.PNG: b"\x89PNG\r\n\x1a\n", Kind.WEBP: b"RIFF\xff\0\0\0WEBP"}[kind]
    try:
        stripped(tmp_path_factory.getbasetemp(), head + content, kind)
    except Refused as refused:
        assert refused.code == "damaged"  # noqa: PT017


def test_a_picture_of_a_million_parts_is_not_read_to_its_end(tmp_path):
    remarks = b"\xff\xfe\x00\x02" * 1_000_000

    with pytest.raises(Refused, match="damaged"):
        stripped(tmp_path, b"\xff\xd8" + remarks, Kind.JPEG)


async def test_an_uploaded_photograph_stands_on_the_shelf_without_its_place(tmp_path):
    shelf = Shelf(tmp_path, reserve=0)
    taken = await take_in(shelf, stream(photograph("JPEG")), "Ảnh.jpg")

    content = await shelf.read(taken.id)
    assert SECRET not in content
    assert taken.size == len(content)
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1

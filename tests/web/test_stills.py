"""Stills of a screen: what is taken, what is kept, when it is forgotten."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from meetings.procedure.meeting import Meeting
from meetings.procedure.screen import Screen
from tests.procedure.hall import T0
from web import stills
from web.stills import Stills, TooSoon, Unfit, measured

MINE = "screen:person:ada"


def picture(width=640, height=360, kind="JPEG", **how):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, kind, **how)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "how", "media_type"), [
    ("JPEG", {}, "image/jpeg"), ("JPEG", {"progressive": True}, "image/jpeg"), ("WEBP", {}, "image/webp"),
    ("WEBP", {"lossless": True}, "image/webp"), ("WEBP", {"exif": b"Exif\0\0"}, "image/webp"),
])
def test_kind_and_size_are_read_off_the_head(kind, how, media_type):
    assert measured(picture(1280, 720, kind, **how)) == (media_type, 1280, 720)


@pytest.mark.parametrize("data", [
    b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP", b"RIFF\0\0\0\0WEBPVP8 ", b"<svg/>",
    picture(8, 8, "PNG"), picture(1281, 8), picture(8, 1281, "WEBP"), b"\xff\xd8\xff" + b"\0" * 80_000,
])
def test_what_is_no_picture_or_too_large_is_not_taken(data):
    with pytest.raises(Unfit):
        Stills().put("m1", MINE, data, T0)


@given(st.one_of(st.binary(max_size=64), st.binary(max_size=40).map(lambda more: b"\xff\xd8\xff" + more),
                 st.binary(max_size=40).map(lambda more: b"RIFF\0\0\0\0WEBPVP8" + more)))
def test_whatever_comes_is_measured_or_unfit(data):
    try:
        kind, width, height = measured(data)
    except Unfit:
        return
    assert kind in ("image/jpeg", "image/webp")
    assert min(width, height) >= 0


def test_the_last_one_is_kept_and_of_the_screen_that_is_shown():
    kept = Stills()
    kept.put("m1", MINE, picture(), T0)
    last = kept.put("m1", MINE, picture(320, 180), T0 + stills.EVERY)

    assert kept.of("m1", MINE) == last
    assert (last.width, last.height, last.at) == (320, 180, T0 + stills.EVERY)
    assert kept.of("m1", "screen:person:bo") is None
    assert kept.of("m1", None) is None


def test_a_second_one_at_once_is_too_soon_but_for_another_screen():
    kept = Stills()
    kept.put("m1", MINE, picture(), T0)

    with pytest.raises(TooSoon):
        kept.put("m1", MINE, picture(), T0 + timedelta(seconds=4))
    kept.put("m1", "screen:venue:SL-VH", picture(), T0)


def test_with_the_screen_its_still_is_forgotten():
    kept, shown = Stills(), Meeting(screen=Screen(MINE, None, T0))
    kept.put("m1", MINE, picture(), T0)

    kept.announced("m1", shown, shown, ())
    assert kept.of("m1", MINE)
    kept.announced("m1", shown, replace(shown, screen=Screen(MINE, None, T0 + stills.EVERY)), ())
    assert kept.of("m1", MINE) is None


def test_memory_is_bounded_and_the_oldest_goes_first():
    kept = Stills()
    for number in range(stills.MEETINGS + 1):
        kept.put(f"m{number}", MINE, picture(8, 8), T0)

    assert kept.of("m0", MINE) is None
    assert kept.of("m1", MINE)

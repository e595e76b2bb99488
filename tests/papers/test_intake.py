"""An upload becomes a file on the shelf and a verdict."""

import pytest

from meetings.papers.intake import take_in
from meetings.papers.refusals import Refused, TooLarge
from meetings.papers.shelf import Shelf
from meetings.register.prepared import PaperState
from tests.papers.strangers import office, pdf, stream


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path, largest=200_000, reserve=0)


@pytest.mark.parametrize(("content", "name", "state", "problem"), [
    (pdf(), "a.pdf", PaperState.WAITING, ""),
    (office({}), "a.docx", PaperState.KEPT, ""),
    (b"<svg/>", "a.svg", PaperState.KEPT, ""),
    (b"<html>", "a.pdf", PaperState.REFUSED, "not-what-it-says"),
    (office({"word/media/a.zip": b""}), "a.docx", PaperState.REFUSED, "bomb"),
])
async def test_every_upload_has_a_verdict(shelf, content, name, state, problem):
    taken = await take_in(shelf, stream(content), name)

    assert (taken.state, taken.problem, taken.size) == (state, problem, len(content))
    assert shelf.path(taken.id).read_bytes() == content


async def test_an_empty_or_too_large_upload_leaves_nothing(shelf, tmp_path):
    with pytest.raises(Refused, match="empty"):
        await take_in(shelf, stream(b""), "a.pdf")
    with pytest.raises(TooLarge):
        await take_in(shelf, stream(bytes(200_001)), "a.pdf")
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []

"""The demo's papers are what the script makes, and small enough to travel with the source."""

import io

import docx
import pypdfium2
import pytest

from meetings.papers import demo, kinds
from meetings.papers.kinds import Kind
from tests.samples import make_papers


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    make_papers.main(folder)
    return folder


def said(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


@pytest.mark.parametrize(("paper", "kind", "pages"), [
    (demo.REPORT, Kind.PDF, 2), (demo.BUDGET, Kind.PDF, 3), (demo.REVIEW, Kind.PDF, 2), (demo.WATER, Kind.DOCX, 0),
], ids=lambda value: getattr(value, "stem", ""))
def test_what_is_shipped_says_what_the_script_says(made, paper, kind, pages):
    shipped, fresh = paper.read_bytes(), (made / paper.name).read_bytes()

    assert kinds.of(paper, paper.name) is kind
    if kind is Kind.PDF:
        assert said(shipped) == said(fresh)
        assert len(pypdfium2.PdfDocument(shipped)) == pages
    else:
        old, new = (docx.Document(io.BytesIO(content)) for content in (shipped, fresh))
        assert [line.text for line in old.paragraphs] == [line.text for line in new.paragraphs]


def test_the_papers_together_are_small():
    assert sum(file.stat().st_size for file in demo.FOLDER.iterdir() if file.is_file()) < 400_000


def test_the_script_makes_the_same_bytes_twice(made, tmp_path):
    make_papers.main(tmp_path)

    for file in made.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_the_budgets_totals_add_up():
    text = said(demo.BUDGET.read_bytes())

    assert text.count("612.450") >= 3
    assert "28.500" in "".join(cell.text for table in docx.Document(demo.WATER).tables for row in table.rows
                               for cell in row.cells)

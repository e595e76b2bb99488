"""Every reason has a sentence in every language."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from meetings.papers import refusals

CATALOGUES = Path(__file__).resolve().parents[2] / "web" / "catalogues"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_is_told_in_words(language):
    with (CATALOGUES / language / "papers.po").open("rb") as file:
        said = {message.id: message.string for message in read_po(file) if message.id}

    assert set(said) == {f"paper:{code}" for code in refusals.CODES}
    assert all(str(sentence).endswith(".") for sentence in said.values())


def test_each_error_carries_its_code():
    assert refusals.TooLarge(1).code in refusals.CODES
    assert refusals.NoRoom.code in refusals.CODES

"""Every way to be refused is told in both languages."""

import pytest

from meetings.procedure import rulings
from meetings.wire import unreadable
from web import words

OURS = ("not-recorded", "busy", "our-fault", "not-a-person")


KEYS = [f"ruling:{code}" for code in (*rulings.CODES, *OURS)] + [f"unreadable:{code}" for code in unreadable.CODES]


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.parametrize("key", KEYS)
def test_every_refusal_says_what_happened_what_was_kept_and_what_to_do(key, locale):
    sentence = words.sentences(locale)[key]
    assert sentence.count(". ") + sentence.count("; ") >= 2
    assert sentence.endswith(".")

"""JSON from strangers: bounded, and with one meaning only."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.exceptions import ClientException

from web.reading import json_object

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-10**15, 10**15) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8)


@given(st.dictionaries(st.text(max_size=10), PLAIN, max_size=5))
def test_what_was_written_is_read(value):
    assert json_object(json.dumps(value)) == value


@given(st.text(max_size=200))
def test_anything_else_is_refused_and_nothing_else_goes_wrong(text):
    with contextlib.suppress(ClientException):
        json_object(text)


@pytest.mark.parametrize(("text", "code"), [
    ("[" * 17, "too-deep"), ('{"a":1,"a":2}', "key-twice"), ('{"a":NaN}', "not-a-number"), ("[]", "not-an-object"),
    ('{"a":1' + "0" * 18 + "}", "number-too-long"), ('{"a":1e999}', "number-too-long"), ("{", "not-json"),
    (b"\xff", "not-utf-8"), ("", "not-json"), ('"\ud800"', "not-an-object"),
])
def test_each_kind_of_trouble_has_its_code(text, code):
    with pytest.raises(ClientException) as refused:
        json_object(text)
    assert refused.value.extra["code"] == code


def test_brackets_inside_words_are_words():
    assert json_object('{"a": "' + "[{" * 50 + '\\""}') == {"a": "[{" * 50 + '"'}

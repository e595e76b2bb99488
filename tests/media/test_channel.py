"""Questions over one socket after another."""

import asyncio
import json

import pytest

from media import channel
from media.channel import Asking, Closed, TooLarge, Unanswered, Unreadable, read, until_one_ends, word


class Line:
    """Where questions go."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []

    async def say(self, text: str) -> None:
        self.asked.append(json.loads(text))


async def asked(asking: Asking, line: Line, **fields: object) -> asyncio.Task[dict[str, object]]:
    before = len(line.asked)
    task = asyncio.create_task(asking.ask("Stats", **fields))
    async with asyncio.timeout(5):
        while len(line.asked) == before:
            await asyncio.sleep(0)
    return task


async def test_answers_find_their_questions_in_whatever_order_they_come() -> None:
    asking, line = Asking("id"), Line()
    asking.open(line.say)
    first, second = await asked(asking, line), await asked(asking, line)

    assert asking.take({"type": "Stats", "id": line.asked[1]["id"], "at": 2})
    assert asking.take({"type": "Stats", "id": line.asked[0]["id"], "at": 1})

    assert [(await first)["at"], (await second)["at"]] == [1, 2]


async def test_an_answer_to_no_question_is_passed_over() -> None:
    asking, line = Asking("id"), Line()
    asking.open(line.say)
    question = await asked(asking, line)
    number = line.asked[0]["id"]

    for said in ({"id": 99}, {"id": str(number)}, {"id": None}, {"ask": number}, {}, {"id": 1.5}, {"id": []}):
        assert not asking.take({"type": "Done", **said})
    assert asking.take({"type": "Done", "id": number})
    assert not asking.take({"type": "Done", "id": number})
    await question


async def test_what_was_asked_over_a_socket_that_closes_is_not_answered() -> None:
    asking, line, other = Asking("id"), Line(), Line()
    asking.open(line.say)
    question = await asked(asking, line)
    asking.close(line.say)
    with pytest.raises(Unanswered):
        await question

    asking.open(other.say)
    asking.close(line.say)                         # the former one is closed once more
    assert asking.there


async def test_a_question_waits_for_the_other_end_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asking, line = Asking("id"), Line()
    waiting = asyncio.create_task(asking.ask("Stats"))
    await asyncio.sleep(0)
    asking.open(line.say)
    while not line.asked:
        await asyncio.sleep(0)
    asking.take({"type": "Stats", "id": line.asked[0]["id"]})
    assert await waiting

    monkeypatch.setattr(channel, "PATIENCE", 0.05)
    with pytest.raises(Unanswered):
        await asking.ask("Stats")
    assert asking._asked == {}


async def test_what_cannot_be_sent_is_not_answered() -> None:
    async def closed(text: str) -> None:
        raise Closed

    asking = Asking("id")
    asking.open(closed)
    with pytest.raises(Unanswered):
        await asking.ask("Stats")
    with pytest.raises(TooLarge):
        await asking.ask("Join", offer="\x01" * 65_536)


def test_a_message_is_an_object_that_says_its_type() -> None:
    assert read('{"type":"Done"}') == {"type": "Done"}
    for bad in ("", "[]", '{"type":[]}', "9" * 10_000, "[" * 100_000, b"\xff"):
        with pytest.raises(Unreadable):
            read(bad)


def test_a_word_is_neither_empty_nor_long() -> None:
    assert word("m" * 200) == "m" * 200
    for bad in ("", "m" * 201, 7, None, ["m"]):
        with pytest.raises(Unreadable):
            word(bad)


async def test_what_is_done_on_one_socket_ends_together_and_what_broke_it_is_told(
    caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("waits")

    async def ends(how: Exception) -> None:
        await asyncio.sleep(0)
        raise how

    await until_one_ends("the line", waits(), ends(Closed()))
    assert (ended, caplog.text) == (["waits"], "")

    await until_one_ends("the line", waits(), ends(LookupError("of a name")))
    assert ended == ["waits"] * 2
    assert "the line broke" in caplog.text
    assert "of a name" in caplog.text

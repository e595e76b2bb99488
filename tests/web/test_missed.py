"""What somebody missed, told in a few sentences."""

import pytest

from tests.web.under_way import convene
from web import missed, words


@pytest.fixture
async def sitting(house):
    sitting = await convene(house)
    await sitting.open(away=("daibieu05",))
    return sitting


async def told(sitting, since, locale="vi"):
    stands = await sitting.stands()
    entries = await sitting.house.clerk.since(sitting.id, since)
    return missed.sentences(stands, entries, words.of(locale))


async def test_a_cut_is_told_as_what_happened_in_it(sitting, house):
    since = (await sitting.stands()).seq
    await sitting.item(2)
    for page in (1, 2, 3):
        await sitting.show(page)
    await sitting.decide(await sitting.ballot())

    sentences = await told(sitting, since)
    assert "Dự toán ngân sách địa phương năm 2027" in sentences[0]
    assert sentences[-1] == "Đang trình bày trang 3."
    assert len([one for one in sentences if "trang" in one]) == 1

    html = missed.teller(house.pages, "Asia/Ho_Chi_Minh")(
        await sitting.stands(), await house.clerk.since(sitting.id, since), 200, "vi"
    )
    assert "3 phút 20 giây" in html
    assert html.count("<li>") == len(sentences)


async def test_who_came_and_went_is_a_number(sitting):
    assert "Vào họp: 4 người." in await told(sitting, 1)


async def test_nothing_that_happened_is_said_too(sitting, house):
    html = missed.teller(house.pages, "Asia/Ho_Chi_Minh")(await sitting.stands(), [], 7, "en")
    assert "You missed 7 s; nothing was decided" in html


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [(7, "7 giây", "7 s"), (200, "3 phút 20 giây", "3 min 20 s"), (7_500, "2 giờ 5 phút", "2 h 5 min")],
)
def test_a_length_of_time_is_told_in_words(seconds, vi, en):
    assert (missed.span(seconds, words.of("vi")), missed.span(seconds, words.of("en"))) == (vi, en)

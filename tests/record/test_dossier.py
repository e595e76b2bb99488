"""The papers of a meeting as rows."""

from datetime import timedelta

import pytest
import pytest_asyncio

from meetings.procedure.sitting import Phase
from meetings.record.dossier import AlreadyConvened, TitleTaken
from meetings.register.prepared import Page, PaperState
from tests.record.test_sittings import STARTS, council, meeting, people  # noqa: F401 — fixtures

OLD, NEW = "a" * 64, "b" * 64


@pytest_asyncio.fixture
async def put(peopled, meeting, people):  # noqa: F811
    item = await peopled.sittings.add_item(meeting.id, "Ngân sách")

    async def put(version, title="Tờ trình", minute=0):
        return await peopled.dossier.add_version(
            meeting.id, item.id, title, version=version, filename=f"{title}.pdf", media_type="application/pdf",
            size=9, at=STARTS + timedelta(minutes=minute), by=people["thuky"].id,
        )

    return put


async def test_the_same_title_on_the_same_item_is_the_next_version(peopled, put):
    document, first = await put(OLD)
    again, second = await put(NEW, minute=5)

    assert again == document
    assert (first.number, second.number) == (1, 2)
    assert await peopled.dossier.place(document.meeting, OLD) == (document, first)
    assert await peopled.dossier.place(document.meeting, NEW) == (document, second)
    assert await peopled.dossier.latest(document.meeting) == [(document, second)]


async def test_the_same_bytes_again_are_no_new_version(peopled, put):
    document, first = await put(OLD)
    assert await put(OLD, minute=5) == (document, first)


async def test_one_file_in_two_documents_is_converted_once_and_shown_in_both(peopled, put):
    one, _ = await put(OLD)
    other, _ = await put(OLD, title="Phụ lục")
    await peopled.dossier.set_state(OLD, PaperState.PAGED, pages=3)

    assert [(d.id, v.state, v.pages) for d, v in await peopled.dossier.latest(one.meeting)] == [
        (one.id, PaperState.PAGED, 3), (other.id, PaperState.PAGED, 3)
    ]
    assert await peopled.dossier.meetings_of(OLD) == [one.meeting]
    assert await peopled.dossier.meetings_of(NEW) == []
    assert await peopled.dossier.place(one.meeting, NEW) is None


async def test_what_waits_to_be_paged_comes_oldest_first_and_once(peopled, put):
    await put(NEW, minute=5)
    await put(OLD, minute=1)
    await put(OLD, title="Phụ lục", minute=9)
    assert [one.id for one in await peopled.dossier.waiting()] == [OLD, NEW]

    await peopled.dossier.set_state(OLD, PaperState.REFUSED, 0, "damaged")
    assert [one.id for one in await peopled.dossier.waiting()] == [NEW]
    assert (await peopled.dossier.version(OLD)).problem == "damaged"


async def test_a_refused_new_version_is_the_latest_but_the_one_before_it_is_read(peopled, put):
    document, first = await put(OLD)
    _, second = await put(NEW, minute=5)
    await peopled.dossier.set_state(NEW, PaperState.REFUSED, 0, "damaged")

    assert [version.id for _, version in await peopled.dossier.latest(document.meeting)] == [second.id]
    assert await peopled.dossier.readable(document.meeting) == [(document, first)]
    await peopled.dossier.set_state(OLD, PaperState.REFUSED, 0, "damaged")
    assert await peopled.dossier.readable(document.meeting) == []


async def test_pages_drawn_again_replace_the_former(peopled, put):
    await put(OLD)
    page = Page(OLD, 1, "Kính gửi", 1000, 1414, "i" * 64, 5000, "p" * 64, 700)
    await peopled.dossier.add_pages(OLD, [page])
    await peopled.dossier.add_pages(OLD, [page, Page(OLD, 2, "", 1000, 1414, "j" * 64, 1, "q" * 64, 1)])

    assert await peopled.dossier.page(OLD, 1) == page
    assert [one.number for one in await peopled.dossier.pages(OLD)] == [1, 2]
    assert await peopled.dossier.page(OLD, 3) is None


async def test_the_first_opening_counts(peopled, put, people):  # noqa: F811
    document, _ = await put(OLD)
    reader = people["daibieu03"].id
    for minute in (1, 2):
        await peopled.dossier.mark_opened(OLD, reader, STARTS + timedelta(minutes=minute))
    assert await peopled.dossier.opened(document.meeting) == {OLD: {reader: STARTS + timedelta(minutes=1)}}


async def test_a_document_can_be_taken_out_before_convening_only(peopled, put):
    document, _ = await put(OLD)
    await peopled.sittings.set_phase(document.meeting, Phase.CONVENED)
    with pytest.raises(AlreadyConvened):
        await peopled.dossier.remove(document.id)
    assert [one for one, _ in await peopled.dossier.latest(document.meeting)] == [document]

    await peopled.sittings.set_phase(document.meeting, Phase.PLANNED)
    await peopled.dossier.remove(document.id)
    assert await peopled.dossier.latest(document.meeting) == []


async def test_a_renamed_document_keeps_the_title_it_had_with_the_reason(peopled, put, people):  # noqa: F811
    document, _ = await put(OLD)
    for title, note in (("Tờ trình số 15", ""), ("Tờ trình số 16", "Số cũ đã dùng"), ("Tờ trình số 16", "lặp lại")):
        await peopled.dossier.rename(document.id, title, at=STARTS, by=people["thuky"].id, note=note)

    assert [one.title for one, _ in await peopled.dossier.latest(document.meeting)] == ["Tờ trình số 16"]
    former = (await peopled.dossier.former_titles(document.meeting))[document.id]
    assert [(one.title, one.note, one.until) for one in former] == [
        ("Tờ trình", "", STARTS), ("Tờ trình số 15", "Số cũ đã dùng", STARTS)
    ]


async def test_a_title_that_another_document_on_the_item_bears_is_refused(peopled, put, people):  # noqa: F811
    document, _ = await put(OLD)
    await put(NEW, title="Phụ lục")

    with pytest.raises(TitleTaken):
        await peopled.dossier.rename(document.id, "Phụ lục", at=STARTS, by=people["thuky"].id)
    assert [one.title for one, _ in await peopled.dossier.latest(document.meeting)] == ["Tờ trình", "Phụ lục"]
    assert await peopled.dossier.former_titles(document.meeting) == {}


async def test_a_file_that_comes_again_under_the_former_name_is_the_next_version(peopled, put, people):  # noqa: F811
    document, _ = await put(OLD)
    await peopled.dossier.rename(document.id, "Tờ trình số 15", at=STARTS, by=people["thuky"].id)

    again, version = await put(NEW)
    assert (again.id, again.title, version.number) == (document.id, "Tờ trình số 15", 2)


async def test_a_renamed_document_can_be_taken_out_too(peopled, put, people):  # noqa: F811
    document, _ = await put(OLD)
    await peopled.dossier.rename(document.id, "Tờ trình số 15", at=STARTS, by=people["thuky"].id)

    await peopled.dossier.remove(document.id)
    assert await peopled.dossier.latest(document.meeting) == []


async def test_a_paper_hangs_on_an_item_of_its_own_meeting(peopled, people):  # noqa: F811
    with pytest.raises(LookupError):
        await peopled.dossier.add_version(
            "none", "none", "Tờ trình", version=OLD, filename="a.pdf", media_type="application/pdf", size=1,
            at=STARTS, by=people["thuky"].id,
        )
    assert await peopled.dossier.version(OLD) is None

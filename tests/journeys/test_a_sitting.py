"""A sitting from the invitation to the minutes, as people do it: by clicks and keys, in both languages.

The steps follow one another in one house (`dinh demo` on an empty folder) with a browser for each
person. Titles, items, absences and votes are drawn from a printed seed. Between a receipt and the
closing of the ballot the web process is killed and comes back.
"""

import re
from typing import Any

import docx
import pytest
from playwright.async_api import expect

from tests.journeys.cast import AT_A_BROWSER, OPTIONS, Cast
from tests.journeys.deeds import PAPERS, create, letter, receipt, seen_and_heard, vote, write_agenda
from tests.journeys.person import PHONE, TABLET

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="module")]


async def test_1_the_secretary_convenes_a_meeting_with_its_papers(cast: Cast) -> None:
    secretary = await cast.enters("thuky")
    await create(secretary, cast)
    await write_agenda(secretary, cast)
    await secretary.press("Check and convene")
    await secretary.press("Convene")
    await secretary.sees("The meeting is convened.")


async def test_1_every_letter_has_its_link_and_its_code(cast: Cast) -> None:
    secretary = cast["thuky"]
    await secretary.goes(f"/desk/{cast.meeting}/invitations")
    await secretary.press("Make new links and show the letters")
    letters = secretary.page.locator("article.letter")
    await expect(letters.first).to_be_visible()
    for one in await letters.all():
        link = re.search(r"https?://\S+/enter/\S+", await one.inner_text())
        assert link, await one.inner_text()
        assert await one.locator(".enter svg").first.is_visible(), "a QR code"
        cast.links[await one.get_attribute("aria-label") or ""] = link.group()
    assert len(cast.links) >= 35 + 15


async def test_2_a_delegate_with_a_phone_comes_in_by_the_letter_and_answers(cast: Cast) -> None:
    name = cast.name("daibieu05")
    delegate = await cast.arrives("daibieu05", size=PHONE)
    await delegate.goes(cast.by_line("daibieu05", letter(cast, name)))
    await delegate.sees("Sign in as %(name)s", name=name)
    await delegate.press("Sign in as %(name)s", name=name)
    await delegate.page.wait_for_url(re.compile("/password"))
    await cast.speaks(delegate)
    await delegate.types("New password", "mot cau de nho 7")
    await delegate.press("Keep the password")
    await delegate.goes(f"/meetings/{cast.meeting}")
    await delegate.sees(cast.drawn.title)
    await delegate.press("I will attend")
    await delegate.sees("You said: will attend")


async def test_2_the_papers_are_read_page_by_page(cast: Cast) -> None:
    delegate = cast["daibieu05"]
    await delegate.page.locator(".paper-row a[href$='/1']").first.click()
    first = await delegate.page.locator("main").inner_text()
    await delegate.page.keyboard.press("ArrowRight")
    await delegate.page.wait_for_url(re.compile(r"/papers/[0-9a-f]{64}/2"))
    assert await delegate.page.locator("main").inner_text() != first
    wide = await delegate.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE[0], "a page wider than the phone"


async def test_2_the_delegate_joins_with_one_tap_from_the_hall(cast: Cast) -> None:
    delegate = cast["daibieu05"]
    await delegate.goes(f"/meetings/{cast.meeting}")
    await delegate.press("Join the meeting")
    await delegate.page.wait_for_url(re.compile("/live"))
    await delegate.sees("Present, in the hall: %(name)s", name="Hội trường xã Chiềng Xuân")
    assert await delegate.page.locator("video, audio").count() == 0, "a device in the hall has no sound"


async def test_2_others_come_in_without_javascript_and_from_elsewhere(cast: Cast) -> None:
    plain = await cast.enters("daibieu06", size=PHONE, javascript=False)
    await plain.goes(f"/meetings/{cast.meeting}")
    await plain.press("Join the meeting")
    await plain.sees("Present, in the hall: %(name)s", name="Hội trường xã Chiềng Xuân")
    away = await cast.enters("daibieu11", camera=(20, 160, 40, 880))
    await away.goes(f"/meetings/{cast.meeting}")
    await away.page.locator("input[name=where][value=elsewhere]").check()
    await away.press("Join the meeting")
    await away.sees("Present, elsewhere")


async def test_3_each_hall_opens_its_own_page_by_its_own_link(cast: Cast) -> None:
    for venue, camera in (("sl-vh", (200, 30, 30, 440)), ("sl-vh-02", (30, 60, 200, 1320))):
        hall = await cast.arrives(venue, camera=camera)
        await hall.goes(letter(cast, cast.name(venue)))
        await hall.press("Open the page of this hall")
        await hall.page.wait_for_url(re.compile(f"/meetings/{cast.meeting}/venue"))
        await cast.speaks(hall)
        await hall.page.locator("[data-start-hall]").click()
        await expect(hall.page.locator("[data-self] video")).to_be_visible()


async def test_4_the_chair_calls_to_order_and_takes_the_roll_with_the_secretary(cast: Cast) -> None:
    chair = await cast.enters("chutoa", size=TABLET)
    await chair.goes(f"/meetings/{cast.meeting}/console")
    await chair.press("Open the sitting")
    await chair.press("Yes, open the sitting")
    await chair.sees("in session")
    secretary = cast["thuky"]
    await secretary.goes(f"/meetings/{cast.meeting}/table")
    for login, reason in cast.drawn.absent.items():
        await secretary.press(cast.name(login))
        await secretary.types("Reason of absence", reason)
        await secretary.press("Excuse the absence")
        await secretary.sees(reason)
    present = [login for login in cast.seats if login not in cast.drawn.absent]
    for login in present:
        here = secretary.button("%(name)s is present", name=cast.name(login))
        if await here.count():
            await here.first.click()
            await expect(secretary.button("%(name)s has left", name=cast.name(login))).to_be_visible()
    await secretary.press("Put the roll on record")
    for person in (chair, secretary):
        await expect(person.page.locator("[data-part=quorum] .num").first).to_have_text(str(len(present)))
        await person.sees("Quorum reached", person.page.locator("[data-part=quorum]"))


async def test_4_a_mistake_in_the_roll_is_corrected_with_its_reason(cast: Cast) -> None:
    secretary, (login, reason) = cast["thuky"], cast.drawn.mistaken
    await secretary.press(cast.name(login))
    await secretary.press("Correct what was entered wrongly")
    await secretary.chooses("It should be", secretary.word("Absent"))
    await secretary.types("Reason of the correction", reason)
    await secretary.press("Enter the correction")
    await expect(cast["chutoa"].page.locator("[data-part=quorum] .num").first).to_have_text(str(len(cast.drawn.votes)))


async def test_4_the_item_and_the_page_lead_everybodys_screen(cast: Cast) -> None:
    chair, delegate = cast["chutoa"], cast["daibieu05"]
    await chair.press("Go to item %(n)s", n=1)
    await chair.press("Go to item %(n)s", n=2)
    await delegate.sees(cast.drawn.items[1])
    paged = next(path.stem for path in PAPERS if path.suffix == ".pdf")
    await chair.press("Change what everybody sees")
    await chair.press("Show to everybody: %(title)s", title=paged)
    await delegate.sees("Page %(n)s", n=1)
    await chair.press("Show the next page to everybody")
    await delegate.sees("Page %(n)s", n=2)


async def test_4_the_deputy_takes_the_chair_when_the_tablet_dies(cast: Cast) -> None:
    cast.lines["chutoa"].cut()
    deputy = await cast.enters("phochutoa", size=TABLET)
    await deputy.goes(f"/meetings/{cast.meeting}/console")
    await deputy.press("Take the chair")
    await deputy.types("Reason (may stay empty)", "Máy tính bảng hết pin")
    await deputy.press("Yes, take the chair")
    await expect(deputy.page.locator("[data-part=chair]")).to_contain_text(cast.name("phochutoa"))
    cast.lines["chutoa"].mend()
    await expect(cast["chutoa"].page.locator("[data-part=chair]")).to_contain_text(cast.name("phochutoa"))
    await deputy.press("Hand over the chair")
    await deputy.press("Yes, hand over the chair")
    await cast["chutoa"].sees("Hand over the chair")


async def test_5_who_asks_is_given_the_floor_and_is_seen_and_heard_by_all(cast: Cast) -> None:
    chair, hall = cast["chutoa"], cast["sl-vh"]
    await cast["daibieu05"].press("Ask to speak")
    await chair.press("Give the floor to %(name)s", name=cast.name("daibieu05"))
    await seen_and_heard(hall, (30, 60, 200), 1320)
    await cast["sl-vh-02"].sees("ON THE STAGE: everybody sees and hears this hall")


async def test_5_the_floor_passes_to_a_delegate_elsewhere_with_own_sound(cast: Cast) -> None:
    chair, away = cast["chutoa"], cast["daibieu11"]
    await away.press("Hear and see")
    await chair.press("Take the floor back")
    await away.press("Ask to speak")
    await chair.press("Give the floor to %(name)s", name=cast.name("daibieu11"))
    for listener in (cast["sl-vh"], cast["sl-vh-02"]):
        await seen_and_heard(listener, (20, 160, 40), 880)
    await chair.press("Warn: one minute")
    await chair.press("Take the floor back")
    await chair.sees("In the chair")


async def test_6_the_chair_puts_the_question_and_a_delegate_gets_a_receipt(cast: Cast) -> None:
    chair, delegate = cast["chutoa"], cast["daibieu05"]
    await chair.press("Open a ballot")
    await chair.types("Question put to the vote", cast.drawn.question)
    await chair.press("Open the ballot now")
    await delegate.sees(cast.drawn.question)
    await vote(delegate, cast.drawn.votes["daibieu05"])
    cast.receipts["daibieu05"] = await receipt(delegate)


async def test_6_the_receipt_outlives_the_death_of_the_web_process(cast: Cast) -> None:
    await cast.house.kill_web()
    delegate = cast["daibieu05"]
    await delegate.page.reload()
    assert await receipt(delegate) == cast.receipts["daibieu05"]


async def test_6_a_vote_counts_without_javascript_and_with_a_line_that_was_cut(cast: Cast) -> None:
    plain, away = cast["daibieu06"], cast["daibieu11"]
    await plain.goes(f"/meetings/{cast.meeting}/live")
    await vote(plain, cast.drawn.votes["daibieu06"])
    assert re.search(r"\d\d:\d\d:\d\d", await receipt(plain))
    cast.lines["daibieu11"].cut()
    await vote(away, cast.drawn.votes["daibieu11"])
    cast.lines["daibieu11"].mend()
    await receipt(away)


async def test_6_the_secretary_enters_spoken_votes_by_name(cast: Cast) -> None:
    chair, secretary = cast["chutoa"], cast["thuky"]
    silent = next(login for login in cast.drawn.votes if login not in AT_A_BROWSER)
    await chair.press("Close the ballot")
    await expect(chair.page.locator("[data-part=acts] .warn").last).to_contain_text(cast.name(silent))
    await chair.press("Close the ballot")
    await secretary.goes(f"/meetings/{cast.meeting}/table")
    for login, option in cast.drawn.votes.items():
        if login in ("daibieu05", "daibieu06", "daibieu11"):
            continue
        chosen = secretary.page.locator("#vote-member option").filter(has_text=f" {cast.name(login)}")
        await expect(chosen).to_have_count(1)
        await secretary.page.locator("#vote-member").select_option(await chosen.get_attribute("value"))
        await secretary.page.locator(f"[data-part=votes] button[value={option}]").click()
        await expect(chosen).to_have_count(0)
    await secretary.sees("Everybody present has voted.")


async def test_6_the_finding_is_computed_confirmed_and_seen_by_all(cast: Cast) -> None:
    chair = cast["chutoa"]
    await chair.press("Close the ballot")
    await chair.sees("Everybody present has voted.")
    await chair.press("Yes, close the ballot")
    yes = list(cast.drawn.votes.values()).count("tan-thanh")
    finding = "Carried" if 2 * yes > 35 else "Not carried"
    await chair.sees("Finding proposed:")
    await chair.press("Confirm: %(finding)s", finding=chair.word(finding))
    await chair.press("Yes, confirm the finding")
    for login in ("daibieu05", "daibieu11"):
        await cast[login].sees(finding)
        label = LABELS[cast.locale][cast.drawn.votes[login]]
        await expect(cast[login].page.locator("[data-part=vote]")).to_contain_text(label, ignore_case=True)
    await expect(cast["daibieu05"].page.locator("[data-part=ballot]")).to_contain_text(str(yes))


async def test_6_a_ballot_opened_by_mistake_is_voided_with_a_reason(cast: Cast) -> None:
    chair = cast["chutoa"]
    await chair.press("Open a ballot")
    await chair.press("Open the ballot now")
    await chair.press("Void this ballot")
    await chair.types("Why is it voided?", "Mở nhầm nội dung")
    await chair.press("Yes, void this ballot")
    await cast["daibieu05"].sees("This ballot was voided and counts for nothing.")


async def test_8_a_page_that_was_cut_off_comes_back_with_no_hole(cast: Cast) -> None:
    delegate, chair = cast["daibieu05"], cast["chutoa"]
    cast.lines["daibieu05"].cut()
    await expect(delegate.page.locator("[data-line]").first).to_have_class(re.compile("lost"))
    await chair.press("Go to item %(n)s", n=3)
    await chair.sees(cast.drawn.items[2])
    cast.lines["daibieu05"].mend()
    await expect(delegate.page.locator(".missed")).to_contain_text(cast.drawn.items[2])
    await expect(delegate.page.locator("[data-part=item]")).to_contain_text(cast.drawn.items[2])


async def test_7_the_chair_closes_and_the_minutes_stand_ready(cast: Cast) -> None:
    chair, secretary = cast["chutoa"], cast["thuky"]
    await secretary.page.locator("#note").fill(cast.drawn.note)
    await secretary.press("Keep the note")
    await secretary.sees(cast.drawn.note, secretary.page.locator("[data-part=record]"))
    await chair.press("Close the sitting")
    await chair.press("Yes, close the sitting")
    await chair.press("Read the minutes")
    for title in cast.drawn.items[:3]:
        await chair.sees(title)
    for reason in cast.drawn.absent.values():
        await chair.sees(reason)


async def test_7_the_document_says_exactly_what_was_clicked(cast: Cast) -> None:
    chair = cast["chutoa"]
    async with chair.page.expect_download() as coming:
        await chair.press("Word document")
    document = docx.Document(str(await (await coming.value).path()))
    text = "\n".join([*(p.text for p in document.paragraphs),
                      *(c.text for t in document.tables for r in t.rows for c in r.cells)])
    kept = SAID[cast.locale]
    present = len(cast.drawn.votes)
    assert kept["head"] in text
    assert cast.drawn.title in text
    assert cast.drawn.question in text
    assert kept["present"].format(here=present) in text
    for login, reason in cast.drawn.absent.items():
        assert re.search(rf"{cast.name(login)}[^\n]*{re.escape(reason)}", text), (login, text)
    for code, words in kept["options"].items():
        n = list(cast.drawn.votes.values()).count(code)
        assert re.search(rf"(?<!không )\b{words} 0?{n}\b", text), (code, n, text)
    name, reason = cast.name(cast.drawn.mistaken[0]), cast.drawn.mistaken[1]
    assert re.search(rf"{name}[^\n]*{re.escape(reason)}", text), "the correction, with its reason"
    assert "Mở nhầm nội dung" in text
    assert cast.name("daibieu11") in text
    assert cast.drawn.note in text


LABELS = {
    "vi": OPTIONS,
    "en": {"tan-thanh": "For", "khong-tan-thanh": "Against", "khong-bieu-quyet": "Not voting"},
}
SAID: dict[str, Any] = {
    "vi": {"head": "BIÊN BẢN", "present": "{here} trong tổng số 35 đại biểu tham dự", "options": OPTIONS},
    "en": {"head": "MINUTES", "present": "{here} of 35 deputies attended", "options": {
        "tan-thanh": "for", "khong-tan-thanh": "against", "khong-bieu-quyet": "not voting"}},
}


async def test_nothing_went_wrong_unseen(cast: Cast) -> None:
    assert {name: person.complaints for name, person in cast.people.items() if person.complaints} == {}
    faults = [n for n, line in enumerate(cast.house.printed) if "Traceback" in line]
    assert not faults, "".join(cast.house.printed[max(0, faults[0] - 3):faults[0] + 60])

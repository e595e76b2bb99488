"""Pieces of pages, drawn from a meeting alone: pure, so every state is one line away."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from meetings.procedure.agenda import OpenItem, ShowPage
from meetings.procedure.ballots import CastVote, CloseBallot, ConfirmFinding, OpenBallot, VoidBallot
from meetings.procedure.floor import AskFloor, GiveFloor
from meetings.procedure.meeting import Meeting
from meetings.procedure.roll import EndPresence, ExcuseAbsence, TakeRoll
from meetings.procedure.screen import ShareScreen
from meetings.procedure.sight import Audience
from meetings.procedure.sitting import Close, Resume, Suspend
from meetings.procedure.stage import DirectStage
from meetings.register.prepared import Page, PaperState
from tests.procedure.hall import AGAINST, COMMUNE, FOR, T0, after, do, meeting_of, recorded
from tests.web.test_stills import picture
from web import show, words
from web.lines import Line
from web.views import HIDDEN, VIEWS, Views, chair, filled, hall, own, people, result, table, told
from web.views.around import Around, Paper

MEMBERS = tuple(f"m{n}" for n in range(3, 36))
PAGES = show.pages("Asia/Ho_Chi_Minh", demo=False)


@pytest.fixture
def views():
    return Views(PAGES, None, None)


def shown(meeting, around=None):
    known = people.names(meeting)
    return hall.hall(meeting, around or Around(), known)


def step(meeting, papers=()):
    around = Around(papers=papers)
    known = people.names(meeting)
    return chair.console(meeting, around, known, hall.hall(meeting, around, known)).step


PAPER = (Paper("i1", "Tờ trình", "a" * 64, 1, 3, PaperState.PAGED),)
OPEN = do(OpenBallot, "dung", ballot="b1", question="Thông qua?", majority="ordinary")
SHARE = do(ShareScreen, "m3", source="screen:person:m3")
CLOSE = do(CloseBallot, "dung", ballot="b1", without_line=frozenset())


def states():
    """A council of 35 in every state a page can meet."""
    meeting = meeting_of(*MEMBERS)
    yield "just opened", meeting
    meeting = after(meeting, do(TakeRoll, "dung"), do(OpenItem, "dung", item="i1"))
    meeting = after(meeting, do(ShowPage, "dung", version="a" * 64, page=2))
    yield "an item", meeting
    meeting = after(meeting, do(AskFloor, "m3"), do(AskFloor, "m4"), do(GiveFloor, "dung", member="m3", seconds=180))
    yield "a speech", meeting
    yield "a screen", after(meeting, SHARE)
    yield "a screen off the stage", after(meeting, SHARE, do(DirectStage, "dung", source=f"venue:{COMMUNE}"))
    meeting = after(meeting, OPEN, do(CastVote, "m5", ballot="b1", option=AGAINST))
    yield "a ballot", meeting
    yield "a voided ballot", after(meeting, do(VoidBallot, "dung", ballot="b1", reason="Nhầm"))
    meeting = after(meeting, CLOSE)
    yield "a finding proposed", meeting
    meeting = after(meeting, do(ConfirmFinding, "dung", ballot="b1"))
    yield "a finding confirmed", meeting
    yield "a recess", after(meeting, do(Suspend, "dung"))
    yield "the end", after(meeting, do(Close, "dung"))


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_drawn_in_every_state_and_language(views, view, locale):
    for name, meeting in states():
        parts = views.parts(view, meeting, Around(papers=PAPER), locale)

        assert set(VIEWS[view].parts) <= set(parts), name
        assert sum(len(html.encode()) for html in parts.values()) < 60_000, name


@pytest.mark.parametrize("view", VIEWS)
def test_drawn_a_second_time_nothing_has_changed(views, view):
    for name, meeting in states():
        assert views.parts(view, meeting, Around(), "vi") == views.parts(view, meeting, Around(), "vi"), name


def test_a_new_still_changes_nothing_but_its_own_part(views):
    meeting = after(meeting_of("ada"), do(ShareScreen, "dung", source="screen:person:dung"))

    for view in (view for view in VIEWS.values() if view.audience is Audience.HALL):
        views.stills.put("m1", "screen:person:dung", picture(), T0)
        before = views.parts(view.name, meeting, Around(), "vi")
        views.stills.put("m1", "screen:person:dung", picture(320, 180), T0 + timedelta(seconds=10))
        now = views.parts(view.name, meeting, Around(), "vi")

        assert {name for name, html in now.items() if html != before[name]} == {"still"}
        assert "08:00:10" in now["still"]
        views.stills.announced("m1", meeting, Meeting(), ())


def test_the_chair_reads_whose_screen_is_shown_and_ends_it_or_puts_it_on_the_stage_again(views):
    meeting = after(meeting_of("ada"), do(ShareScreen, "thao", source="screen:person:thao"))

    shown = views.parts("console", meeting, Around(), "vi")["stage"]
    assert "màn hình của Thao" in shown
    assert "WithdrawScreen" in shown

    off = after(meeting, do(DirectStage, "dung", source=f"venue:{COMMUNE}"))
    taken = views.parts("console", off, Around(), "vi")["stage"]
    assert "<b><svg" not in taken
    assert 'value="screen:person:thao">Màn hình của Thao<' in taken


def test_a_vote_that_comes_in_changes_no_part_of_the_hall(views):
    meeting = after(meeting_of(*MEMBERS), do(OpenItem, "dung", item="i1"), OPEN)
    voted = after(meeting, do(CastVote, "m5", ballot="b1", option=FOR))

    for view in (view for view in VIEWS.values() if view.audience is Audience.HALL):
        before = views.parts(view.name, meeting, Around(), "vi")
        assert views.parts(view.name, voted, Around(), "vi") == before


def test_the_desk_sees_who_has_voted_and_not_how(views):
    meeting = after(meeting_of("ada", "bo"), do(OpenItem, "dung", item="i1"), OPEN)
    one = views.parts("table", after(meeting, do(CastVote, "ada", ballot="b1", option=FOR)), Around(), "vi")
    other = views.parts("table", after(meeting, do(CastVote, "ada", ballot="b1", option=AGAINST)), Around(), "vi")

    assert "đã bỏ phiếu" in one["row-ada"]
    assert "chưa bỏ phiếu" in one["row-bo"]
    assert one == other


def test_the_red_button_is_the_next_thing_to_do():
    meeting = meeting_of(*MEMBERS)
    assert step(meeting) == "roll"
    meeting = after(meeting, do(TakeRoll, "dung"))
    assert step(meeting) == "item"
    meeting = after(meeting, do(OpenItem, "dung", item="i1"))
    assert step(meeting) == "item"                     # without papers an item needs no vote
    assert step(meeting, PAPER) == "ballot"
    meeting = after(meeting, OPEN)
    assert step(meeting, PAPER) == "close-ballot"
    meeting = after(meeting, CLOSE)
    assert step(meeting, PAPER) == "confirm"
    meeting = after(meeting, do(ConfirmFinding, "dung", ballot="b1"))
    assert step(meeting, PAPER) == "item"
    meeting = after(meeting, do(OpenItem, "dung", item="i2"))
    assert step(meeting) == "close"
    meeting = after(meeting, do(Suspend, "dung"))
    assert step(meeting) == "resume"
    assert step(after(meeting, do(Resume, "dung"), do(Close, "dung"))) == "minutes"


def test_a_voided_ballot_leaves_the_vote_still_to_be_held():
    meeting = after(meeting_of(*MEMBERS), do(TakeRoll, "dung"), do(OpenItem, "dung", item="i1"), OPEN,
                    do(VoidBallot, "dung", ballot="b1", reason="Nhầm"))

    assert step(meeting, PAPER) == "ballot"


@pytest.mark.parametrize("name", ["just opened", "a speech", "a ballot", "a finding proposed", "the end"])
def test_there_is_one_red_button_outside_what_is_folded(views, name):
    meeting = dict(states())[name]
    parts = views.parts("console", meeting, Around(papers=PAPER), "vi")
    unfolded = re.sub(r'<div class="ask-once.*?</div></details>', "", parts["acts"], flags=re.DOTALL)

    assert len(re.findall(r'class="btn main', unfolded)) == 1


def test_the_result_shown_is_the_open_ballots_or_the_items_last():
    meeting = after(meeting_of(*MEMBERS), do(OpenItem, "dung", item="i1"))
    assert result.shown(meeting) is None
    meeting = after(meeting, OPEN)
    assert result.shown(meeting).stand == "open"
    meeting = after(meeting, *[do(CastVote, m, ballot="b1", option=FOR) for m in MEMBERS[:20]], CLOSE)
    closed = result.shown(meeting)
    assert (closed.stand, closed.yes, closed.silent, closed.needed, closed.total) == ("closed", 20, 15, 18, 35)
    meeting = after(meeting, do(ConfirmFinding, "dung", ballot="b1"), do(OpenItem, "dung", item="i2"))
    assert result.shown(meeting) is None


def test_a_speaker_in_a_hall_is_placed_there_and_one_elsewhere_by_unit():
    meeting = after(meeting_of("ada"), do(AskFloor, "ada"), do(GiveFloor, "dung", member="ada", seconds=60))
    talk = shown(meeting).talk

    assert talk.who.name == "Ada"
    assert talk.until - talk.since == timedelta(seconds=60)
    quiet = shown(meeting_of("ada")).talk
    assert (quiet.who.person, quiet.seconds) == ("dung", 0)


def test_own_parts_tell_place_in_the_queue_vote_and_chair():
    meeting = after(meeting_of("ada", "bo"), do(AskFloor, "ada"), do(AskFloor, "bo"), OPEN,
                    do(CastVote, "bo", ballot="b1", option=FOR))
    known = people.names(meeting)

    me = own.own(meeting, Around(), known, "bo")
    assert (me.voice, me.waits_at, me.vote.option, me.entitled, me.presides) == ("waits", 2, FOR, True, False)
    assert own.own(meeting, Around(), known, "dung").presides
    assert own.own(meeting, Around(), known, "quan").voice == "none"
    assert own.own(meeting, Around(), known, "nobody") is None


def test_one_who_has_voted_gets_the_plates_locked(views):
    meeting = after(meeting_of("ada", "bo"), OPEN, do(CastVote, "bo", ballot="b1", option=FOR))

    voted = views.mine("live", meeting, Around(), viewer("bo"))
    assert voted["ballot"].count('aria-disabled="true"') == 3
    assert "Đã nhận lúc" in voted["vote"]
    assert "ballot" not in views.mine("live", meeting, Around(), viewer("ada"))


def test_who_leads_is_told_on_the_console_of_an_own_vote_still_to_be_cast(views):
    opened = after(meeting_of("ada", "bo", "chi"), OPEN, do(EndPresence, "ada", member="ada", reason=""))
    voted = after(opened, do(CastVote, "dung", ballot="b1", option=FOR))

    def told(meeting, person):
        return "Đại biểu chưa bỏ phiếu." in views.mine("console", meeting, Around(), viewer(person))["chair"]

    assert told(opened, "dung")
    assert not told(voted, "dung")
    assert not told(opened, "ada")          # left
    assert not told(meeting_of("bo"), "dung")


def viewer(person):
    return SimpleNamespace(person=SimpleNamespace(id=person), venue=None, locale="vi")


def test_a_line_stands_beside_presence_and_changes_nothing_of_it():
    meeting = after(meeting_of("ada", "bo"), do(EndPresence, "bo", member="bo", reason=""))
    meeting = after(meeting, do(ExcuseAbsence, "thao", member="bo", reason="Ốm"))
    lost = Around(lines={"person:ada": Line("lost", meeting.called_at)})
    rows = {row.who.person: row for row in table.table(meeting, lost, people.names(meeting), frozenset(), False).rows}

    assert (rows["ada"].state, rows["ada"].line) == ("present", "lost")
    assert (rows["bo"].state, rows["bo"].reason) == ("excused", "Ốm")


def test_the_record_is_told_newest_first_and_in_both_languages():
    meeting, entries = recorded(meeting_of(*MEMBERS), do(OpenItem, "dung", item="i1"), OPEN,
                                do(CastVote, "m5", ballot="b1", option=FOR), CLOSE)
    vi = told.told(meeting, entries, people.names(meeting), words.of("vi"))
    en = told.told(meeting, entries, people.names(meeting), words.of("en"))

    assert [line.text for line in vi] == [
        "Kết thúc lượt biểu quyết 1: Tán thành 1, Không tán thành 0, Không biểu quyết 0.",
        "Mở lượt biểu quyết 1: Thông qua?", "Nội dung 1: Ngân sách",
    ]
    assert en[-1].text == "Item 1: Ngân sách"


def test_shared_forms_carry_no_token_until_a_page_is_sent(views):
    parts = views.parts("console", meeting_of("ada"), Around(), "vi")
    assert HIDDEN in parts["acts"]
    assert "csrf" not in "".join(parts.values())

    sent = filled(parts["acts"], 'a"b')
    assert HIDDEN not in sent
    assert 'name="csrf" value="a&#34;b"' in sent
    ids = re.findall(r'name="id" value="([^"]+)"', sent)
    assert len(set(ids)) == len(ids) == parts["acts"].count(HIDDEN)


def test_what_people_wrote_is_never_taken_for_html(views):
    meeting = after(meeting_of("ada"), do(OpenItem, "dung", item="i1"),
                    do(OpenBallot, "dung", ballot="b1", question="<script>x</script>", majority="ordinary"))

    drawn = {view: "".join(views.parts(view, meeting, Around(), "vi").values()) for view in VIEWS}
    assert [view for view, html in drawn.items() if "<script>" in html] == []
    assert {"live", "console", "stage"} <= {view for view, html in drawn.items() if "&lt;script&gt;" in html}


def test_nothing_is_drawn_before_the_meeting_is_convened(views):
    assert all(views.parts(view, Meeting(), Around(), "vi") == {} for view in VIEWS)


def test_a_long_page_is_cut_and_says_where_the_rest_is(views):
    meeting = after(meeting_of("ada"), do(OpenItem, "dung", item="i1"), do(ShowPage, "dung", version="a" * 64, page=1))
    long = Page("a" * 64, 1, "Một dòng chữ dài. " * 1_000, 1000, 1400, "k", 9_000, "p", 900)

    page = views.parts("live", meeting, Around(papers=PAPER, shown=long), "vi")["page"]

    assert "Phần còn lại của trang" in page
    assert len(page.encode()) < 12_000


def test_initials_stand_for_a_face():
    names = ("Triệu Thị Nhung", "Páo", "", " Đinh  Thị Ánh ")
    assert [people.Who("p", name, "", "", "member", None).initials for name in names] == ["TN", "P", "", "ĐÁ"]

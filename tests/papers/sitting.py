"""A sitting in which everything happens that minutes can tell, and the facts of it.

Called to order at 08:00 in Vân Hồ: 8 of 9 seats filled, 7 members here at some time, one away with a reason.
"""

from zoneinfo import ZoneInfo

from meetings.procedure import minutes as facts
from meetings.procedure.agenda import OpenItem
from meetings.procedure.ballots import CastVote, CloseBallot, ConfirmFinding, EnterVote, How, OpenBallot, VoidBallot
from meetings.procedure.floor import AskFloor, GiveFloor, TakeFloorBack
from meetings.procedure.meeting import Command, Meeting
from meetings.procedure.minutes import Minutes
from meetings.procedure.order_paper import Item, Office, OrderPaper, Participant, Venue
from meetings.procedure.roll import CorrectAttendance, DeclarePresence, EndPresence, ExcuseAbsence, TakeRoll
from meetings.procedure.screen import ShareScreen, WithdrawScreen
from meetings.procedure.sitting import CallToOrder, Close, Convene, HandOverChair, Resume, Suspend, TakeNote
from tests.procedure.hall import AGAINST, FOR, NOT_VOTING, T0, at, do, recorded, ruleset

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PEOPLE = (
    ("dung", "Cà Văn Dũng", "Chủ tịch HĐND huyện", Office.CHAIR, 1),
    ("binh", "Cà Văn Bình", "Phó Chủ tịch HĐND huyện", Office.DEPUTY_CHAIR, 2),
    ("hoa", "Trần Thanh Hoa", "Đại biểu HĐND huyện", Office.MEMBER, 3),
    ("tien", "Thào Đức Tiến", "Đại biểu HĐND huyện", Office.MEMBER, 4),
    ("nhung", "Sồng Thị Nhung", "Đại biểu HĐND huyện", Office.MEMBER, 5),
    ("hai", "Bàn Đức Hải", "Đại biểu HĐND huyện", Office.MEMBER, 6),
    ("anh", "Đinh Thị Ánh", "Đại biểu HĐND huyện", Office.MEMBER, 7),
    ("thuy", "Lường Ngọc Thủy", "Trưởng phòng", Office.MEMBER, 8),
    ("quan", "Triệu Ngọc Quân", "Thư ký kỳ họp", Office.SECRETARY, None),
    ("phuc", "Giàng Ngọc Phúc", "Trưởng phòng Kinh tế và Hạ tầng", Office.GUEST, None),
)
HERE = ("dung", "binh", "hoa", "tien", "nhung", "hai", "quan", "phuc")
QUESTION = "Thông qua Nghị quyết về dự toán ngân sách địa phương năm 2027"


def paper(rules: str = "hdnd-2015") -> OrderPaper:
    return OrderPaper(
        "m1", "Kỳ họp thứ 12", "HĐND huyện Vân Hồ", T0, 9, ruleset(rules),
        tuple(Participant(id, name, title, "", office, seat) for id, name, title, office, seat in PEOPLE),
        (Item("i1", 1, "Báo cáo kinh tế - xã hội năm 2026", "Giàng Ngọc Phúc", 30),
         Item("i2", 2, "Dự toán ngân sách địa phương năm 2027", "", 60)),
        (Venue("SL-VH", "Hội trường huyện Vân Hồ", True), Venue("SL-VH-03", "Hội trường xã Chiềng Yên", False),
         Venue("SL-VH-10", "Hội trường xã Suối Bàng", False)),
    )


def ballot(number: int, minute: float, votes: dict[str, str], question: str = QUESTION) -> list[Command]:
    id = f"b{number}"
    return [
        do(OpenBallot, "dung", minute, ballot=id, question=question, majority="ordinary"),
        *(do(CastVote, member, minute + 1, ballot=id, option=option) for member, option in votes.items()),
    ]


def course(rules: str = "hdnd-2015", mistaken: str = "Mở nhầm") -> list[Command]:
    sheet = paper(rules)
    votes = {"dung": FOR, "binh": FOR, "hoa": FOR, "tien": FOR, "nhung": AGAINST}
    return [
        do(Convene, "quan", -600, paper=sheet),
        do(ExcuseAbsence, "thuy", -300, member="thuy", reason="Đi công tác tại tỉnh"),
        *(do(DeclarePresence, who, -10, member=who, where="SL-VH") for who in HERE),
        do(CallToOrder, "dung", 0, paper=sheet),
        do(TakeRoll, "quan", 3),
        do(OpenItem, "dung", 9, item="i1"),
        do(TakeNote, "quan", 20, note="Đại biểu đề nghị gửi kèm phụ lục ⟦1⟧ <b>&</b>."),
        do(DeclarePresence, "anh", 30, member="anh", where="SL-VH-03"),
        do(OpenItem, "dung", 60, item="i2"),
        do(AskFloor, "hai", 61), do(GiveFloor, "dung", 62, member="hai", seconds=300),
        do(ShareScreen, "venue:SL-VH", 63, source="screen:venue:SL-VH"),
        do(TakeFloorBack, "dung", 64.75),
        do(ShareScreen, "quan", 65, source="screen:person:quan"), do(WithdrawScreen, "quan", 69),
        *ballot(1, 70, {"dung": FOR}, mistaken),
        do(VoidBallot, "dung", 72, ballot="b1", reason="Mở nhầm nội dung"),
        *ballot(2, 80, votes),
        do(EnterVote, "quan", 82, ballot="b2", member="hai", option=NOT_VOTING, how=How.SPOKEN),
        do(CloseBallot, "dung", 84, ballot="b2", without_line=frozenset({"anh"})),
        do(ConfirmFinding, "dung", 85, ballot="b2"),
        do(Suspend, "dung", 90), do(Resume, "dung", 105),
        do(OpenItem, "dung", 106, item="i1"),
        do(HandOverChair, "dung", 110, to="binh", reason="Máy của Chủ tọa hỏng"),
        do(EndPresence, "tien", 120, member="tien", reason="Có việc gia đình"),
        do(CorrectAttendance, "quan", 125, member="hoa", present=False, since=at(115), reason="Đã về trước"),
        do(Close, "binh", 130),
    ]


def minutes(until: type | None = None, rules: str = "hdnd-2015", question: str = "Mở nhầm") -> Minutes:
    """The facts; up to and without the first command of type `until`. `question`: of the ballot opened by mistake."""
    commands = course(rules, question)
    kinds = [type(command) for command in commands]
    meeting, entries = recorded(Meeting(), *commands[: kinds.index(until) if until else None])
    told = facts.minutes(meeting, entries)
    assert told is not None
    return told

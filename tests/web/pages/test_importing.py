"""Lists brought in over the web: all or nothing, faults by line and column, twice is once."""

import re
from pathlib import Path

import pytest

import web
from meetings.register.importing import PEOPLE_COLUMNS, UNIT_COLUMNS
from meetings.register.people import Post, Role
from tests.web.conftest import BASE, PEOPLE, UNITS
from web import errands

HEAD = PEOPLE.split("\n")[0] + "\n"


def sheets(units=UNITS, people=PEOPLE):
    return {"units": ("units.csv", units.encode(), "text/csv"), "people": ("people.csv", people.encode(), "text/csv")}


async def test_the_same_lists_again_change_nothing(client_for):
    answer = await (await client_for("admin")).send_form("/import", files=sheets())

    assert answer.status_code == 200
    assert "Không có gì mới" in answer.text


async def test_faults_are_told_by_file_line_and_column_and_nothing_is_brought_in(client_for, house):
    people = PEOPLE + "moi,Người Mới,,SL-99,,guest,,,,,vi\nmoi2,Người Hai,,SL,,vua,,,,,vi\n"

    answer = await (await client_for("admin")).send_form("/import", files=sheets(people=people))

    assert answer.status_code == 422
    assert "Chưa nhập gì: có 2 chỗ cần sửa." in answer.text
    assert "Không có đơn vị mã “SL-99”." in answer.text
    line = PEOPLE.count("\n") + 1
    assert f'>people.csv</td><td class="r" data-name="Dòng">{line}</td><td data-name="Cột">unit</td>' in answer.text
    assert await house.register.people.by_login("moi") is None


@pytest.mark.parametrize(("rows", "said"), [(1, "1 place needs"), (2, "2 places need")])
async def test_one_place_is_told_as_one(client_for, rows, said):
    admin = await client_for("admin")
    await admin.send_form("/preferences", language="en")

    people = PEOPLE + "".join(f"moi{row},Người Mới,,SL-99,,guest,,,,,vi\n" for row in range(rows))

    assert f"Nothing was brought in: {said} to be changed." in (
        await admin.send_form("/import", files=sheets(people=people))).text


async def test_a_program_gets_the_faults_as_a_problem(client_for):
    admin = await client_for("admin")

    answer = await admin.post(
        "/import", data={"csrf": admin.csrf}, files=sheets(units="not,a,sheet\n"),
        headers={"accept": "application/json", "origin": BASE})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(key.startswith("units.csv:") for key in answer.json()["errors"])


async def test_two_files_the_wrong_way_round_are_told_in_one_sentence(client_for):
    answer = await (await client_for("admin")).send_form("/import", files=sheets(units=PEOPLE, people=UNITS))

    assert answer.status_code == 422
    assert answer.text.count("Hai tệp bị chọn ngược") == 1
    assert "chỗ cần sửa" not in answer.text


async def test_one_list_in_both_fields_is_told_beside_the_wrong_one(client_for):
    answer = await (await client_for("admin")).send_form("/import", files=sheets(people=UNITS))

    assert answer.status_code == 422
    assert "Đây là danh sách dành cho units.csv" in answer.text.split('id="f-people-error"')[1].split("</p>")[0]


async def test_a_workbook_is_told_beside_its_field(client_for):
    files = sheets() | {"units": ("units.xlsx", b"PK\x03\x04\x14\x00", "application/zip")}
    answer = await (await client_for("admin")).send_form("/import", files=files)

    assert answer.status_code == 422
    assert "Tệp là bảng tính" in answer.text.split('id="f-units-error"')[1].split("</p>")[0]


async def test_lists_as_a_vietnamese_spreadsheet_program_saves_them_are_taken(client_for, house):
    def saved(text):
        return "\ufeff" + text.replace(",", ";").replace("\n", "\r\n").replace("2021-06-01", "01/06/2021")

    answer = await (await client_for("admin")).send_form("/import", files=sheets(saved(UNITS), saved(PEOPLE)))

    assert answer.status_code == 200
    assert "Không có gì mới" in answer.text


@pytest.mark.parametrize(("name", "separator"), [("units.csv", ";"), ("people.csv", ",")])
async def test_a_sample_sheet_is_offered_as_the_viewers_spreadsheet_program_opens_it(
    client_for, house, name, separator
):
    admin = await client_for("admin")
    person = await house.register.people.by_login("admin")
    await house.register.people.set_locale(person.id, "vi" if separator == ";" else "en")
    assert f'href="/import/samples/{name}"' in (await admin.get("/import")).text

    answer = await admin.get(f"/import/samples/{name}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert separator in answer.content.decode("utf-8-sig").split("\r\n")[0]
    assert (await admin.get("/import/samples/other.csv")).status_code == 404


def test_the_page_says_of_every_column_what_it_holds():
    page = (Path(web.__file__).parent / "templates/importing/form.html").read_text("utf-8")

    assert tuple(re.findall(r'^\("(\w+)", _\(', page, re.MULTILINE)) == (*UNIT_COLUMNS, *PEOPLE_COLUMNS)


async def test_a_missing_file_is_said_next_to_its_field(client_for):
    answer = await (await client_for("admin")).send_form("/import", files={"units": ("units.csv", UNITS.encode())})

    assert answer.status_code == 422
    assert 'id="f-people-error"' in answer.text
    assert "Hãy chọn tệp." in answer.text


async def test_lists_too_large_are_refused(client_for):
    answer = await (await client_for("admin")).send_form("/import", files=sheets(units="x" * 11_000_000))

    assert answer.status_code == 413


@pytest.fixture
async def commune_admin(client_for, house):
    """An administrator of one commune only."""
    person = await house.register.people.add("quantri.xa", "Lò Văn Xã", unit="SL-VH-01")
    await house.register.people.add_post(Post(person.id, Role.ADMIN, "SL-VH-01", None, None, None, None))
    return await client_for("quantri.xa")


async def everything(house):
    people = await house.register.people.all()
    posts = [await house.register.people.posts(one.id) for one in people]
    return await house.register.units.all(), people, posts, await house.register.people.bodies()


@pytest.mark.parametrize(("people", "unit"), [
    (HEAD + "moi,Người Mới,,SL-VH-02,,guest,,,,,vi\n", "SL-VH-02"),
    (HEAD + "quantri.xa,Lò Văn Xã,,SL-VH,,admin,,,,,vi\n", "SL-VH"),
    (HEAD + "admin,Giàng Minh Quân,,SL-VH-01,,guest,,,,,vi\n", "SL"),
])
async def test_the_administrator_of_one_commune_brings_in_nobody_elsewhere(commune_admin, house, people, unit):
    before = await everything(house)

    answer = await commune_admin.send_form("/import", files=sheets(units=UNITS.split("\n")[0] + "\n", people=people))

    assert answer.status_code == 422
    assert f"thuộc đơn vị {unit};" in answer.text
    assert await everything(house) == before
    assert [(one.what, one.about) for one in await house.register.audit.recent(1)] == [("import-refused", unit)]


async def test_the_administrator_of_one_commune_brings_in_their_own(commune_admin, house):
    people = HEAD + "moi,Người Mới,,SL-VH-01,,guest,,,,,vi\n"

    answer = await commune_admin.send_form("/import", files=sheets(units=UNITS.split("\n")[0] + "\n", people=people))

    assert answer.status_code == 200
    assert (await house.register.people.by_login("moi")).unit == "SL-VH-01"
    (line,) = await house.register.audit.recent(1)
    assert (line.what, "people 1+0" in line.detail) == ("imported", True)


async def test_a_new_root_above_ones_own_unit_is_refused_in_words(commune_admin):
    units = UNITS.split("\n")[0] + "\nSL-VH-01,,commune,Xã Chiềng Khoa,,2016-07-01,,,,\n"

    answer = await commune_admin.send_form("/import", files=sheets(units=units, people=HEAD))

    assert answer.status_code == 422
    assert "cấp trên của đơn vị phụ trách" in answer.text


async def test_the_last_administrator_and_a_taken_seat_are_told_in_words(client_for):
    admin = await client_for("admin")
    gone = HEAD + "admin,Giàng Minh Quân,Quản trị hệ thống,SL,,guest,,,,,vi\n"
    seat = HEAD + "moi,Người Mới,,SL-VH,HĐND huyện Vân Hồ,member,3,2021-06-01,,,vi\n"

    nobody = await admin.send_form("/import", files=sheets(people=gone))
    taken = await admin.send_form("/import", files=sheets(people=seat))

    assert nobody.status_code == taken.status_code == 422
    assert "Sẽ không còn quản trị viên nào." in nobody.text
    assert "HĐND huyện Vân Hồ" in taken.text


async def test_who_has_the_folder_in_hand_reaches_the_whole_house(house):
    answer = await errands.run(house, {"errand": "import", "units": UNITS, "people": PEOPLE})

    assert answer["done"]["people"]["same"] == PEOPLE.count("\n") - 1
    assert [one.who for one in await house.register.audit.recent(1)] == ["program"]

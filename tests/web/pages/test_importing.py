"""Lists brought in over the web: all or nothing, faults by line and column, twice is once."""

from tests.web.conftest import BASE, PEOPLE, UNITS


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
    assert f'<td>people.csv</td><td class="r">{line}</td><td>unit</td>' in answer.text
    assert await house.register.people.by_login("moi") is None


async def test_a_program_gets_the_faults_as_a_problem(client_for):
    admin = await client_for("admin")

    answer = await admin.post(
        "/import", data={"csrf": admin.csrf}, files=sheets(units="not,a,sheet\n"),
        headers={"accept": "application/json", "origin": BASE})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(key.startswith("units.csv:") for key in answer.json()["errors"])


async def test_a_missing_file_is_said_next_to_its_field(client_for):
    answer = await (await client_for("admin")).send_form("/import", files={"units": ("units.csv", UNITS.encode())})

    assert answer.status_code == 422
    assert 'id="f-people-error"' in answer.text
    assert "Hãy chọn tệp." in answer.text


async def test_lists_too_large_are_refused(client_for):
    answer = await (await client_for("admin")).send_form("/import", files=sheets(units="x" * 11_000_000))

    assert answer.status_code == 413

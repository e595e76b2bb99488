"""Coming in by a link: looking changes nothing, the button uses it up, the first time sets a password."""

import pytest

from web import links


@pytest.fixture
async def link(house):
    person = await house.register.people.by_login("daibieu03")
    return (await links.for_person(house, person)).removeprefix("http://127.0.0.1:8000")


async def test_looking_at_a_link_shows_who_and_uses_nothing_up(client, link):
    for _ in range(3):
        page = await client.opens(link)
        assert page.status_code == 200
        assert "Đăng nhập: Trần Thanh Hoa" in page.text
        assert "Xã Chiềng Khoa" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


async def test_the_button_signs_in_once_and_the_link_is_spent(client, link):
    await client.opens(link)

    first = await client.send_form(link)
    assert (first.status_code, first.headers["location"]) == (303, "/password")
    again = await client.send_form(link)
    assert again.status_code in (403, 404)
    assert (await client.get(link)).status_code == 404


async def test_the_first_time_a_password_is_set_and_the_device_gets_its_name(client, link, house):
    await client.opens(link)
    await client.send_form(link)
    page = await client.opens("/password")
    assert "daibieu03" in page.text
    assert "Mật khẩu hiện nay" not in page.text

    short = await client.send_form("/password", password="ngắn", device="điện thoại của tôi")
    assert short.status_code == 422
    assert "Ít nhất 8 ký tự." in short.text
    assert "điện thoại của tôi" in short.text
    common = await client.send_form("/password", password="12345678", device="")
    assert common.status_code == 422
    assert "người khác thử trước tiên" in common.text.split('id="f-password-error"')[1].split("</p>")[0]

    done = await client.send_form("/password", password="rừng xanh núi đỏ", device="điện thoại của tôi")
    assert (done.status_code, done.headers["location"]) == (303, "/")
    person = await house.register.people.by_login("daibieu03")
    assert [one.device for one in await house.register.signin.sessions_of(person.id)] == ["điện thoại của tôi"]
    assert await house.passwords.matches(await house.register.signin.password_hash(person.id), "rừng xanh núi đỏ")


async def test_later_the_password_so_far_is_asked_for(client_for, house):
    client = await client_for("daibieu03")
    person = await house.register.people.by_login("daibieu03")
    await house.register.signin.set_password(person.id, await house.passwords.hash("mật khẩu cũ"), house.now())

    wrong = await client.send_form("/password", password="mật khẩu mới đây", before="đoán bừa thôi", device="")
    assert wrong.status_code == 422
    assert "Không đúng mật khẩu hiện nay." in wrong.text


async def test_a_new_link_makes_the_unused_one_before_void(client, link, house):
    person = await house.register.people.by_login("daibieu03")
    await links.for_person(house, person)

    assert (await client.get(link)).status_code == 404


async def test_a_link_points_to_the_configured_origin_whatever_host_is_claimed(client_for, house):
    thuky = await client_for("thuky")
    person = await house.register.people.by_login("daibieu03")

    forged = await thuky.post(f"/people/{person.id}/link", data={"csrf": thuky.csrf}, headers={"host": "evil.example"})
    assert forged.status_code == 400
    answer = await thuky.send_form(f"/people/{person.id}/link")
    assert 'value="http://127.0.0.1:8000/enter/' in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_the_hall_signs_in_by_its_own_link(client, house):
    venue = await house.register.units.venue("SL-VH-01")
    url = (await links.for_venue(house, venue)).removeprefix("http://127.0.0.1:8000")
    page = await client.opens(url)
    assert "Hội trường xã Chiềng Khoa" in page.text

    answer = await client.send_form(url)

    assert answer.headers["location"] == "/"
    assert "Chưa có cuộc họp nào mời điểm cầu này." in (await client.get("/")).text


@pytest.mark.parametrize("token", ["x", "A" * 43, "a" * 5_000, "%00", "' OR 1=1 --"])
async def test_a_guessed_link_opens_nothing_and_tells_nothing(client, token):
    answer = await client.get(f"/enter/{token}")

    assert answer.status_code == 404
    assert "Đường dẫn này đã dùng hoặc đã hết hạn." in answer.text


async def test_a_link_of_a_closed_account_is_spent(client, link, house):
    person = await house.register.people.by_login("daibieu03")
    await house.register.people.set_active(person.id, False)

    assert (await client.get(link)).status_code == 404

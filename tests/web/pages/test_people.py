"""Looking after people: new links, leaving, devices, the first administrator."""

from datetime import timedelta

from meetings.register.people import Post, Role
from tests.web.served import look_on
from tests.web.under_way import convene
from web import sessions

PASSWORD = "mùa xuân về trên bản"


async def id_of(house, login):
    return (await house.register.people.by_login(login)).id


async def test_a_secretary_sees_the_people_of_the_district_and_an_administrator_everybody(client_for):
    district = (await (await client_for("thuky")).get("/people")).text
    commune = (await (await client_for("vanphong01")).get("/people")).text
    province = (await (await client_for("admin")).get("/people")).text

    assert "daibieu05" in district
    assert "Giàng Minh Quân" not in district
    assert "daibieu03" in commune
    assert "daibieu05" not in commune
    assert "chutoa" not in commune
    assert "Giàng Minh Quân" in province
    assert "daibieu05" in province


async def test_the_office_of_one_commune_makes_no_links_for_another(client_for, house):
    vanphong = await client_for("vanphong01")

    other = await vanphong.send_form(f"/people/{await id_of(house, 'daibieu05')}/link")
    nobody = await vanphong.send_form("/people/0123456789abcdef/link")

    assert other.status_code == nobody.status_code == 404
    assert other.text == nobody.text
    assert (await vanphong.send_form("/people/halls/SL-VH-02/link")).status_code == 404
    assert (await vanphong.send_form("/people/halls/SL-VH-01/link")).status_code == 200


async def test_a_secretary_makes_no_key_to_an_administrators_account(client_for, house):
    thuky = await client_for("thuky")

    assert (await thuky.send_form(f"/people/{await id_of(house, 'admin')}/link")).status_code == 404


async def test_a_new_link_is_shown_with_its_code_and_noted_without_it(client_for, house):
    thuky = await client_for("thuky")

    page = await thuky.send_form(f"/people/{await id_of(house, 'daibieu03')}/link")

    token = page.text.split("/enter/")[1].split('"')[0]
    assert "<svg" in page.text
    assert len(token) == 43
    noted = [line for line in await house.register.audit.recent(5) if line.what == "link-made"]
    assert noted
    assert token not in repr(noted)


async def test_closing_an_account_signs_it_out_everywhere(client_for, house):
    admin, delegate = await client_for("admin"), await client_for("daibieu03")
    person = await id_of(house, "daibieu03")

    answer = await admin.send_form(f"/people/{person}/active", active="")

    assert answer.status_code == 303
    assert (await delegate.get("/devices")).headers["location"].startswith("/sign-in")
    assert "tài khoản đã khóa" in (await admin.get("/people")).text


async def test_the_last_administrator_stays(client_for, house):
    admin = await client_for("admin")

    answer = await admin.send_form(f"/people/{await id_of(house, 'admin')}/active", active="")

    assert answer.status_code == 422
    assert (await house.register.people.by_login("admin")).active


async def test_nobody_gives_themselves_another_role_by_extra_fields(client_for, house):
    delegate = await client_for("daibieu03")
    before = await house.register.people.posts(await id_of(house, "daibieu03"))

    await delegate.send_form("/preferences", language="en", role="admin", is_admin="1", id="1", unit="SL")

    assert await house.register.people.posts(await id_of(house, "daibieu03")) == before
    assert (await house.register.people.by_login("daibieu03")).locale == "en"


async def test_devices_are_listed_and_signed_out_but_only_ones_own(client_for, house):
    mine, phone, stranger = await client_for("daibieu03"), await client_for("daibieu03"), await client_for("daibieu04")
    person = await id_of(house, "daibieu03")
    by_token = {c: await house.register.signin.session(c.cookies[sessions.COOKIE], house.now()) for c in (mine, phone)}
    assert (await mine.get("/devices")).text.count("/end") == 2

    assert (await stranger.send_form(f"/devices/{by_token[phone].id}/end")).status_code == 404
    assert (await mine.send_form(f"/devices/{by_token[phone].id}/end")).headers["location"] == "/devices"

    assert (await phone.get("/devices")).headers["location"].startswith("/sign-in")
    assert [one.id for one in await house.register.signin.sessions_of(person)] == [by_token[mine].id]


async def test_a_device_may_choose_language_type_and_theme_before_signing_in(client):
    await client.opens("/preferences")

    await client.send_form("/preferences", language="en", size="large", theme="dark")

    page = (await client.get("/sign-in")).text
    assert '<html lang="en" data-theme="dark" data-type="large">' in page
    assert "Sign in" in page
    assert "Đăng nhập" not in page


async def test_the_first_administrator_sets_up_an_empty_house(empty_client, empty_house):
    token = await empty_house.register.signin.new_token("setup", "", empty_house.now() + timedelta(hours=1))
    page = await empty_client.opens(f"/set-up/{token}")
    assert page.headers["referrer-policy"] == "no-referrer"

    wrong = await empty_client.send_form(f"/set-up/{token}", name="Lò Thị Mai", login="Mai Lò!", password="ngắn")
    assert wrong.status_code == 422
    assert 'value="Lò Thị Mai"' in wrong.text
    for easy in ("aaaaaaaa", "admin-mai"):
        tried = await empty_client.send_form(f"/set-up/{token}", name="Lò Thị Mai", login="mai", password=easy)
        assert tried.status_code == 422
        assert "người khác thử trước tiên" in tried.text.split('id="f-password-error"')[1].split("</p>")[0]

    done = await empty_client.send_form(f"/set-up/{token}", name="Lò Thị Mai", login="mai", password=PASSWORD)
    assert (done.status_code, done.headers["location"]) == (303, "/import")
    assert (await empty_client.get("/import")).status_code == 200
    assert (await empty_client.get(f"/set-up/{token}")).status_code == 404


async def test_set_up_is_over_once_an_administrator_can_come_in(client, house):
    token = await house.register.signin.new_token("setup", "", house.now() + timedelta(hours=1))
    assert (await client.get(f"/set-up/{token}")).status_code == 200       # those of the lists have no password

    admin = await house.register.people.by_login("admin")
    await house.register.signin.set_password(admin.id, await house.passwords.hash(PASSWORD), house.now())

    assert (await client.get(f"/set-up/{token}")).status_code == 404


async def test_a_house_that_was_filled_first_can_still_be_set_up(client, house):
    token = await house.register.signin.new_token("setup", "", house.now() + timedelta(hours=1))
    await client.opens(f"/set-up/{token}")

    taken = await client.send_form(f"/set-up/{token}", name="Lò Thị Mai", login="ADMIN", password=PASSWORD)
    assert taken.status_code == 422
    assert "đã có người dùng tên này" in taken.text

    done = await client.send_form(f"/set-up/{token}", name="Lò Thị Mai", login="mai", password=PASSWORD)
    assert (done.status_code, done.headers["location"]) == (303, "/import")


async def holder(house, login, role, unit, *, lives="", body=None):
    """Somebody new with one office."""
    person = await house.register.people.add(login, f"Người {login}", unit=lives or unit)
    await house.register.people.add_post(Post(person.id, role, unit, body, None, None, None))
    return person


async def test_an_administrator_gets_no_key_to_offices_that_reach_further(client_for, house):
    await holder(house, "quantri.xa", Role.ADMIN, "SL-VH-01")
    district = await holder(house, "quantri.huyen", Role.ADMIN, "SL-VH", lives="SL-VH-01")
    council = next(one for one in await house.register.people.bodies() if one.name.startswith("HĐND"))
    secretary = await holder(house, "thuky2", Role.SECRETARY, "SL-VH", lives="SL-VH-01", body=council.id)
    client = await client_for("quantri.xa")

    for person in (district, secretary):
        assert (await client.send_form(f"/people/{person.id}/link")).status_code == 404
        assert (await client.send_form(f"/people/{person.id}/active", active="")).status_code == 404
        assert (await house.register.people.get(person.id)).active
    assert "quantri.huyen" not in (await client.get("/people")).text
    assert (await client.send_form(f"/people/{await id_of(house, 'daibieu03')}/link")).status_code == 200


async def test_an_administrator_closes_no_account_of_another_commune(client_for, house):
    await holder(house, "quantri.xa", Role.ADMIN, "SL-VH-01")
    client = await client_for("quantri.xa")

    answer = await client.send_form(f"/people/{await id_of(house, 'daibieu05')}/active", active="")

    assert answer.status_code == 404
    assert (await house.register.people.by_login("daibieu05")).active


async def test_a_secretary_closes_no_account(client_for, house):
    answer = await (await client_for("thuky")).send_form(f"/people/{await id_of(house, 'daibieu03')}/active", active="")

    assert answer.status_code == 403
    assert (await house.register.people.by_login("daibieu03")).active


async def test_the_administrator_of_the_district_looks_after_those_below(client_for, house):
    await holder(house, "quantri.huyen", Role.ADMIN, "SL-VH")
    below = await holder(house, "quantri.xa", Role.ADMIN, "SL-VH-01")
    client = await client_for("quantri.huyen")

    assert (await client.send_form(f"/people/{below.id}/link")).status_code == 200
    assert (await client.send_form(f"/people/{await id_of(house, 'admin')}/link")).status_code == 404
    assert (await client.send_form("/people/halls/SL-VH-02/link")).status_code == 200


async def test_the_secretary_of_a_unit_keeps_the_desk_of_every_body_below(client_for, house):
    sitting = await convene(house)
    await holder(house, "thuky.huyen", Role.SECRETARY, "SL-VH")
    await holder(house, "thuky.xa", Role.SECRETARY, "SL-VH-01")
    above, beside = await client_for("thuky.huyen"), await client_for("thuky.xa")

    assert (await above.get(f"/desk/{sitting.id}/agenda")).status_code == 200
    assert sitting.id in (await above.get("/desk")).text
    assert (await beside.get(f"/desk/{sitting.id}/agenda")).status_code == 404
    assert sitting.id not in (await beside.get("/desk")).text


async def test_devices_signed_in_as_a_hall_are_listed_and_signed_out_by_who_may_renew_its_link(
    client_for, house, port
):
    sitting = await convene(house)
    hall, technician = await client_for("venue:SL-VH-01"), await client_for("kythuat")
    other = await client_for("vanphong01")
    [device] = await house.register.signin.sessions_of("SL-VH-01", "venue", house.now())
    address = f"/people/halls/SL-VH-01/devices/{device.id}/end"

    for login in ("thuky", "kythuat", "vanphong01"):
        assert address in (await (await client_for(login)).get("/people")).text
    async with look_on(port, hall, sitting.id, "venue") as page:
        await page.next()
        assert (await technician.send_form(address)).headers["location"] == "/people"
        assert await page.closed() == 4401
    assert address not in (await technician.get("/people")).text
    assert (await hall.get(f"/meetings/{sitting.id}/venue")).status_code in (303, 401)
    assert (await other.send_form(address)).status_code == 404             # ended already
    who = await id_of(house, "kythuat")
    [noted] = [line for line in await house.register.audit.recent(5) if line.what == "device-signed-out"]
    assert (noted.who, noted.about, noted.detail) == (f"person:{who}", "venue:SL-VH-01", device.id)


async def test_no_device_of_another_hall_or_of_a_person_is_signed_out_there(client_for, house):
    await client_for("venue:SL-VH-02")
    vanphong, thuky = await client_for("vanphong01"), await client_for("thuky")
    [hall] = await house.register.signin.sessions_of("SL-VH-02", "venue", house.now())
    [person] = await house.register.signin.sessions_of(await id_of(house, "thuky"), "person", house.now())

    assert f"devices/{hall.id}" not in (await vanphong.get("/people")).text
    assert (await vanphong.send_form(f"/people/halls/SL-VH-02/devices/{hall.id}/end")).status_code == 404
    assert (await vanphong.send_form(f"/people/halls/SL-VH-01/devices/{hall.id}/end")).status_code == 404
    assert (await vanphong.send_form(f"/people/halls/SL-VH-01/devices/{person.id}/end")).status_code == 404
    assert (await thuky.get("/devices")).status_code == 200
    assert len(await house.register.signin.sessions_of("SL-VH-02", "venue", house.now())) == 1


async def test_a_technician_makes_links_for_halls_and_for_nobody_else(client_for, house):
    technician = await client_for("kythuat")
    page = (await technician.get("/people")).text

    assert "/people/halls/SL-VH-01/link" in page
    assert "daibieu03" not in page
    assert (await technician.send_form("/people/halls/SL-VH-01/link")).status_code == 200
    assert (await technician.send_form(f"/people/{await id_of(house, 'daibieu03')}/link")).status_code == 404

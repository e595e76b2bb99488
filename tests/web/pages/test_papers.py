"""Papers page by page, for those who may read them."""

import html

import pytest

from tests.web import under_way


@pytest.fixture
async def sitting(house):
    made = await under_way.convene(house)
    for name in ("image", "preview"):
        await house.shelf.put_bytes(name.encode())
    return made


async def test_a_page_is_text_first_with_its_place_and_the_ways_on(client_for, sitting):
    client = await client_for("daibieu03")

    page = html.unescape((await client.get(f"/papers/{sitting.version}/2")).text)

    assert "<h2>II. Dự toán thu ngân sách năm 2027</h2>" in page
    assert "148.600 triệu đồng, bằng 106,4% ước thực hiện năm 2026." in page
    assert "Trang 2 / 3" in page
    assert f'rel="prev" href="/papers/{sitting.version}/1"' in page
    assert f'rel="next" href="/papers/{sitting.version}/3"' in page
    assert f'href="/meetings/{sitting.id}"' in page
    assert "<img src" not in page
    assert "Xem ảnh bản gốc, 28 kB" in page


async def test_the_picture_comes_when_it_is_asked_for_also_without_script(client_for, sitting):
    client = await client_for("daibieu03")

    page = (await client.get(f"/papers/{sitting.version}/2?picture=sharp")).text

    assert f'<img src="/papers/{sitting.version}/2/image"' in page


async def test_a_scan_shows_its_small_picture_and_says_that_it_has_no_text(client_for, sitting):
    client = await client_for("daibieu03")

    page = html.unescape((await client.get(f"/papers/{sitting.version}/3")).text)

    assert f'src="/papers/{sitting.version}/3/preview"' in page
    assert "không có chữ" in page
    assert 'aria-disabled="true">Sau' in page.replace("\n", "")


@pytest.mark.parametrize("page", ["0", "4", "-1", "1000000000000", "x", "1'--"])
async def test_a_page_that_is_not_there_is_not_found(client_for, sitting, page):
    assert (await (await client_for("daibieu03")).get(f"/papers/{sitting.version}/{page}")).status_code == 404


async def test_looking_at_a_page_changes_nothing_and_the_scripts_word_counts_once(client_for, house, sitting):
    client = await client_for("daibieu03")
    await client.get(f"/papers/{sitting.version}/1")
    assert await house.register.dossier.opened(sitting.id) == {}

    for _ in range(2):
        sent = await client.post(f"/papers/{sitting.version}/opened", headers={"x-csrf": client.csrf})
        assert sent.status_code == 204

    opened = await house.register.dossier.opened(sitting.id)
    assert list(opened[sitting.version]) == [sitting.people["daibieu03"]]


async def test_a_hall_reads_too_and_is_never_counted(client_for, house, sitting):
    hall = await client_for("venue:SL-VH-01")

    assert (await hall.get(f"/papers/{sitting.version}/1")).status_code == 200
    await hall.post(f"/papers/{sitting.version}/opened", headers={"x-csrf": hall.csrf})
    assert await house.register.dossier.opened(sitting.id) == {}


async def test_words_of_a_paper_never_run(client_for, house, sitting):
    from meetings.register.prepared import Page

    evil = '<script>alert(1)</script> "onload=x'
    await house.register.dossier.add_pages(sitting.version, [
        Page(sitting.version, 1, evil, 10, 10, "cd" * 32, 1, "ef" * 32, 1)])

    page = (await (await client_for("daibieu03")).get(f"/papers/{sitting.version}/1")).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_pictures_are_kept_on_the_device_for_good(client_for, house, sitting):
    from meetings.register.prepared import Page

    image, size = await house.shelf.put_bytes(b"RIFF....WEBP sharp")
    small, less = await house.shelf.put_bytes(b"RIFF....WEBP small")
    await house.register.dossier.add_pages(sitting.version, [
        Page(sitting.version, 1, "chữ", 10, 10, image, size, small, less)])
    client = await client_for("daibieu03")

    sharp = await client.get(f"/papers/{sitting.version}/1/image")
    preview = await client.get(f"/papers/{sitting.version}/1/preview")
    again = await client.get(f"/papers/{sitting.version}/1/image", headers={"if-none-match": sharp.headers["etag"]})

    assert (sharp.content, preview.content) == (b"RIFF....WEBP sharp", b"RIFF....WEBP small")
    assert sharp.headers["content-type"] == "image/webp"
    assert "immutable" in sharp.headers["cache-control"]
    assert again.status_code == 304


async def test_a_paper_opens_on_its_first_page(client_for, sitting):
    got = await (await client_for("daibieu03")).get(f"/papers/{sitting.version}")

    assert (got.status_code, got.headers["location"]) == (303, f"/papers/{sitting.version}/1")

"""Files from the shelf: kept, fetched on, never run."""

import pytest

from meetings.register.prepared import PaperState
from tests.web import under_way

CONTENT = bytes(range(256)) * 300


@pytest.fixture
async def paper(house):
    """A file on the shelf, in the dossier of a convened meeting."""
    sitting = await under_way.convene(house)
    key, size = await house.shelf.put_bytes(CONTENT)
    await house.register.dossier.add_version(
        sitting.id, sitting.items[0].id, "Phụ lục", version=key, filename='Phụ lục "1".pdf',
        media_type="application/pdf", size=size, at=house.now(), by=sitting.people["thuky"],
    )
    await house.register.dossier.set_state(key, PaperState.KEPT)
    return key


async def test_a_download_is_an_attachment_in_a_sandbox_under_its_own_name(client_for, paper):
    got = await (await client_for("daibieu03")).get(f"/papers/{paper}/file")

    assert got.content == CONTENT
    assert got.headers["content-disposition"] == (
        "attachment; filename=\"Ph_ l_c _1_.pdf\"; filename*=UTF-8''Ph%E1%BB%A5%20l%E1%BB%A5c%20%221%22.pdf")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    assert got.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "content-encoding" not in got.headers


async def test_what_the_browser_has_is_not_sent_again(client_for, paper):
    client = await client_for("daibieu03")

    again = await client.get(f"/papers/{paper}/file", headers={"if-none-match": f'W/"{paper}"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == f'"{paper}"'


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-9", 206, CONTENT[:10], "bytes 0-9/76800"),
        ("bytes=76790-", 206, CONTENT[-10:], "bytes 76790-76799/76800"),
        ("bytes=-5", 206, CONTENT[-5:], "bytes 76795-76799/76800"),
        ("bytes=10-99999999", 206, CONTENT[10:], "bytes 10-76799/76800"),
        ("bytes=76800-", 416, b"", "bytes */76800"),
        ("bytes=9-5", 416, b"", "bytes */76800"),
        ("bytes=-0", 416, b"", "bytes */76800"),
        ("bytes=0-1,4-5", 200, CONTENT, None),
        ("bytes=" + ",".join(f"{n}-{n}" for n in range(1_000)), 200, CONTENT, None),
        ("lines=0-1", 200, CONTENT, None),
        ("bytes=-", 200, CONTENT, None),
    ],
)
async def test_a_broken_download_goes_on_where_it_was(client_for, paper, asked, status, part, told):
    got = await (await client_for("daibieu03")).get(f"/papers/{paper}/file", headers={"range": asked})

    assert (got.status_code, got.content) == (status, part)
    assert got.headers.get("content-range") == told


async def test_a_part_of_another_version_is_not_joined_to_this_one(client_for, paper):
    headers = {"range": "bytes=0-9", "if-range": '"another"'}

    got = await (await client_for("daibieu03")).get(f"/papers/{paper}/file", headers=headers)

    assert (got.status_code, got.content) == (200, CONTENT)


async def test_who_is_not_called_cannot_tell_a_paper_from_none(client_for, paper):
    stranger = await client_for("vanphong01")

    for path in ("", "/1", "/1/image", "/1/preview", "/file"):
        real = await stranger.get(f"/papers/{paper}{path}")
        none = await stranger.get(f"/papers/{'0' * 64}{path}")
        assert real.status_code == none.status_code == 404
    assert (await stranger.send_form(f"/papers/{paper}/opened")).status_code == 404

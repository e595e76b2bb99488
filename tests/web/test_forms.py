"""Forms as strangers send them: bounded in time and size, the token before everything else."""

import asyncio
import time

import pytest

from tests.web import desk_scene
from tests.web.conftest import BASE
from web import forms

MULTIPART = "multipart/form-data; boundary=B"


def part(name, value=b"", *, filename=None, kind=None):
    head = f'--B\r\nContent-Disposition: form-data; name="{name}"'
    head += f'; filename="{filename}"' if filename else ""
    head += f"\r\nContent-Type: {kind}" if kind else ""
    return head.encode() + b"\r\n\r\n" + value + b"\r\n"


async def send(client, url, body, kind=MULTIPART, **headers):
    return await client.post(url, content=body, headers={"origin": BASE, "content-type": kind, **headers})


@pytest.mark.parametrize("charset", ["punycode", "idna", "utf-7", "hex", "no-such-charset", "undefined"])
async def test_a_charset_that_a_field_names_is_not_obeyed(client, charset):
    began = time.process_time()

    answer = await send(client, "/sign-in", part("csrf", b"a" * 900_000, kind=f"text/plain; charset={charset}"))

    assert answer.status_code == 413
    assert time.process_time() - began < 1


async def test_a_quarter_of_a_million_fields_are_refused_at_once(client):
    began = time.process_time()

    answer = await send(client, "/sign-in", b"a=1&" * 240_000, "application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(("kind", "body"), [
    ("multipart/form-data", b"x"), ("multipart/form-data; boundary=", b"x"), (MULTIPART, b""), (MULTIPART, b"--B\r\n"),
    (MULTIPART, b"--B\r\n" + b"X: y\r\n" * 10_000), (MULTIPART, part("csrf", b"\xff\xfe")),
    (MULTIPART, part("csrf", b"\xff\xfe") + b"--B--\r\n"), (MULTIPART, b"--B--"),
    ("application/x-www-form-urlencoded", b"\xff\xfe=\xff"), ("application/x-www-form-urlencoded", b"csrf=%ff&csrf=1"),
    ("application/x-www-form-urlencoded; charset=none", b"csrf=1"), ("application/json", b"{"), ("", b"x"),
])
async def test_a_form_that_is_none_is_the_senders_fault(client, kind, body):
    assert (await send(client, "/sign-in", body, kind)).status_code in (400, 403)


async def test_letters_of_every_country_arrive_in_both_kinds_of_form(client_for, house):
    thuky = await client_for("thuky")
    plain = await thuky.send_form("/preferences", language="en", size="cỡ lớn")
    whole = await thuky.send_form("/preferences", files={"x": ("", b"")}, language="vi")

    assert plain.status_code == whole.status_code == 303
    assert (await house.register.people.by_login("thuky")).locale == "vi"


class Counted:
    """A body that tells how much of it was asked for."""

    def __init__(self, head, size):
        self.head, self.size, self.sent = head, size, 0

    async def __aiter__(self):
        yield self.head
        while self.sent < self.size:
            self.sent += 65_536
            yield b"x" * 65_536


@pytest.fixture
async def item(client_for, house):
    """A desk with one item: (client, the address its papers go to, the desk)."""
    thuky = await client_for("thuky")
    desk = await desk_scene.new_meeting(thuky)
    await desk.item("Dự toán")
    (item,) = await house.register.sittings.items(desk.id)
    return thuky, f"{desk.url}/items/{item.id}/papers", desk


@pytest.mark.parametrize("first", [
    part("csrf", b"0" * 32), part("other", b"1"), b"",
], ids=["a wrong token", "another field first", "the file first"])
async def test_nothing_of_a_file_is_taken_before_the_token(item, house, first):
    thuky, url, _ = item
    body = Counted(first + part("file", filename="a.pdf").removesuffix(b"\r\n"), 20_000_000)

    answer = await send(thuky, url, body)

    assert answer.status_code == 403
    assert body.sent < 300_000
    assert house.shelf.used == 0


async def test_nothing_of_a_file_is_taken_from_who_may_not_put_one(item, client_for):
    _, url, _ = item
    stranger = await client_for("vanphong01")
    body = Counted(part("csrf", stranger.csrf.encode()) + part("file", filename="a.pdf"), 20_000_000)

    assert (await send(stranger, url, body)).status_code == 404
    assert body.sent == 0


async def test_a_sending_that_says_it_is_too_large_is_refused_unread(item, settings):
    thuky, url, _ = item
    body = Counted(part("csrf", thuky.csrf.encode()), 10)

    answer = await send(thuky, url, body, **{"content-length": str(settings.upload_limit + forms.AROUND + 1)})

    assert answer.status_code == 413
    assert body.sent == 0


async def test_a_file_without_end_is_cut_off_and_nothing_of_it_stays(item, house, monkeypatch):
    thuky, url, desk = item
    monkeypatch.setattr(house.shelf, "largest", 1_000_000)
    body = Counted(part("csrf", thuky.csrf.encode()) + part("file", filename="a.pdf").removesuffix(b"\r\n"), 10**9)

    answer = await send(thuky, url, body)

    assert answer.status_code == 413
    assert "lớn hơn 50 MB" in answer.text
    assert body.sent < 60_000_000
    assert house.shelf.used == 0
    assert not list((house.shelf.folder / ".incoming").iterdir())
    assert await house.register.dossier.latest(desk.id) == []


async def test_a_line_that_breaks_in_the_midst_of_a_file_leaves_nothing(item, house):
    thuky, url, desk = item

    answer = await send(thuky, url, part("csrf", thuky.csrf.encode()) + part("file", b"%PDF-1.4 x", filename="a.pdf"))

    assert answer.status_code == 400
    assert await house.register.dossier.latest(desk.id) == []


async def test_files_are_taken_one_after_the_other_up_to_twenty(item, house):
    thuky, url, desk = item
    files = [("file", (f"{n}.docx", desk_scene.DOCX + bytes([n]))) for n in range(forms_most() + 2)]

    answer = await thuky.send_form(url, files=files)

    assert answer.status_code == 422
    assert "Mỗi lần tối đa 20 tệp" in answer.text
    assert len(await house.register.dossier.latest(desk.id)) == forms_most()


async def test_a_full_shelf_is_told_and_the_meeting_goes_on(item, house, monkeypatch):
    thuky, url, desk = item
    monkeypatch.setattr(house.shelf, "quota", 10)

    answer = await thuky.send_form(url, files={"file": ("a.docx", desk_scene.DOCX)})

    assert answer.status_code == 507
    assert "Máy chủ đã hết chỗ lưu." in answer.text
    assert await house.register.dossier.latest(desk.id) == []
    assert (await desk.item("Mục khác")).status_code == 303


async def test_many_uploads_at_once_stay_out_of_memory(item, house):
    """Ten of 4 MB each at the same time: what waits of each is one piece."""
    import tracemalloc

    thuky, url, _ = item
    head = part("csrf", thuky.csrf.encode()) + part("file", filename="a.bin").removesuffix(b"\r\n")
    tracemalloc.start()
    await asyncio.gather(*(send(thuky, url, Counted(head, 4_000_000)) for _ in range(10)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16_000_000


def forms_most():
    from web.pages.desk_agenda import FILES

    return FILES

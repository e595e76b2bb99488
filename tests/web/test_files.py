"""A file in part, not again, or not at all."""

import hashlib

import pytest
from litestar import Litestar, Request, get
from litestar.testing import AsyncTestClient

from web import files

BODY = bytes(range(256)) * 1_000
TAG = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
async def reader(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(BODY)

    @get("/file")
    async def file(request: Request) -> object:
        return files.send(request, path, media_type="application/pdf", etag=TAG, filename="Tờ trình.pdf")

    async with AsyncTestClient(Litestar([file], logging_config=None)) as client:
        yield client


async def test_the_whole_file_is_an_attachment_in_a_sandbox(reader):
    answer = await reader.get("/file")

    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-length"] == str(len(BODY))
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh.pdf"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("asked", "start", "end"), [
    ("bytes=0-9", 0, 10), ("bytes=255990-", 255_990, 256_000), ("bytes=-10", 255_990, 256_000),
    ("bytes=255000-999999", 255_000, 256_000), ("bytes=0-0", 0, 1), ("bytes=0-", 0, 256_000),
])
async def test_a_part_is_sent_as_asked(reader, asked, start, end):
    answer = await reader.get("/file", headers={"range": asked})

    assert answer.status_code == 206
    assert answer.content == BODY[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/256000"


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-9999999", "bytes=-0", "bytes=10-5"])
async def test_a_part_that_is_not_there_is_416(reader, asked):
    answer = await reader.get("/file", headers={"range": asked})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */256000"


@pytest.mark.parametrize("asked", [
    "bytes=" + ",".join(f"{n}-{n}" for n in range(1_000)), "bytes=-", "lines=1-2", "bytes=a-b",
    "bytes=" + "9" * 5_000 + "-",
])
async def test_a_thousand_ranges_and_nonsense_get_the_file_once(reader, asked):
    answer = await reader.get("/file", headers={"range": asked})

    assert (answer.status_code, len(answer.content)) == (200, len(BODY))


async def test_what_the_reader_has_is_not_sent_again(reader):
    for named in (f'"{TAG}"', f'W/"{TAG}"', f'"other", "{TAG}"', "*"):
        answer = await reader.get("/file", headers={"if-none-match": named})
        assert (answer.status_code, answer.content) == (304, b"")
    assert (await reader.get("/file", headers={"if-none-match": '"other"'})).status_code == 200


async def test_a_part_of_another_version_is_not_mixed_in(reader):
    same = await reader.get("/file", headers={"range": "bytes=0-9", "if-range": f'"{TAG}"'})
    other = await reader.get("/file", headers={"range": "bytes=0-9", "if-range": '"other"'})

    assert (same.status_code, other.status_code) == (206, 200)

"""Pages squeezed on their way out, and what that leaves behind: nothing."""

import gc

import brotli

from web import squeezing


async def test_a_page_comes_squeezed_to_who_can_unpack_it(app, client_for):
    client = await client_for("thuky")
    for asked, told in (("br", "br"), ("gzip", "gzip"), ("br, gzip", "br"), ("identity", None)):
        answer = await client.get("/people", headers={"accept-encoding": asked})
        assert answer.headers.get("content-encoding") == told
        assert "Đình" in answer.text


async def test_no_squeezer_outlives_its_page(client_for):
    client = await client_for("thuky")
    gc.collect()
    gc.disable()                           # as good as: a heap of five thousand sockets is seldom looked at
    try:
        for _ in range(20):
            await client.get("/people", headers={"accept-encoding": "br"})
        left = [one for one in gc.get_objects() if isinstance(one, squeezing.Squeezed) and one._squeezer is not None]
    finally:
        gc.enable()
    assert left == []


def test_pieces_come_out_one_after_the_other():
    import io

    buffer = io.BytesIO()
    squeezed = squeezing.Squeezed(buffer, "br", squeezing.PAGES)
    squeezed.write(b"m" * 1_000)
    assert brotli.Decompressor().process(buffer.getvalue()) == b"m" * 1_000
    squeezed.write(b"n")
    squeezed.close()
    assert brotli.decompress(buffer.getvalue()) == b"m" * 1_000 + b"n"

"""The files a browser fetches once."""

import gzip

import brotli

from web import assets, packing


async def test_a_style_sheet_comes_small_and_for_ever(client):
    url = assets.load().url("look.css")

    answer = await client.get(url, headers={"accept-encoding": "br, gzip"})

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["content-encoding"] == "br"
    assert answer.text == packing.sheet(assets.FOLDER, "look.css")
    assert "set-cookie" not in answer.headers


async def test_an_address_of_a_former_release_is_not_kept_for_ever(client):
    answer = await client.get("/static/000000000000/look.css")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


async def test_a_file_that_is_not_there_is_not_there(client):
    assert (await client.get(f"/static/{assets.load().hash}/nothing.js")).status_code == 404


def test_squeezed_forms_hold_the_same(tmp_path):
    (tmp_path / "a.js").write_text("export const a = 1;\n" * 100)

    asset = assets.load(tmp_path).files["a.js"]

    assert brotli.decompress(asset.br) == gzip.decompress(asset.gz) == asset.plain
    assert asset.best("gzip")[1] == "gzip"
    assert asset.best("")[1] == ""


def test_the_hash_changes_with_any_file(tmp_path):
    (tmp_path / "a.js").write_text("1")
    before = assets.load.__wrapped__(tmp_path).hash
    (tmp_path / "b.js").write_text("2")

    assert assets.load.__wrapped__(tmp_path).hash != before


def test_the_style_sheet_stays_small():
    assert len(assets.load().files["look.css"].br) < 4_700

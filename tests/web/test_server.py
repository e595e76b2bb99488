"""Who comes by the reverse proxy is known by their own address; nobody else is believed."""

import msgspec
import pytest

from web.server import server


async def comes_from(settings, house, client, said):
    """The address that the house sees."""
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["client"][0])

    config = server(settings, house).config
    config.app = app
    config.load()
    scope = {"type": "http", "client": (client, 1), "headers": [(b"x-forwarded-for", said.encode())], "scheme": "http"}
    await config.loaded_app(scope, None, None)
    return seen[0]


@pytest.mark.parametrize(("client", "said", "seen"), [
    ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
    ("172.18.0.1", "192.0.2.7", "192.0.2.7"),
    ("172.18.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),       # the first was said by the visitor
    ("203.0.113.9", "192.0.2.7", "203.0.113.9"),
])
async def test_the_proxy_is_believed_and_nobody_else(settings, house, client, said, seen):
    behind = msgspec.structs.replace(settings, behind_proxy=True, proxies="127.0.0.1,172.16.0.0/12")

    assert await comes_from(behind, house, client, said) == seen


async def test_without_a_proxy_nobody_is_believed(settings, house):
    assert await comes_from(settings, house, "127.0.0.1", "192.0.2.7") == "127.0.0.1"

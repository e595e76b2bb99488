"""What is kept secret in the folder: made once, and for its owner only."""

from web.keys import make_secret


def test_the_relays_secret_is_made_once_and_for_its_owner_only(tmp_path):
    make_secret(tmp_path)
    secret = (tmp_path / "relay.secret").read_text()
    make_secret(tmp_path)

    assert (tmp_path / "relay.secret").read_text() == secret
    assert len(secret) >= 43
    assert (tmp_path / "relay.secret").stat().st_mode & 0o077 == 0

"""What is kept secret in the folder: made once, and for its owner only."""

import pytest

from web.keys import grants_key, make_secret


def test_the_relays_secret_is_made_once_and_for_its_owner_only(tmp_path):
    make_secret(tmp_path)
    secret = (tmp_path / "relay.secret").read_text()
    make_secret(tmp_path)

    assert (tmp_path / "relay.secret").read_text() == secret
    assert len(secret) >= 43
    assert (tmp_path / "relay.secret").stat().st_mode & 0o077 == 0


def test_the_key_that_signs_grants_is_made_once_and_for_its_owner_only(tmp_path):
    first = grants_key(tmp_path / "new").private_bytes_raw()

    assert grants_key(tmp_path / "new").private_bytes_raw() == first
    assert (tmp_path / "new" / "grants.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["grants.key"]


def test_a_damaged_key_is_not_taken_for_one(tmp_path):
    (tmp_path / "grants.key").write_text("half a k")

    with pytest.raises(ValueError):
        grants_key(tmp_path)

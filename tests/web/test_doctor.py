"""The doctor says what is wrong and how to mend it."""

import os
import socket
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from web import doctor
from web.keys import grants_key
from web.settings import Settings


def settings(tmp_path, **more):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(**({"data": str(tmp_path / "var"), "port": port} | more))


def test_a_fresh_machine_is_well(tmp_path):
    assert [one for one in doctor.examine(settings(tmp_path)) if not one.well] == []


def test_every_finding_that_is_not_well_says_how_to_mend_it(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "dinh.sqlite").write_bytes(b"not a database at all" * 500)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        findings = doctor.examine(settings(tmp_path, port=taken.getsockname()[1], media_host="203.0.113.9"))

    bad = [one for one in findings if not one.well]
    assert len(bad) == 3
    assert all(one.mend for one in bad)


def test_a_port_that_is_taken_is_found(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = doctor.tcp(Settings(port=port))

    assert not found.well
    assert f"sport = :{port}" in found.mend


def test_a_port_that_another_house_has_is_found_while_a_server_runs_on_the_folder():
    with socket.create_server(("127.0.0.1", 0)) as taken, subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as ours:
        here = Settings(port=taken.getsockname()[1])
        _, other = doctor.under_way(here, ours.pid)
        [own] = doctor.under_way(here, os.getpid())
        ours.kill()

    assert not other.well
    assert f"Port {here.port} of 127.0.0.1 cannot be used" in other.what
    assert own.well
    assert f"and has port {here.port}" in own.what
    assert "--data and --port" in own.mend


def test_a_udp_port_that_cannot_be_bound_is_found(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 0))
        found = doctor.udp(Settings(media_port=taken.getsockname()[1]))

    assert not found.well
    assert "--media-port" in found.mend


def test_each_relay_of_the_machine_needs_its_port_and_its_core():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("0.0.0.0", 0))
        settings = Settings(media_port=taken.getsockname()[1] - 1, media_workers=2)
        assert not doctor.udp(settings, 1).well

    assert doctor.workers(settings, cores=2) == []
    [found] = doctor.workers(settings, cores=1)
    assert not found.well
    assert "media_workers" in found.mend


def test_a_key_that_others_can_read_is_found(tmp_path):
    asked = settings(tmp_path)
    grants_key(tmp_path / "var")
    assert doctor.keys(tmp_path / "var") == []
    (tmp_path / "var" / "grants.key").chmod(0o640)

    [found] = [one for one in doctor.examine(asked) if not one.well]
    assert found.mend == f"chmod 600 {tmp_path}/var/grants.key"


async def test_a_relay_that_was_made_and_never_came_is_found(house):
    folder = Path(house.settings.data)
    assert doctor.in_halls(folder / "nowhere") == doctor.in_halls(folder) == []
    relays = house.register.relays
    here, _ = await relays.make("Trạm một", ["SL-VH-01"], "person:p1", house.now())
    await relays.make("Trạm hai", ["SL-VH-02"], "person:p1", house.now())
    gone, _ = await relays.make("Trạm ba", ["SL-VH-02"], "person:p1", house.now())
    await relays.seen(here.id, datetime(2026, 11, 26, 3, 32, tzinfo=UTC))
    await relays.revoke(gone.id, house.now())

    came, never = doctor.in_halls(folder)
    assert (came.well, came.what) == (True, "The relay Trạm một was connected last at 2026-11-26 03:32 UTC")
    assert (never.well, "Trạm hai has never connected" in never.what) == (False, True)
    assert never.mend


def test_a_turn_server_that_is_silent_or_refuses_us_is_found(monkeypatch):
    asked = {"turn:192.0.2.1:3478": "well", "turn:192.0.2.2:3478?transport=tcp": "silent", "turn:192.0.2.3": "refused"}
    monkeypatch.setattr(doctor.turn, "state", lambda url, *_: asked[url])

    well, silent, refused = doctor.way_round(Settings(turn=",".join(asked), turn_secret="s" * 32))

    assert well.well
    assert not silent.well
    assert "192.0.2.2" in silent.what
    assert "coturn" in silent.mend
    assert not refused.well
    assert "turn_secret" in refused.mend
    assert doctor.way_round(Settings()) == []


def test_a_turn_server_of_no_known_name_is_found(monkeypatch):
    def nowhere(*_):
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr(doctor.turn, "state", nowhere)

    assert "cannot be found: Name or service" in doctor.way_round(Settings(turn="turn:a", turn_secret="s" * 32))[0].what


def test_a_damaged_database_is_found_and_a_whole_one_is_not_touched(tmp_path):
    path = tmp_path / "dinh.sqlite"
    with sqlite3.connect(path) as rows:
        rows.execute("CREATE TABLE t (a)")
        rows.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 500)
    rows.close()
    assert doctor.database(tmp_path).well

    data = bytearray(path.read_bytes())
    data[8_192:40_000] = b"\xff" * (40_000 - 8_192)
    path.write_bytes(data)

    found = doctor.database(tmp_path)
    assert not found.well
    assert "backup" in found.mend


def test_a_folder_that_is_a_file_is_found(tmp_path):
    (tmp_path / "var").write_text("")

    assert not doctor.writable(tmp_path / "var").well


def test_a_clock_that_stands_in_the_past_is_found():
    assert not doctor.clock(datetime(1970, 1, 1, tzinfo=UTC)).well


def test_a_machine_without_vietnamese_letters_is_told_which_package_has_them(monkeypatch, tmp_path):
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\nexit 0\n")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    found = doctor.font()

    assert not found.well
    assert "fonts-noto-core" in found.mend


def test_a_certificate_that_cannot_be_read_is_found(tmp_path):
    (tmp_path / "c.pem").write_text("no certificate")

    assert not doctor.certificate(Settings(cert=str(tmp_path / "c.pem"), key=str(tmp_path / "c.pem"))).well


def test_settings_that_serve_refuses_are_found():
    found = doctor.certificate(Settings(host="0.0.0.0"))

    assert not found.well
    assert "Give --cert and --key" in found.mend
    assert doctor.certificate(Settings(host="0.0.0.0", behind_proxy=True, origin="https://hop.example")).well


async def test_a_running_server_is_recognised_by_its_lock(house):
    folder = Path(house.settings.data)

    assert doctor.running(folder) > 0

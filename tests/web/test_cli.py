"""`dinh` as an operator runs it: real processes, real signals."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from web import doctor
from web.settings import Settings

ROOT = Path(__file__).parents[2]
UNITS, PEOPLE = ROOT / "web/province/units.csv", ROOT / "web/province/people.csv"


class Dinh:
    """A running command, its output line by line."""

    def __init__(self, process):
        self.process = process
        self.lines = []

    async def until(self, words):
        """Read on until a line begins with, or contains, these words."""
        async with asyncio.timeout(90):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line)
                if words in line:
                    return line.strip()
        raise AssertionError(f"{words!r} was never said:\n" + "".join(self.lines))

    async def stop(self, number=signal.SIGINT):
        """As Ctrl-C does; the exit code."""
        self.process.send_signal(number)
        async with asyncio.timeout(30):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line)
            return await self.process.wait()


@pytest.fixture
async def dinh():
    """Start `dinh …`; whatever still runs at the end is killed."""
    started = []

    async def start(*arguments, **environment):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "web.cli", *map(str, arguments), cwd=ROOT, start_new_session=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        started.append(Dinh(process))
        return started[-1]

    yield start
    for one in started:
        with contextlib.suppress(ProcessLookupError):
            one.process.kill()
        await one.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def web_pid(folder):
    return int((folder / "lock").read_text().split()[0])


async def test_the_demo_starts_survives_a_killed_web_server_and_finds_its_data_again(dinh, tmp_path):
    port, folder = free_port(), tmp_path / "var"
    first = await dinh("demo", "--port", port, "--data", folder)
    assert await first.until("ready") == f"ready http://127.0.0.1:{port}"
    doors = json.loads((folder / "demo.json").read_text())
    assert {tuple(sorted(door)) for door in doors} == {("name", "role", "unit", "url", "venue")}
    assert {door["role"] for door in doors} == {
        "admin", "technician", "secretary", "chair", "member", "guest", "venue"}
    assert all(f".localhost:{port}/enter/" in door["url"] for door in doors)
    assert len({door["url"].split("/")[2] for door in doors}) == len(doors)
    assert (folder / "demo.json").stat().st_mode & 0o077 == 0
    await first.until("Ctrl-C ends it.")

    killed = web_pid(folder)
    os.kill(killed, signal.SIGKILL)
    assert "by SIGKILL" in await first.until("The web server ended")
    await first.until("The web server is back.")
    assert web_pid(folder) != killed
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/readyz")).json()["status"] == "ok"
        chair = next(door for door in doors if door["role"] == "chair")
        host, path = chair["url"].removeprefix("http://").split("/", 1)
        for _ in range(2):                                       # demo links are reusable
            page = await client.get(f"/{path}", headers={"host": host, "accept": "text/html"})
            assert "Cà Văn Dũng" in page.text
    assert await first.stop() == 0
    assert "Closed." in first.lines[-1]

    second = await dinh("demo", "--port", port, "--data", folder)
    await second.until("ready")
    assert not any("province" in line for line in second.lines)
    assert json.loads((folder / "demo.json").read_text()) == doors
    assert await second.stop(signal.SIGTERM) == 0


async def test_a_relay_that_dies_is_started_again_and_the_web_server_finds_it(dinh, tmp_path):
    port, folder = free_port(), tmp_path / "var"
    running = await dinh("serve", "--port", port, "--data", folder)
    await running.until("ready")
    pid = running.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    relay = next(one for one in children if b"media" in Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0"))

    os.kill(int(relay), signal.SIGKILL)

    await running.until("The media relay ended (by SIGKILL)")
    await running.until("The media relay is back.")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client, asyncio.timeout(30):
        while (await client.get("/readyz")).json()["relay"] != "ok":
            await asyncio.sleep(0.05)
    assert await running.stop() == 0


async def test_the_children_end_when_the_parent_is_killed(dinh, tmp_path):
    folder = tmp_path / "var"
    running = await dinh("serve", "--port", free_port(), "--data", folder)
    await running.until("ready")
    web = web_pid(folder)

    running.process.kill()

    async with asyncio.timeout(30):
        while Path(f"/proc/{web}").exists() and "Z" not in Path(f"/proc/{web}/stat").read_text().split(")")[1][:3]:
            await asyncio.sleep(0.05)


async def test_an_empty_house_prints_a_set_up_link_and_takes_an_import_while_it_runs(dinh, tmp_path):
    port, folder = free_port(), tmp_path / "var"
    running = await dinh("serve", "--port", port, "--data", folder)
    await running.until("ready")
    assert not any("/set-up/" in line for line in running.lines)
    await running.until("The first administrator")
    assert (await running.until("/set-up/")).startswith(f"http://127.0.0.1:{port}/set-up/")
    os.kill(web_pid(folder), signal.SIGKILL)
    await running.until("The web server is back.")
    async with httpx.AsyncClient() as client:
        link = (await running.until("/set-up/")).split()[-1]
        assert (await client.get(link, headers={"accept": "text/html"})).status_code == 200

    first = await dinh("import", UNITS, PEOPLE, "--data", folder)
    await first.until("units       39 added")
    assert await first.process.wait() == 0
    again = await dinh("import", UNITS, PEOPLE, "--data", folder)
    await again.until("0 added     0 changed    39 unchanged")
    assert await again.process.wait() == 0
    assert (folder / "admin.sock").stat().st_mode & 0o077 == 0
    assert await running.stop() == 0


async def test_a_lost_password_is_mended_by_a_link_whether_the_server_runs_or_not(dinh, tmp_path):
    port, folder = free_port(), tmp_path / "var"
    nothing = await dinh("link", "admin", "--data", folder)
    await nothing.until("Nothing is kept in")
    assert await nothing.process.wait() == 1
    assert not folder.exists()
    assert await (await dinh("import", UNITS, PEOPLE, "--data", folder)).process.wait() == 0

    stopped = await dinh("link", "admin", "--data", folder, "--origin", "https://hop.example")
    assert (await stopped.until("/enter/")).startswith("https://hop.example/enter/")
    await stopped.until("within a day")
    running = await dinh("serve", "--port", port, "--data", folder)
    await running.until("ready")
    link = await (await dinh("link", "admin", "--data", folder)).until("/enter/")
    nobody = await dinh("link", "ai", "--data", folder)
    await nobody.until("Nobody has the sign-in name")

    assert await nobody.process.wait() == 1
    assert link.startswith(f"http://127.0.0.1:{port}/enter/")
    async with httpx.AsyncClient() as client:
        assert (await client.get(link, headers={"accept": "text/html"})).status_code == 200
    assert await running.stop() == 0


async def test_an_import_makes_no_folder_that_nobody_named_and_says_where_it_wrote(dinh, tmp_path):
    lost = await dinh("import", UNITS, PEOPLE, DINH_DATA=str(tmp_path / "var"))
    await lost.until("Nothing is kept in")
    assert await lost.process.wait() == 1
    assert not (tmp_path / "var").exists()

    named = await dinh("import", UNITS, PEOPLE, "--data", tmp_path / "named")
    await named.until(f"Brought into {tmp_path / 'named'}")
    assert await named.process.wait() == 0


async def test_an_import_names_the_line_and_column_and_brings_nothing_in(dinh, tmp_path):
    wrong = tmp_path / "nhan-su.csv"
    wrong.write_text(PEOPLE.read_text("utf-8").replace(",chair,1,", ",boss,1,"), "utf-8")

    tried = await dinh("import", UNITS, wrong, "--data", tmp_path / "var")

    assert (await tried.until("column role")).startswith(f"{wrong}, line 5, column role")
    assert "1 place needs" in await tried.until("nothing was brought in")
    assert await tried.process.wait() == 1


async def test_a_port_that_is_taken_is_said_and_nothing_is_left_running(dinh, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        tried = await dinh("serve", "--port", port, "--data", tmp_path / "var")
        assert str(port) in await tried.until("Not started")
        advice = await tried.until("says what is wrong")
        assert await tried.process.wait() == 1
        asked = advice.split("`")[1].split()[1:]
        assert asked[-2:] == ["--port", str(port)]
        examined = await dinh(*asked)
        assert str(port) in await examined.until("BAD")
        assert await examined.process.wait() == 1


async def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(dinh, tmp_path):
    (tmp_path / "file").touch()
    for asked in (["serve", "--port", free_port()], ["import", UNITS, PEOPLE]):
        tried = await dinh(*asked, "--data", tmp_path / "file" / "var")
        await tried.until("cannot be used: Not a directory")
        assert await tried.process.wait() == 1
        assert not any("Traceback" in line for line in tried.lines)


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda path: path.write_bytes(b"no database at all" * 1_000), "is damaged"),
    (lambda path: written_by_a_later_version(path), "was written by a later version"),
], ids=["damaged", "too-new"])
async def test_a_database_that_cannot_be_opened_is_said_in_a_sentence(dinh, tmp_path, spoil, said):
    spoil(tmp_path / "dinh.sqlite")
    for asked in (["serve", "--port", free_port()], ["import", UNITS, PEOPLE], ["doctor", "--port", free_port()]):
        tried = await dinh(*asked, "--data", tmp_path)
        await tried.until(said)
        assert await tried.process.wait() == 1
        assert not any("Traceback" in line for line in tried.lines)


def written_by_a_later_version(path):
    with contextlib.closing(sqlite3.connect(path)) as rows:
        rows.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        rows.execute("INSERT INTO alembic_version VALUES ('m9999')")
        rows.commit()


async def test_another_certificates_key_is_said_of_the_files(dinh, tmp_path):
    cert, _ = pair(tmp_path, "one")
    _, key = pair(tmp_path, "other")

    tried = await dinh("serve", "--port", free_port(), "--data", tmp_path / "var", "--cert", cert, "--key", key)

    assert "no certificate and its own key" in await tried.until("Not started")
    assert await tried.process.wait() == 1
    assert not doctor.certificate(Settings(cert=str(cert), key=str(key))).well
    assert doctor.certificate(Settings(cert=str(cert), key=str(tmp_path / "one.key"))).well


def pair(folder, name):
    """A certificate for an hour and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(hours=1))
            .sign(key, hashes.SHA256()))
    cert_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return cert_file, key_file


async def test_a_folder_that_another_server_has_is_refused_by_name(dinh, tmp_path):
    running = await dinh("serve", "--port", free_port(), "--data", tmp_path / "var")
    await running.until("ready")

    second = await dinh("serve", "--port", free_port(), "--data", tmp_path / "var")

    assert "already open" in await second.until("Not started")
    assert await running.stop() == 0


async def test_serving_others_without_https_is_refused(dinh, tmp_path):
    tried = await dinh("serve", "--host", "0.0.0.0", "--data", tmp_path / "var")

    await tried.until("--cert and --key")
    assert await tried.process.wait() == 1
    assert not (tmp_path / "var").exists()


async def test_a_misspelt_setting_is_refused(dinh, tmp_path):
    tried = await dinh("serve", "--data", tmp_path / "var", DINH_PROT="80")

    assert "prot" in await tried.until("Settings")

"""`dinh`: demo | serve | doctor | import | link.

Thin on purpose: what takes long to import (the whole server) is imported by the process
that needs it, so the first words appear at once.
"""

import asyncio
import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from web.settings import Settings, Unset, load, unsafe


@click.group(help="Đình: paperless meetings for councils at the end of a thin line.")
@click.version_option("0.1.0", prog_name="dinh")
def main() -> None:
    """The commands."""


def common(command: Callable[..., None]) -> Callable[..., None]:
    """The options that `demo` and `serve` share."""
    for option in (
        click.option("--media-port", type=int, help="UDP port for sound and pictures (default: a free one)."),
        click.option("--announce", help="Addresses browsers reach this machine at, comma-separated."),
        click.option("--port", type=int, help="TCP port (default 8000)."),
        click.option("--data", type=click.Path(file_okay=False), help="Folder with everything that is kept."),
    ):
        command = option(command)
    return command


@main.command(help="Run the training example on this machine.")
@common
def demo(data: str | None, port: int | None, announce: str | None, media_port: int | None) -> None:
    """On loopback only: its links are reusable."""
    settings = _settings(
        data=data, port=port, media_announce=announce, media_port=media_port,
        demo=True, host="127.0.0.1", origin="", cert="", key="",
    )
    click.echo(f"Đình: a training example in {settings.data}/ (the law is the one in force before July 2025)")
    sys.exit(asyncio.run(_run(settings)))


@main.command(help="Run the house for real.")
@common
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--origin", help="How people reach it, e.g. https://hop.example.vn")
@click.option("--cert", type=click.Path(exists=True, dir_okay=False), help="Certificate (PEM).")
@click.option("--key", type=click.Path(exists=True, dir_okay=False), help="Its private key (PEM).")
@click.option("--behind-proxy", is_flag=True, default=None, help="A reverse proxy here speaks https for us.")
def serve(
    data: str | None, port: int | None, announce: str | None, media_port: int | None, host: str | None,
    origin: str | None, cert: str | None, key: str | None, behind_proxy: bool | None,
) -> None:
    """Refuses what would let passwords travel in the clear."""
    settings = _settings(
        data=data, port=port, media_announce=announce, media_port=media_port, host=host, origin=origin,
        cert=cert, key=key, behind_proxy=behind_proxy, demo=False,
    )
    if reason := unsafe(settings):
        raise click.ClickException(reason)
    click.echo(f"Đình in {settings.data}/")
    sys.exit(asyncio.run(_run(settings)))


@main.command(help="Say what is wrong with this machine or the folder, and how to mend it.")
@click.option("--data", type=click.Path(file_okay=False), help="Folder with everything that is kept.")
@click.option("--port", type=int, help="TCP port (default 8000).")
@click.option("--media-port", type=int, help="UDP port for sound and pictures.")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--cert", type=click.Path(), help="Certificate (PEM).")
@click.option("--key", type=click.Path(), help="Its private key (PEM).")
@click.option("--origin", help="How people reach it, e.g. https://hop.example.vn")
@click.option("--behind-proxy", is_flag=True, default=None, help="A reverse proxy here speaks https for us.")
def doctor(**asked: Any) -> None:
    """Exit code 1 when something must be mended."""
    from web.doctor import examine

    findings = examine(_settings(**asked))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.what}")
        if finding.mend:
            click.echo(f"     {finding.mend}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)


@main.command("import", help="Bring in units and people from two CSV files.")
@click.argument("units", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("people", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", type=click.Path(file_okay=False), help="Folder with everything that is kept.")
def import_sheets(units: Path, people: Path, data: str | None) -> None:
    """Through the running server when there is one; all of it or nothing."""
    settings = _settings(data=data)
    if not data:               # a folder that nobody named is not made
        _kept_in(settings)
    try:
        sheets = {"units": units.read_text("utf-8-sig"), "people": people.read_text("utf-8-sig")}
    except UnicodeDecodeError:
        raise click.ClickException("The files must be UTF-8 text. Save them as “CSV UTF-8”.") from None
    answer = _done(settings, "import", **sheets)
    if "faults" in answer:
        for fault in answer["faults"]:
            click.echo(_as_called(fault, {"units.csv": units, "people.csv": people}), err=True)
        number = len(answer["faults"])
        places = "1 place needs" if number == 1 else f"{number} places need"
        raise click.ClickException(f"{places} to be changed; nothing was brought in.")
    for kind, tally in answer["done"].items():
        click.echo(f"{kind:<8} {tally['added']:>5} added {tally['changed']:>5} changed {tally['same']:>5} unchanged")
    click.echo(f"Brought into {Path(settings.data).resolve()}")


def _as_called(fault: str, given: dict[str, Path]) -> str:
    """The fault of a sheet, which begins with its usual name, under the name of the file that was given."""
    for usual, path in given.items():
        if fault.startswith(usual):
            return f"{path}{fault.removeprefix(usual)}"
    return fault


@main.command(help="Print a sign-in link for somebody who has no way in, an administrator without password too.")
@click.argument("login")
@click.option("--data", type=click.Path(file_okay=False), help="Folder with everything that is kept.")
@click.option("--origin", help="How people reach it, while the server is stopped; a running one knows.")
def link(login: str, data: str | None, origin: str | None) -> None:
    """The link alone on standard output, so that it can be handed on."""
    settings = _settings(data=data, origin=origin)
    _kept_in(settings)
    answer = _done(settings, "link", login=login)
    click.echo(answer["link"])
    click.echo(f"It signs {answer['name']} in once, within a day. Earlier links open nothing any more.", err=True)


def _settings(**overrides: object) -> Settings:
    try:
        return load(overrides)
    except Unset as problem:
        raise click.ClickException(f"Settings: {problem}") from problem


def _kept_in(settings: Settings) -> None:
    """Refuse a folder that holds no house."""
    from meetings.record import database

    if not (Path(settings.data) / database.FILE).is_file():
        raise click.ClickException(f"Nothing is kept in {settings.data}. Say which folder: --data DIR")


async def _run(settings: Settings) -> int:
    """Both processes until Ctrl-C; the exit code."""
    from web.supervisor import NotStarted, Supervisor

    supervisor = Supervisor(settings, lambda words: click.echo(f"… {words}"))
    click.echo("… starting the media relay and the web server")
    try:
        await supervisor.start()
    except NotStarted as problem:
        click.echo(f"Not started: {problem}", err=True)
        looked_at = shlex.join(["--data", settings.data, "--host", settings.host, "--port", str(settings.port)])
        click.echo(f"`dinh doctor {looked_at}` says what is wrong and how to mend it.", err=True)
        return 1
    if not supervisor.stopping():
        _announce(supervisor.settings, supervisor.port, supervisor.set_up)
        await supervisor.until_stopped()
    click.echo("… closing")
    await supervisor.stop()
    click.echo("Closed. Everything confirmed is kept.")
    return 0


def _announce(settings: Settings, port: int, set_up: str) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    origin = settings.origin or f"{'https' if settings.cert else 'http'}://{host}:{port}"
    click.echo(f"ready {origin}")
    if set_up:
        click.echo(f"\nThe first administrator sets the house up here, once and within a day:\n\n    {set_up}\n")
    if settings.demo:
        from web.doorlist import table

        click.echo("")
        click.echo(table(Path(settings.data)))
        click.echo(f"\nOpen a link in a browser on this machine. The list is in {settings.data}/demo.json."
                   " Ctrl-C ends it.")


def _done(settings: Settings, errand: str, **asked: str) -> dict[str, Any]:
    """What came of an errand, by the running server when there is one."""
    answer = asyncio.run(_errand(settings, errand, asked))
    if "error" in answer:
        raise click.ClickException(answer["error"])
    return answer


async def _errand(settings: Settings, errand: str, asked: dict[str, str]) -> dict[str, Any]:
    from meetings.record.database import AlreadyOpen, Damaged
    from meetings.record.migrations import TooNew
    from web import errands
    from web.house import opened

    folder = Path(settings.data)
    try:
        async with opened(settings) as house:
            return await errands.run(house, {"errand": errand, **asked})
    except AlreadyOpen as taken:
        try:
            return await errands.ask(folder, errand=errand, **asked)
        except (OSError, json.JSONDecodeError) as problem:
            return {"error": f"{taken} The running server did not take the errand ({problem})."}
    except (Damaged, TooNew) as unfit:
        return {"error": str(unfit)}
    except OSError as problem:
        return {"error": f"{folder} cannot be used: {problem.strerror or problem}"}


if __name__ == "__main__":
    main()

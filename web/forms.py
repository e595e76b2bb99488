"""A form as it comes in: bounded, its token first, its files handed on and kept nowhere.

    form(request)     ─▶ Form     every field; small files whole
    token(request)    ─▶ what the page's token says; of a form with files nothing after it is read
    uploads(request)  ─▶ Upload   one file after the other, piece by piece, for a route with `opt={"uploads": True}`

Both the guard and the handler ask for the form; it is read once. A form with files (multipart) says
its token in the first field, as all our pages do, so nothing of a file is taken before we know who
sends it and from where.

Why not Litestar's `request.form()`: it decodes a field by whatever charset the field names (900 kB of
"punycode" held the whole server for 70 seconds, before anybody had signed in), takes any number of
urlencoded fields (240,000 in a megabyte: over a second), and spools all files to disk before the
token can be looked at.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from litestar import Request
from litestar.exceptions import ClientException
from multipart import MultipartError, MultipartSegment, PushMultipartParser

FIELDS = 5_000                 # in a urlencoded form: everybody of a province can be ticked
PARTS = 200                    # in one with files
TOKEN = 200                    # bytes of the token's field at most
FIELD = 100_000                # bytes of another one
AROUND = 1_000_000             # bytes of a form around its files

END = object()                 # of the parts
Asked = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A small file, whole."""

    filename: str
    content: bytes


class Form:
    """Fields in the order sent."""

    def __init__(self, items: list[tuple[str, str | File]]) -> None:
        self.items = items

    def text(self, name: str, default: str = "") -> str:
        """The first text of that name."""
        return next((value for field, value in self.items if field == name and isinstance(value, str)), default)

    def content(self, name: str) -> bytes:
        """The first file of that name, or the text sent in its place."""
        found = next((value for field, value in self.items if field == name), "")
        return found.encode() if isinstance(found, str) else found.content

    def lists(self) -> dict[str, list[object]]:
        """Every field with all its values."""
        found: dict[str, list[object]] = {}
        for name, value in self.items:
            found.setdefault(name, []).append(value)
        return found


class Upload:
    """One file on its way in. What is not read of it is passed over."""

    def __init__(self, filename: str, pieces: AsyncIterator[bytes]) -> None:
        self.filename = filename
        self.pieces = pieces


class Parts:
    """A multipart body, part after part, as it arrives."""

    def __init__(self, request: Asked, most: int | None) -> None:
        _, options = request.content_type
        self._most, self._read = most, 0
        self._stream = request.stream()
        self._waiting: Iterator[MultipartSegment | bytes | None] = iter(())
        try:
            self._parser = PushMultipartParser(options.get("boundary", "")[:200].encode(), max_segment_count=PARTS)
        except MultipartError as error:
            raise _unreadable() from error

    async def next(self) -> MultipartSegment | None:
        """The next part, what is left of the one before passed over; None: no more."""
        while (event := await self._event()) is not END:
            if isinstance(event, MultipartSegment):
                return event
        return None

    async def pieces(self) -> AsyncIterator[bytes]:
        """What the part holds."""
        while isinstance(event := await self._event(), bytes):
            yield event

    async def whole(self, most: int) -> bytes:
        """All of a part that should be small."""
        found = bytearray()
        async for piece in self.pieces():
            found += piece
            if len(found) > most:
                raise _too_large()
        return bytes(found)

    async def _event(self) -> object:
        try:
            while (event := next(self._waiting, END)) is END:
                if self._parser.closed:
                    return END
                chunk = await anext(self._stream, b"")
                self._read += len(chunk)
                if self._most is not None and self._read > self._most:
                    raise _too_large()
                self._waiting = iter(self._parser.parse(chunk))
        except MultipartError as error:
            raise _unreadable() from error
        return event


async def token(request: Asked) -> str | None:
    """The page's token as the form says it."""
    if not _multipart(request):
        return (await form(request)).text("csrf")
    parts = _parts(request)
    first = await parts.next()
    if first is None or first.name != "csrf" or first.filename:
        return None
    return _decoded(await parts.whole(TOKEN))


async def form(request: Asked) -> Form:
    """All of it, kept for whoever asks next. A body of another kind is an empty form."""
    found = request.scope["state"].get("form")
    if found is None:
        found = request.scope["state"]["form"] = await _read(request)
    return cast(Form, found)


async def uploads(request: Asked) -> AsyncIterator[Upload]:
    """The files, each handed on while it arrives."""
    if not _multipart(request):
        return
    parts = _parts(request)
    while (part := await parts.next()) is not None:
        if part.filename:
            yield Upload(part.filename, parts.pieces())


async def _read(request: Asked) -> Form:
    if _multipart(request):
        return await _of_parts(_parts(request))
    if request.content_type[0] != "application/x-www-form-urlencoded":
        return Form([])
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return Form(list(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=FIELDS)))
    except ValueError as error:
        raise _unreadable() from error


async def _of_parts(parts: Parts) -> Form:
    items: list[tuple[str, str | File]] = []
    while (part := await parts.next()) is not None:
        if part.filename:
            content = bytearray()
            async for piece in parts.pieces():
                content += piece           # the route's own limit bounds it
            items.append((part.name or "", File(part.filename, bytes(content))))
        else:
            items.append((part.name or "", _decoded(await parts.whole(FIELD))))
    return Form(items)


def _parts(request: Asked) -> Parts:
    """The one reader of this body."""
    found = request.scope["state"].get("parts")
    if found is None:
        uploads = bool(request.route_handler.opt.get("uploads"))
        most = request.app.state.house.settings.upload_limit + AROUND if uploads else None
        if most is not None and (request.content_length or 0) > most:
            raise _too_large()
        found = request.scope["state"]["parts"] = Parts(request, most)
    return cast(Parts, found)


def _multipart(request: Asked) -> bool:
    return request.content_type[0] == "multipart/form-data"


def _decoded(value: bytes) -> str:
    """UTF-8 as our pages send it, whatever else is claimed."""
    return value.decode("utf-8", "replace")


def _unreadable() -> ClientException:
    return ClientException("The form cannot be read.")


def _too_large() -> ClientException:
    return ClientException("The form is too large.", status_code=413)

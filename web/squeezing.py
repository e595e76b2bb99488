"""Pages squeezed on their way out, the squeezer let go with them.

A brotli squeezer takes 1.3 MB. Litestar's own makes one for every answer, small or large, and
leaves it in a ring of references with the answer until the garbage is collected, which in a process
of five thousand sockets is seldom: three hundred pages, one after the other, left 235 MB behind.
"""

from io import BytesIO
from typing import Any

import brotli  # type: ignore[import-untyped]  # written in C
from litestar.config.compression import CompressionConfig
from litestar.middleware.compression.facade import CompressionFacade

QUALITY = 5                    # about 3 ms a page


class Squeezed(CompressionFacade):
    """What Litestar asks for by the name of a compression facade."""

    encoding = "br"

    def __init__(self, buffer: BytesIO, compression_encoding: str, config: CompressionConfig) -> None:
        self._buffer = buffer
        self._squeezer: Any = None

    def write(self, body: bytes) -> None:
        if self._squeezer is None:
            self._squeezer = brotli.Compressor(quality=QUALITY, mode=brotli.MODE_TEXT)
        self._buffer.write(self._squeezer.process(body) + self._squeezer.flush())

    def close(self) -> None:
        if self._squeezer is not None:
            self._buffer.write(self._squeezer.finish())
            self._squeezer = None


PAGES = CompressionConfig(
    backend="br", compression_facade=Squeezed, gzip_fallback=True, minimum_size=500, exclude_opt_key="as_is"
)

"""Our own icons: a 24 px grid, 2 px strokes, always beside a word.

They are written where they are used rather than kept in a sprite: a part that arrives
over the socket brings its picture along, and repeated ones cost a few bytes compressed.
Three shapes carry the votes: a disc is for, a square against, a bar not voting.
"""

# ruff: noqa: E501 - a path is one line

from collections.abc import Mapping

from markupsafe import Markup

PATHS: Mapping[str, str] = {
    "again": '<path d="M20 11a8 8 0 1 0-2.3 6.300M20 4v7h-7"/>',
    "ballot": '<path d="M4 12h16v9H4zM8 12V4h8v8M9 16.5h6"/>',
    "bell": '<path d="M6 16V10a6 6 0 0 1 12 0v6l2 2H4zM10 21h4"/>',
    "bin": '<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6"/>',
    "calendar": '<path d="M4 5h16v16H4zM4 10h16M8 3v4M16 3v4"/>',
    "camera": '<path d="M3 6h12v12H3zM15 10.500l6-3.500v10l-6-3.5"/>',
    "check": '<path d="M4 12.5l5.5 5.5L20 7"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "copy": '<path d="M8 8h12v13H8zM16 8V3H4v13h4"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "device": '<path d="M7 2.500h10v19H7zM11 18.500h2"/>',
    "down": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "eye": '<path d="M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7z"/><circle cx="12" cy="12" r="3"/>',
    "flag": '<path d="M5 21V4h13l-3 4.500L18 13H5"/>',
    "full": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
    "gavel": '<path d="M13 4l6 6M10 7l6 6M11.5 5.500l6 6M13 10L4 19M13 21h8"/>',
    "gear": '<circle cx="12" cy="12" r="3.2"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.8 6 3.8 9s-.8 6-3.8 9c-3-3-3.8-6-3.8-9S9 6 12 3z"/>',
    "good": '<path d="M4 20v-4M9.3 20v-8M14.7 20V8M20 20V4"/>',
    "got": '<path d="M7 2.500h10v19H7zM9.5 11.500l2 2 3.5-4"/>',
    "hand": '<path d="M7 12V6a1.5 1.5 0 0 1 3 0v5M10 10V4.500a1.5 1.5 0 0 1 3 0V11M13 10V6a1.5 1.5 0 0 1 3 0v6M16 11V9a1.5 1.5 0 0 1 3 0v6c0 4-2.5 6.5-6 6.5-3 0-4.6-1.2-6-3.500l-2.6-4.300a1.6 1.6 0 0 1 2.6-1.700z"/>',
    "home": '<path d="M3 11.500L12 4l9 7.500M6 9.500V20h12V9.5"/>',
    "image": '<path d="M3 5h18v14H3zM3 16l5-5 5 5 3-3 5 5"/><circle cx="16" cy="9" r="1.2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500M12 7.600v.1"/>',
    "left": '<path d="M15 5l-7 7 7 7"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.600a4 4 0 0 0-5.7-5.700L12 6.300M14 10a4 4 0 0 0-5.7 0l-3.6 3.600a4 4 0 0 0 5.7 5.700L12 17.7"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "lost": '<path d="M4 20v-4M9.3 20v-8M15 9l6 6M21 9l-6 6"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "mic": '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5 11a7 7 0 0 0 14 0M12 18v3"/>',
    "minus": '<path d="M5 12h14"/>',
    "move": '<path d="M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4"/>',
    "next": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "nocamera": '<path d="M3 6h12v12H3zM15 10.500l6-3.500v10l-6-3.500M2 2l20 20"/>',
    "nomic": '<path d="M9 9V6a3 3 0 0 1 6 0v5a3 3 0 0 1-.6 1.800M5 11a7 7 0 0 0 11 5.700M12 18v3M3 3l18 18"/>',
    "note": '<path d="M4 4h16v11l-5 5H4zM20 15h-5v5M8 9h8M8 13h4"/>',
    "out": '<path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4"/>',
    "paper": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "pen": '<path d="M4 20l1-4.500L16.5 4 20 7.5 8.5 19zM14 6.500l3.5 3.5"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4 2.9-6 6.5-6s6 2 6.5 6M16 4.800a3.5 3.5 0 0 1 0 6.400M18 14.500c2 .8 3.2 2.6 3.5 5.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.6-4.5 3.6-7 8-7s7.4 2.5 8 7"/>',
    "pin": '<path d="M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "right": '<path d="M9 5l7 7-7 7"/>',
    "screen": '<path d="M3 4h18v12H3zM8 20h8M12 16v4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.500L21 21"/>',
    "send": '<path d="M12 20V5M6 11l6-6 6 6"/>',
    "server": '<path d="M4 4h16v7H4zM4 13h16v7H4zM8 7.500v.1M8 16.500v.1"/>',
    "speaker": '<path d="M4 9.500h4L13 5v14l-5-4.500H4zM16 9a4.5 4.5 0 0 1 0 6M18.5 6.500a8 8 0 0 1 0 11"/>',
    "stop": '<path d="M6 6h12v12H6z"/>',
    "test": '<path d="M4 13h4l2.5-7 4 12 2-5H20"/>',
    "text": '<path d="M3 19L8 6l5 13M5 15h6M15 19l3-8 3 8M16 16.500h4"/>',
    "up": '<path d="M12 20V5M6 11l6-6 6 6"/>',
    "warn": '<path d="M12 4L2.5 20h19zM12 10v5M12 17.700v.1"/>',
    "weak": '<path d="M4 20v-4M9.3 20v-8"/><path d="M14.7 20v-.01M20 20v-.01"/>',
}

SHAPES: Mapping[str, str] = {
    "disc": '<circle cx="12" cy="12" r="9"/>',
    "square": '<path d="M4 4h16v16H4z"/>',
    "bar": '<path d="M3 9h18v6H3z"/>',
    "hollow": '<path fill="none" stroke="currentColor" stroke-width="2" d="M5 5h14v14H5z"/>',
}

LOGO = Markup(
    '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="5" fill="#8d181b"/>'
    '<path fill="none" stroke="#f0cf8a" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
    'd="M9.5 6.5c1 1 2 1.3 3 1.3h7c1 0 2-.3 3-1.3-.2 3.6 2.5 6.6 6.5 7.7-1.2 1.6-2.6 2-4.2 2H7.2c-1.6 0-3-.4-4.2-2 '
    '4-1.1 6.7-4.1 6.5-7.7zM8 16.5v8.3M13.3 16.5v8.3M18.7 16.5v8.3M24 16.5v8.3M4.5 26h23"/></svg>'
)


def icon(name: str) -> Markup:
    """An icon; KeyError when we have not drawn it."""
    return Markup(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{PATHS[name]}</svg>')  # noqa: S704 - ours


def shape(name: str) -> Markup:
    """The shape that goes with a vote: disc, square, bar, hollow."""
    return Markup(f'<svg class="shape" viewBox="0 0 24 24" aria-hidden="true">{SHAPES[name]}</svg>')  # noqa: S704 - ours


def logo() -> Markup:
    """The roof of the house."""
    return LOGO

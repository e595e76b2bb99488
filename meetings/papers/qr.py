"""A link as a QR code, drawn into the page (inline SVG): an invitation on paper opens by a phone's camera."""

import io
from xml.sax.saxutils import escape, quoteattr

import segno

LONGEST = 1_000                # characters: beyond it the squares get too fine for a printed letter
BORDER = 4                     # modules left white around it (ISO/IEC 18004)


def svg(url: str, title: str = "") -> str:
    """The code as `<svg role="img">` that fills its box; `title` is what a screen reader says (else the link).

    Raises:
        ValueError: the link is empty or longer than a printed code can carry.
    """
    if not 0 < len(url) <= LONGEST:
        raise ValueError(f"A QR code carries 1 to {LONGEST} characters.")
    code = segno.make(url, error="m", boost_error=False, micro=False)
    side = code.symbol_size(border=BORDER)[0]
    lines = io.BytesIO()
    code.save(lines, kind="svg", border=BORDER, xmldecl=False, svgns=False, omitsize=True, nl=False, svgclass=None,
              lineclass=None)
    path = lines.getvalue().decode("ascii")
    path = path[path.index("<path"):path.index("</svg>")]
    said = title or url
    return (
        f'<svg class="qr" role="img" aria-label={quoteattr(said)} viewBox="0 0 {side} {side}">'
        f'<title>{escape(said)}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/>{path}</svg>'
    )

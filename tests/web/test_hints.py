"""What the relay says to one page reaches the pages of its subject and nobody else's."""

import json
from types import SimpleNamespace

from web import hints


class Gallery:
    """Notes what it is to tell."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, object]] = []

    def tell(self, meeting: str, subject: str, frame: SimpleNamespace) -> None:
        self.told.append((meeting, subject, json.loads(frame.text)))


def test_it_goes_out_under_the_name_of_the_peer_it_is_about():
    gallery = Gallery()

    hints.hand_on(gallery)("m1", "person:p1", "peer7", {"type": "Stands", "step": "few"})

    hints.hand_on(gallery)("m1", "screen:venue:v1", "peer8", {"type": "Sizes", "on": ["s"]})

    sizes = {"type": "Media", "peer": "peer8", "what": {"type": "Sizes", "on": ["s"]}}
    assert gallery.told.pop() == ("m1", "venue:v1", sizes)
    frame = {"type": "Media", "peer": "peer7", "what": {"type": "Stands", "step": "few"}}
    assert gallery.told == [("m1", "person:p1", frame)]

"""What is said, as JSON: two codecs that share nothing but the shapes of values.

    outside ─▶ commands.decode ─▶ Command      strict and bounded: nothing outside is trusted
    Entry   ─▶ events.seal     ─▶ bytes        canonical, for the record: hashed, chained, never rewritten
    bytes   ─▶ events.unseal   ─▶ Entry        lenient towards what an older version wrote
    Entry   ─▶ events.shown    ─▶ dict         for screens, with the words in it

They are two on purpose. A command is read from people we do not know and its shape may
change with every version of the browser's side; an entry was written by ourselves and must
be readable for as long as the record is kept.
"""

from meetings.wire.events import Damaged, Sealed, seal, shown, unseal
from meetings.wire.unreadable import Unreadable

__all__ = ["Damaged", "Sealed", "Unreadable", "seal", "shown", "unseal"]

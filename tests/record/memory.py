"""The record in memory: what the contract suite holds the others against."""

from meetings.ports import Forked
from meetings.procedure.meeting import Meeting, apply


class Memory:
    def __init__(self):
        self._entries, self._receipts = {}, {}

    async def load(self, meeting):
        state = Meeting()
        for entry in self._entries.get(meeting, []):
            state = apply(state, entry)
        return state, dict(self._receipts.get(meeting, {}))

    async def append(self, meeting, entries, receipts):
        there = self._entries.setdefault(meeting, [])
        given = self._receipts.setdefault(meeting, {})
        numbers = list(range(len(there) + 1, len(there) + 1 + len(entries)))
        if [entry.seq for entry in entries] != numbers or any((one.by, one.command) in given for one in receipts):
            raise Forked(meeting)
        there.extend(entries)
        given.update({(one.by, one.command): one for one in receipts})

    async def since(self, meeting, seq, limit=10_000):
        return self._entries.get(meeting, [])[seq : seq + limit]

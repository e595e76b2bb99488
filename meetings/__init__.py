"""What happens in a meeting, by which rules, and how it is remembered.

    request ─▶ clerk ─▶ procedure: decide ─▶ record: append ─▶ everybody who looks on

The record is the meeting: a state, a screen, the minutes are read off it and kept nowhere else.

Why events for what happens and rows for what is prepared (units, people, agendas, papers):
a sitting must be provable entry by entry and can be resumed by number; a list of halls need
not be, and as rows it is changed in one line. An order paper crosses over when it is convened,
whole, and from then on the record alone counts. The other way, everything as events, would
have made a corrected telephone number a matter of record.
"""

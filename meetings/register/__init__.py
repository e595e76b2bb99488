"""Who is who: units, bodies, people, venues, and what was prepared for a meeting.

Ordinary values, read from and written to ordinary rows by `meetings.record`.
Nothing here does I/O.

Why what an office may do stands in one table (`authority`) and not at each door: two pages
that answer differently are how a secretary becomes an administrator. Until when something
may be prepared is such a table too (`preparing`).
Why sheets (`sheet`, `importing`) are planned whole before anything is written: half a province
is worse than none. Levels, rule sets and units are data with dates: districts ended in 2025
and old papers keep the old names.
"""

"""Who is who: units, bodies, people, venues, and what was prepared for a meeting.

Ordinary values, read from and written to ordinary rows by `meetings.record`.
Nothing here does I/O.
"""

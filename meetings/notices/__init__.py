"""What happens by the clock and not by anybody's hand.

Why a timetable that decides nothing: it hands in errands, and whoever takes one may refuse it like
any other. Why it keeps nothing: APScheduler's own job store, shared by three processes, ran 60 jobs
89 times; what must not be forgotten belongs in rows that are claimed, not in a scheduler.
Letters by mail, calendars and reminders come here.
"""

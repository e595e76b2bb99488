"""The database: every table and every repository, and the records of meetings among them.

    database.open(folder) ─▶ Database ─▶ writing()   one writer, BEGIN IMMEDIATE
                                      └▶ reading()   many readers, query only
    house.Register.of(database) ─▶ one plain repository for each aggregate

Why Core tables and no mapped classes: the values are the frozen dataclasses of
`meetings.register` and `meetings.procedure`. A mapped class would be a second
shape for each, with an identity map and lazy loading between it and the row.
Why no JSON columns and no dialect's own SQL: PostgreSQL is to stand beside SQLite
behind the same repositories; what differs (locking, pragmas) stays in `database`.
"""

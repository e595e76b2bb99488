"""People, bodies and posts as rows."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.words import PersonId
from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.tables_register import BODY, PERSON, POST
from meetings.record.tables_signin import PASSWORD
from meetings.register.people import Body, Person, Post, Role


class LoginTaken(Exception):
    """Somebody signs in under this name already."""


class LastAdministrator(Exception):
    """Nobody would be left to administer the house."""


class People:
    """Who is who, and who holds which post where."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, id: PersonId | str) -> Person | None:
        async with self._database.reading() as rows:
            found = (await rows.execute(select(PERSON).where(PERSON.c.id == id))).first()
            return person(found) if found else None

    async def by_login(self, login: str) -> Person | None:
        """Upper and lower case are one."""
        async with self._database.reading() as rows:
            found = (await rows.execute(select(PERSON).where(PERSON.c.login == login.strip().lower()))).first()
            return person(found) if found else None

    async def all(self, unit: str | None = None) -> list[Person]:
        """Everybody, or those of one unit, in the order they were imported or added."""
        wanted = select(PERSON).order_by(PERSON.c.rank, PERSON.c.login)
        async with self._database.reading() as rows:
            found = await rows.execute(wanted if unit is None else wanted.where(PERSON.c.unit == unit))
            return [person(row) for row in found]

    async def bodies(self) -> list[Body]:
        async with self._database.reading() as rows:
            return [body(row) for row in await rows.execute(select(BODY).order_by(BODY.c.name))]

    async def body(self, id: str) -> Body | None:
        async with self._database.reading() as rows:
            found = (await rows.execute(select(BODY).where(BODY.c.id == id))).first()
            return body(found) if found else None

    async def posts(self, person: PersonId | str, on: date | None = None) -> list[Post]:
        """Those a person holds on that day (today unless told)."""
        async with self._database.reading() as rows:
            wanted = select(POST).where(POST.c.person == person, running(on or today()))
            return [post(row) for row in await rows.execute(wanted.order_by(POST.c.id))]

    async def held(self, on: date | None = None) -> dict[PersonId, list[Post]]:
        """Everybody's posts on that day."""
        found: dict[PersonId, list[Post]] = {}
        async with self._database.reading() as rows:
            for row in await rows.execute(select(POST).where(running(on or today())).order_by(POST.c.id)):
                found.setdefault(PersonId(row.person), []).append(post(row))
        return found

    async def posts_in(self, body: str, on: date | None = None) -> list[Post]:
        """Those of a body on that day: seats in their order, then the others."""
        async with self._database.reading() as rows:
            wanted = select(POST).where(POST.c.body == body, running(on or today()))
            found = await rows.execute(wanted.order_by(POST.c.seat.is_(None), POST.c.seat, POST.c.id))
            return [post(row) for row in found]

    async def any_admin(self) -> bool:
        async with self._database.reading() as rows:
            return await administrators(rows) > 0

    async def any_admin_inside(self) -> bool:
        """Whether one of them can come in: imported ones have no password yet, and nobody to ask for a link."""
        async with self._database.reading() as rows:
            return await administrators(rows, inside=True) > 0

    async def add(
        self, login: str, name: str, *, title: str = "", unit: str = "", email: str = "", locale: str = "vi"
    ) -> Person:
        """A new person.

        Raises:
            LoginTaken: somebody signs in under this name already.
        """
        async with self._database.writing() as rows:
            return await self._add(rows, login, name, title, unit, email, locale)

    async def first_admin(
        self, login: str, name: str, *, title: str = "", unit: str = "", email: str = "", locale: str = "vi"
    ) -> Person:
        """The first administrator, over the whole house unless a unit is named.

        Raises:
            LoginTaken: somebody signs in under this name already.
            RuntimeError: there is an administrator who can come in.
        """
        async with self._database.writing() as rows:
            if await administrators(rows, inside=True):
                raise RuntimeError("there is an administrator already")
            made = await self._add(rows, login, name, title, unit, email, locale)
            await rows.execute(POST.insert().values(post_row(Post(made.id, Role.ADMIN, unit, None, None, None, None))))
            return made

    async def change_rules(self, body: str, rules: str) -> None:
        """Meetings already convened keep the rule set they were convened under."""
        async with self._database.writing() as rows:
            await rows.execute(BODY.update().where(BODY.c.id == body).values(rules=rules))

    async def add_post(self, post: Post) -> None:
        async with self._database.writing() as rows:
            await rows.execute(POST.insert().values(post_row(post)))

    async def end_post(self, post: Post, on: date) -> None:
        """The post is held until the day before; it stays readable.

        Raises:
            LastAdministrator: nobody would be left.
        """
        async with self._database.writing() as rows:
            same = (POST.c.person == post.person) & (POST.c.role == post.role.value)
            same &= POST.c.unit.is_(None) if not post.unit else POST.c.unit == post.unit
            same &= POST.c.body.is_(None) if post.body is None else POST.c.body == post.body
            await rows.execute(POST.update().where(same, running(on)).values(mandate_to=on - timedelta(days=1)))
            if post.role is Role.ADMIN and not await administrators(rows, lasting=True):
                raise LastAdministrator

    async def set_active(self, id: PersonId, active: bool) -> None:
        """
        Raises:
            LastAdministrator: nobody would be left.
        """
        async with self._database.writing() as rows:
            await rows.execute(PERSON.update().where(PERSON.c.id == id).values(active=active))
            if not active and not await administrators(rows, lasting=True):
                raise LastAdministrator

    async def set_locale(self, id: PersonId, locale: str) -> None:
        async with self._database.writing() as rows:
            await rows.execute(PERSON.update().where(PERSON.c.id == id).values(locale=locale))

    async def _add(
        self, rows: AsyncConnection, login: str, name: str, title: str, unit: str, email: str, locale: str
    ) -> Person:
        made = Person(PersonId(new_id()), login.strip().lower(), name, title, unit, email, locale)
        if (await rows.execute(select(PERSON.c.id).where(PERSON.c.login == made.login))).first():
            raise LoginTaken(made.login)
        rank: int = (await rows.execute(select(func.coalesce(func.max(PERSON.c.rank), 0)))).scalar_one()
        await rows.execute(PERSON.insert().values(**person_row(made), rank=rank + 1))
        return made


def today() -> date:
    return datetime.now(UTC).date()


def running(on: date) -> ColumnElement[bool]:
    """The post is held on that day; its last day counts."""
    begun = POST.c.mandate_from.is_(None) | (POST.c.mandate_from <= on)
    return begun & (POST.c.mandate_to.is_(None) | (POST.c.mandate_to >= on))


async def administrators(rows: AsyncConnection, lasting: bool = False, inside: bool = False) -> int:
    """How many people administer something now; `lasting`: with no end in sight; `inside`: with a password."""
    wanted = select(func.count(func.distinct(POST.c.person))).join(PERSON, PERSON.c.id == POST.c.person)
    wanted = wanted.where(POST.c.role == Role.ADMIN.value, running(today()), PERSON.c.active)
    if lasting:
        wanted = wanted.where(POST.c.mandate_to.is_(None))
    if inside:
        wanted = wanted.join(PASSWORD, PASSWORD.c.person == PERSON.c.id)
    return int((await rows.execute(wanted)).scalar_one())


def person(row: Row[tuple[object, ...]]) -> Person:
    return Person(
        PersonId(row.id), row.login, row.name, row.title, row.unit or "", row.email, row.locale, row.active
    )


def person_row(one: Person) -> dict[str, object]:
    return {
        "id": one.id, "login": one.login, "name": one.name, "title": one.title, "unit": one.unit or None,
        "email": one.email, "locale": one.locale, "active": one.active,
    }


def body(row: Row[tuple[object, ...]]) -> Body:
    return Body(row.id, row.name, row.unit, row.rules, row.seats)


def body_row(one: Body) -> dict[str, object]:
    return {"id": one.id, "name": one.name, "unit": one.unit, "rules": one.rules, "seats": one.seats}


def post(row: Row[tuple[object, ...]]) -> Post:
    return Post(
        PersonId(row.person), Role(row.role), row.unit or "", row.body, row.seat, row.mandate_from, row.mandate_to
    )


def post_row(one: Post) -> dict[str, object]:
    return {
        "person": one.person, "role": one.role.value, "unit": one.unit or None, "body": one.body, "seat": one.seat,
        "mandate_from": one.mandate_from, "mandate_to": one.mandate_to,
    }

"""Passwords: Argon2id, never more than a few at once, and the same time for everybody.

The profile is OWASP's: 2 passes, 19 MiB, one lane: about 50 ms. Before a sitting
everybody signs in within minutes, so the work is done in threads, four at a time;
otherwise forty people would take the machine's memory and the event loop with it.
An unknown login is checked against a made-up hash: it takes as long as a known one.

What others would try first is not taken (NIST SP 800-63B, ASVS 5.0 6.2.4): the
commonest, plain rows, one or two characters over and over, the own name. Nothing is
asked of how a password is composed: a short sentence is better than a hard word.
"""

import asyncio
import secrets
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8                   # characters
LONGEST = 200
AT_ONCE = 4
ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
COMMONEST = frozenset("""
    matkhau1 matkhau12 matkhau123 matkhau1234 matkhau12345 matkhau123456 matkhau@123 matkhaucuatoi khongcomatkhau
    anhyeuem anhyeuem1 anhyeuem123 emyeuanh emyeuanh123 yeuemnhieu anhyeuemnhieu iloveyou1 iloveyou iloveyou2
    iloveyou123 vietnam1 vietnam12 vietnam123 vietnam@123 vietnam2025 vietnam2026 hanoi123 saigon123 tinhyeu123
    hanhphuc gia123456 giadinh1 giadinh123 concacon khongbiet khongcogi khongnho quenmatkhau dangnhap xinchao123
    admin123 admin1234 admin12345 admin123456 admin@123 administrator thuky123 chutich123 daibieu123 hdnd1234
    ubnd1234 abc12345 abc123456 abcd1234 abcde123 abcd12345 abcabcabc abc123abc 123abc123 a1234567 a12345678
    a123456789 aa123456 aa12345678 1234567a 12345678a 123456789a 1234abcd 12341234 123123123 12312312 12344321
    123454321 123321123 11223344 1122334455 112233445566 123456123456 147258369 159357159 789456123 987654321a
    password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword qwerty12 qwerty123 qwerty1234
    qwerty12345 qwert123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qazwsxedc zaq12wsx q1w2e3r4 asdf1234 asdfasdf qwer1234
    qweasdzxc letmein1 welcome1 welcome123 sunshine princess football baseball superman trustno1 whatever computer
    internet samsung1 samsung123 changeme dragon123 monkey123 starwars 111222333 010203040506
""".split())  # noqa: SIM905 - a list of one word a line would be longer than the module


class Passwords:
    """Hash and check."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; always False when there is none, after the same work."""
        async with self._turn:
            right = await asyncio.to_thread(self._verify, hashed or self._nobodys, password)
        return right and hashed is not None

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def guessable(password: str, login: str = "", name: str = "") -> Literal["", "common", "own"]:
    """Whether it is among the first that others would try, and why; "" when it is not.

    A login of three letters or fewer stands by chance in many a sentence: it counts where little else is left.

    >>> guessable("12345678"), guessable("MatKhau123"), guessable("abababab"), guessable("rừng xanh núi đỏ", "an")
    ('common', 'common', 'common', '')
    >>> guessable("daibieu03 mùa xuân", "daibieu03"), guessable("mai12345", "mai")
    ('own', 'own')
    """
    word = password.casefold()
    if word == name.casefold() or (login and login in word and (len(login) > 3 or len(word) - len(login) < SHORTEST)):
        return "own"
    plain = len(set(word)) <= 2 or any(word in row or word[::-1] in row for row in ROWS)
    return "common" if plain or word in COMMONEST else ""

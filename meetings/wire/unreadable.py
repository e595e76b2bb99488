"""What is wrong with a message that cannot be read: the client's fault, and nothing was done."""


class Unreadable(Exception):
    """`field` is where ("" for the whole message), `code` what: kebab-case, with a sentence in every language."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field or 'message'}: {code}")
        self.field = field[:64]
        self.code = code


CODES = (
    "too-large", "too-deep", "not-json", "not-an-object", "key-twice", "number-too-large", "not-a-whole-number",
    "not-a-command", "unknown-field", "stamped-by-the-server", "missing", "wrong-type", "too-long", "out-of-range",
    "not-an-id", "not-a-time", "not-a-choice", "bad-characters",
)

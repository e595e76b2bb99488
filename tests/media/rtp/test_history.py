"""What was sent is found again by its number, until it is too old, too soon or too much."""

from media.rtp.history import AGAIN_EVERY, AGAIN_LIMIT, SIZE, History, Sent


def filled(first: int, count: int) -> History:
    history = History()
    for number in range(first, first + count):
        history.keep(number & 0xFFFF, 0x80 | 97, number * 3000 & 0xFFFFFFFF, b"d%d" % number, b"rest %d" % number)
    return history


def test_the_last_packets_are_found_and_those_before_are_forgotten() -> None:
    history = filled(65_000, SIZE + 100)               # over the wrap of the numbers

    assert history.find(65_099, 1.0) is None
    for number in (65_100, 65_535, 65_536, 65_611):
        expected = Sent(0x80 | 97, number * 3000 & 0xFFFFFFFF, b"d%d" % number, b"rest %d" % number)
        assert history.find(number & 0xFFFF, 1.0) == expected
    assert history.find(65_612 & 0xFFFF, 1.0) is None


def test_before_the_first_packet_nothing_is_found_and_nothing_is_held() -> None:
    history = History()

    assert history.find(0, 1.0) is None
    assert len(history._rests) == len(history._numbers) == 0
    history.keep(7, 97, 0, b"", b"x")
    assert history.find(0, 1.0) is None                # an empty place is no packet with the number 0


def test_what_has_no_repair_is_not_found() -> None:
    history = History()
    history.keep(1, 0, 0, b"", b"x")

    assert history.find(1, 1.0) is None


def test_the_same_packet_goes_again_only_after_a_while() -> None:
    history = filled(0, 10)

    for second in (1.0, 1.96):                         # the second one shortly before a second has passed
        assert history.find(3, second) is not None
        assert history.find(3, second + AGAIN_EVERY * 0.9) is None
        assert history.find(3, second + AGAIN_EVERY * 1.1) is not None


def test_no_more_than_so_many_go_again_in_a_second() -> None:
    history = filled(0, SIZE)

    def found(since: float) -> int:
        return sum(history.find(number, since + number / 1000) is not None for number in range(SIZE))

    assert [found(1.0), found(1.1)] == [AGAIN_LIMIT, 0]
    assert found(2.1) == AGAIN_LIMIT


def test_the_bytes_of_the_sender_are_not_copied() -> None:
    rest = b"shared by all who watch"
    history = History()
    history.keep(1, 97, 0, b"", rest)

    found = history.find(1, 1.0)
    assert found is not None
    assert found.rest is rest

"""Numbers that wrap, and rows without a hole."""

from hypothesis import given
from hypothesis import strategies as st

from media.rtp.sequence import Renumbering, ahead

number = st.integers(0, 65535)


@given(number, number)
def test_ahead_is_its_own_opposite_and_finds_the_way_back(a: int, b: int) -> None:
    assert (b + ahead(a, b)) % 65536 == a
    assert -32768 <= ahead(a, b) < 32768


@given(number, st.lists(st.tuples(number, st.lists(st.booleans(), min_size=1, max_size=40)), min_size=1, max_size=6))
def test_whatever_is_switched_or_left_out_the_row_has_no_hole(
    first: int, sources: list[tuple[int, list[bool]]]
) -> None:
    row = Renumbering(first)
    told = []
    for start, kept in sources:
        row.begin(start)
        for at, keep in enumerate(kept):
            sequence = (start + at) & 0xFFFF
            if keep:
                told.append(row.number(sequence))
            else:
                row.leave_out(sequence)

    assert told == [(first + at) & 0xFFFF for at in range(len(told))]


@given(number, st.permutations(range(1, 12)))
def test_packets_out_of_order_keep_their_distances(start: int, order: list[int]) -> None:
    row = Renumbering(500)
    row.begin(start)
    row.number(start)
    told = {at: row.number((start + at) & 0xFFFF) for at in order}

    assert told == {at: 500 + at for at in order}


def test_a_packet_from_before_the_switch_has_no_number() -> None:
    row = Renumbering(0)
    row.begin(100)
    row.number(100)

    assert row.number(99) is None


def test_a_late_packet_from_before_a_gap_closed_keeps_the_old_distance() -> None:
    row = Renumbering(0)
    row.begin(10)
    row.number(10)
    row.number(12)
    row.leave_out(13)

    assert (row.number(14), row.number(11)) == (3, 1)


@given(st.sampled_from([7, 15, 16]), number, st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=600))
def test_no_number_is_ever_told_for_two_however_late_they_come(
    bits: int, start: int, packets: list[tuple[int, bool]]
) -> None:
    """Each is kept or left out, at once or up to three later; numbers of a short while ago differ."""
    row, told = Renumbering(9, bits), []
    row.begin(start & (1 << bits) - 1, bits)
    due = sorted((at + late, at, keep) for at, (late, keep) in enumerate(packets))
    for _, at, keep in due:
        sequence = (start + at) & (1 << bits) - 1
        if keep:
            told.append(row.number(sequence))
        else:
            row.leave_out(sequence)

    for at in range(len(told)):
        near = [one for one in told[at : at + 40] if one is not None]
        assert len(set(near)) == len(near)


def test_in_a_long_row_a_late_packet_still_has_its_number() -> None:
    row = Renumbering(5)
    row.begin(0)
    for at in range(50_000):
        if at != 49_990:
            row.number(at)

    assert row.number(49_990) == 49_995


def test_what_was_left_out_stays_out_when_it_comes_again() -> None:
    row = Renumbering(0)
    row.begin(10)
    row.number(10)
    row.leave_out(11)
    row.number(12)

    assert row.number(11) is None


def test_the_packets_of_one_picture_have_one_number_and_one_left_out_has_none() -> None:
    row = Renumbering(0, 15)
    row.next = 500
    row.begin(32_766, 15)

    assert row.number(32_765) is None                  # from before the beginning
    assert [row.number(one) for one in (32_766, 32_766, 32_767, 32_767, 32_767)] == [500, 500, 501, 501, 501]
    row.leave_out(0)
    assert [row.number(one) for one in (0, 0, 1, 1, 32_767)] == [None, None, 502, 502, 501]

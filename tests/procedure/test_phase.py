"""The table of phases."""

import pytest

from meetings.procedure.meeting import Meeting
from meetings.procedure.phase import STANDS, TRANSITIONS, Phase, Step, diagram, during, step
from meetings.procedure.rulings import CODES, NotNow


def test_every_phase_has_its_row_and_every_step_leads_from_somewhere():
    assert set(TRANSITIONS) == set(Phase)
    assert {taken for steps in TRANSITIONS.values() for taken in steps} == set(Step)


def test_every_phase_but_the_first_is_reached_and_the_last_is_final():
    reached = {after for steps in TRANSITIONS.values() for after in steps.values()}

    assert reached == set(Phase) - {Phase.PLANNED}
    assert TRANSITIONS[Phase.CLOSED] == {}


def test_a_step_not_in_the_table_is_refused_with_where_the_meeting_stands():
    for phase in Phase:
        for taken in Step:
            if taken in TRANSITIONS[phase]:
                assert step(phase, taken) is TRANSITIONS[phase][taken]
            else:
                with pytest.raises(NotNow) as refused:
                    step(phase, taken)
                assert refused.value.code == STANDS[phase]


def test_each_stand_has_a_sentence():
    assert set(STANDS.values()) <= set(CODES)


def test_what_is_not_for_this_phase_is_refused():
    during(Meeting(), Phase.PLANNED)
    with pytest.raises(NotNow, match="not-convened"):
        during(Meeting(), Phase.CONVENED, Phase.IN_SESSION)


def test_the_diagram_has_a_line_for_each_step():
    lines = diagram().splitlines()

    assert len(lines) == sum(len(steps) for steps in TRANSITIONS.values())
    assert lines[0] == "planned    ── Convene ─▶ convened"
    assert lines[-1] == "           ── Close ─▶ closed"

"""Pages and their parts, in both languages."""

import pytest
from jinja2 import UndefinedError

from web import show
from web.viewer import Viewer

PAGES = show.pages("Asia/Ho_Chi_Minh", demo=False)
NOBODY = Viewer("nobody", None, None, None, (), "vi", "token", None)


def part(source, locale="vi", **context):
    environment = PAGES.environments[locale]
    return environment.from_string('{% import "parts.html" as ui %}' + source).render(**context)


def test_what_somebody_typed_is_words_and_never_markup():
    html = part('{{ ui.field("q", "Câu hỏi", typed, {"q": wrong}) }}', typed='"><script>1</script>', wrong="<b>")

    assert "<script>" not in html
    assert "<b>" not in html
    assert 'aria-describedby="f-q-error"' in html
    assert 'aria-invalid="true"' in html


def test_a_password_is_never_sent_back():
    assert "geheim" not in part('{{ ui.field("p", "P", "geheim", {}, type="password") }}')


def test_the_ruler_has_a_cell_for_each_seat_and_says_it_in_words():
    html = part("{{ ui.seats(31, 24, 35) }}")

    assert (html.count('class="p"'), html.count('class="no"')) == (31, 4)
    assert 'aria-label="31 ghế có mặt trong 35, cần 24"' in html
    assert "M595 26v32" in html                                  # after the 24th cell, as in the look


def test_the_result_has_its_three_shapes_on_the_same_ruler():
    html = part('{{ ui.tally([("y", 26), ("x", 3), ("z", 2)], 4, 18, "26 tán thành") }}')

    assert [html.count(f'class="{kind}"') for kind in ("y", "x", "z", "no")] == [26, 3, 2, 4]


@pytest.mark.parametrize("counts", [[], [("y", 0)]])
def test_an_empty_ruler_is_still_a_ruler(counts):
    assert "<svg" in part('{{ ui.tally(counts, 0, 0, "") }}', counts=counts)
    assert "<svg" in part("{{ ui.seats(0, 0, 0) }}")


def test_a_seal_says_its_state_in_words_too():
    assert "xong" in part('{{ ui.seal(1, "done") }}')
    assert ">, now<" in part('{{ ui.seal(2, "now") }}', "en")


def test_a_name_that_a_template_misspells_is_an_error_not_a_hole():
    with pytest.raises(UndefinedError):
        part("{{ viwer.name }}", viewer=NOBODY)


def test_a_shared_part_carries_nobodys_token():
    assert part("{{ csrf() }}") == ""
    assert 'value="token"' in part("{{ csrf() }}", viewer=NOBODY)


def test_two_forms_have_two_ids():
    assert part("{{ command_id() }}") != part("{{ command_id() }}")

"""A page asks for one script and one sheet: what a file builds on is put into it."""

import pytest

from web import packing


def written(folder, **files):
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def test_a_module_has_what_it_imports_inside_once_and_first(tmp_path):
    folder = written(
        tmp_path, a_js="export const a = 1;\n", b_js='import { a } from "./a.js";\nexport const b = a + 1;\n',
        page_js='import { a } from "./a.js";\nimport { b } from "./b.js";\nsay(a + b);\n')

    assert packing.script(folder, "page.js").split("\n") == [
        "const $a_js = (() => {", "const a = 1;", "return { a };", "})();",
        "const $b_js = (() => {", "const { a } = $a_js;", "const b = a + 1;", "return { b };", "})();",
        "const $page_js = (() => {", "const { a } = $a_js;", "const { b } = $b_js;", "say(a + b);", "})();",
    ]


def test_a_module_still_exports_what_it_did(tmp_path):
    folder = written(tmp_path, a_js="export class A {}\n", b_js='import { A } from "./a.js";\nexport { A };\n')

    assert packing.script(folder, "b.js").endswith("export const { A } = $b_js;")


def test_what_is_fetched_when_wanted_stays_a_file_of_its_own(tmp_path):
    folder = written(tmp_path, page_js='const film = () => import("./film.js");\n')

    assert 'import("./film.js")' in packing.script(folder, "page.js")


def test_comments_and_indents_stay_at_home(tmp_path):
    folder = written(tmp_path, a_js="""/**
 * What it is.
 */
// more
if (x) {
  y("http://z // no comment");          // beside
}
""")

    assert packing.script(folder, "a.js").split("\n")[1:-1] == ["if (x) {", 'y("http://z // no comment");', "}"]


def test_a_sheet_has_what_it_builds_on_in_front(tmp_path):
    folder = written(tmp_path, look_css="/* base */\na{b:c}\n", live_css='/* more */\n@import "look.css";\nd{e:f}\n')

    assert packing.sheet(folder, "live.css") == "a{b:c}\nd{e:f}\n"


@pytest.mark.parametrize("text", [
    "export default 1;", 'import * as a from "./a.js";', 'import a from "./a.js";', "const a = `one\ntwo`;",
    'import { a } from "https://elsewhere.example/a.js";',
])
def test_what_is_not_understood_is_refused(tmp_path, text):
    written(tmp_path, a_js=text)

    with pytest.raises(packing.Unpackable):
        packing.script(tmp_path, "a.js")


def test_a_circle_of_imports_is_refused(tmp_path):
    written(tmp_path, a_js='import "./b.js";', b_js='import "./a.js";')

    with pytest.raises(packing.Unpackable, match="imports itself"):
        packing.script(tmp_path, "a.js")

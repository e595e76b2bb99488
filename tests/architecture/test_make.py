"""`make` is how everything is begun: each target is told in the help and can be read, and CI takes the same way.

Nothing is carried out here (`make -n`): the targets that are only called by hand, `bench` and `shots`, break unseen.
"""

import os
import re
import shlex
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

from tests.bench.__main__ import BENCHES

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[0].split()
STEPS = sorted((ROOT / ".ci").iterdir())


def made(*arguments: str) -> str:
    """What make says; fails where make does."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", *arguments], cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_target_has_its_line_in_the_help():
    said = dict(line.split(maxsplit=1) for line in made("help").splitlines())
    assert list(said) == TARGETS
    assert {"demo", "test", "bench", "shots"} <= set(said)


@pytest.mark.parametrize("target", TARGETS)
def test_what_a_target_would_run_is_there(target):
    recipe = made("-n", "--always-make", "--no-print-directory", target)
    assert recipe.strip()
    assert [one for one in re.findall(r"(?<![\w/])\.ci/\w+", recipe) if not os.access(ROOT / one, os.X_OK)] == []
    for module in re.findall(r"python -m (tests[.\w]+)", recipe):
        import_module(module)


def test_every_benchmark_is_run_by_hand_and_fits_the_product_as_it_is():
    (asked,) = re.findall(r"for name in ([\w ]+);", made("-n", "bench"))
    assert asked.split() == list(BENCHES)
    for name in BENCHES:
        assert callable(import_module(f"tests.bench.{name}").run)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_of_ci_can_be_read_by_its_shell(step):
    shell = step.read_text().splitlines()[0].removeprefix("#!").split()[-1].rpartition("/")[2]
    assert os.access(step, os.X_OK)
    assert subprocess.run([shell, "-n", step], check=False).returncode == 0


def test_ci_runs_what_a_person_runs():
    assert shlex.split((ROOT / ".ci" / "run").read_text().splitlines()[-1]) == ["exec", "make", "test"]
    recipe = made("-n", "--no-print-directory", "test")
    assert [word for word in ("ruff", "mypy", "lint-imports", ".ci/tests") if word not in recipe] == []
    tests = (ROOT / ".ci" / "tests").read_text()
    assert '-m "not journey"' in tests
    assert "-m journey" in tests

"""GitHub's workflow cannot run here; its syntax and what it calls can be looked at."""

import re
import shutil
import subprocess

import pytest
import yaml

from tools.packaging import __main__ as packaging
from tools.packaging import facts

PATH = facts.PROJECT / ".github" / "workflows" / "packages.yml"
WORKFLOW = yaml.load(PATH.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # BaseLoader: `on` is a word, not a yes
JOBS = WORKFLOW["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]


def said():
    return "\n".join(step.get("run", "") for step in STEPS)


def test_tests_run_everywhere_with_the_oldest_and_a_new_python():
    matrix = JOBS["test"]["strategy"]["matrix"]
    oldest = re.search(
        r'requires-python = ">=([\d.]+)"', (facts.PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    )

    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "windows", "macos"}
    assert oldest[1] in matrix["python"]
    assert len(matrix["python"]) == 2


def test_every_step_is_an_action_or_a_command():
    assert all(("uses" in step) != ("run" in step) for step in STEPS)
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]) for step in STEPS if "uses" in step)
    assert all("timeout-minutes" in job for job in JOBS.values())


def test_a_job_needs_only_jobs_that_there_are():
    for job in JOBS.values():
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= JOBS.keys()


def test_what_the_steps_call_is_there():
    makefile = (facts.PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"\bmake (\w+)", said())
    commands = re.findall(r"(?:tools/packaging/venv\.py|-m tools\.packaging) (\w+)", said())

    assert {"test", "package", "dist"} == set(targets)
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in targets)
    assert {"package", "smoke", "sums", "notes"} == set(commands)
    assert set(commands) <= packaging.COMMANDS.keys()


def test_each_frozen_build_is_tried_before_it_is_kept():
    steps = JOBS["package"]["steps"]
    smoke = next(nth for nth, step in enumerate(steps) if "venv.py smoke" in step.get("run", ""))
    kept = next(nth for nth, step in enumerate(steps) if "upload-artifact" in step.get("uses", ""))

    assert "if" not in steps[smoke]
    assert smoke < kept


def test_only_a_tag_is_released_and_only_that_job_may_write():
    assert JOBS["release"]["if"] == "startsWith(github.ref, 'refs/tags/v')"
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [name for name, job in JOBS.items() if "permissions" in job] == ["release"]


@pytest.mark.parametrize(
    "linter", [["actionlint"], ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"]]
)
def test_linters_have_nothing_to_say(linter):
    if not shutil.which(linter[0]):
        pytest.skip(f"needs {linter[0]}")

    ended = subprocess.run([*linter, PATH], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr

"""The evidence board follows what the case's decision does."""

import tomllib
from importlib.resources import files

import pytest

from casewright.evidence.board.board import Course
from casewright.pipeline.boards import course_of
from casewright.rulebook import load_rulebook

ACTIONS = load_rulebook().catalogue.actions
COURSES = tomllib.loads((files("casewright.pipeline") / "courses.toml").read_text("utf-8"))


def test_every_step_that_refunds_is_a_course_and_every_course_is_a_step() -> None:
    named = {step for steps in COURSES.values() for step in steps}
    assert named <= ACTIONS.keys()
    assert {step for step in ACTIONS if step.startswith("refund:")} <= named


@pytest.mark.parametrize(
    ("steps", "course"),
    [
        (["refund:full"], Course.REFUNDS),
        (["accept:card-dispute"], Course.GIVES_IN),
        (["refund:guided", "claim:safe-t-now"], Course.SENDS),
        (["respond:claim-with-evidence"], Course.SENDS),
        (["ask:buyer-choice"], Course.NOT_TOLD),
        ([], Course.NOT_TOLD),
    ],
)
def test_a_decision_that_refunds_sends_nothing_unless_a_packet_goes_out_too(steps: list[str], course: Course) -> None:
    assert course_of(steps) is course

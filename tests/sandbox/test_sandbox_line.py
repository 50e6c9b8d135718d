"""The sandbox payer's line: one interchange in, its answers out; and what outlives a killed payer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sandbox_deliveries import Sandbox, batch, claim, faults_of, line
from sandbox_inquiries import PLAN, eligibility, inquiry, reviews, statuses
from test_sandbox_claim_status import A1, of_rosa
from test_sandbox_eligibility import of_subscriber
from test_sandbox_reviews import CROWN, FILLING, X_RAYS, decisions, request

from edi.envelope import Group
from edi.stream import read
from mappings.tables import guide_tables
from sandbox.payer import Answered, LineError
from transactions.claim_status_sets import read_status_responses
from transactions.eligibility_sets import read_eligibility_responses

BITEWING = [sys.executable, "-c", "import cli; cli.main()", "sandbox", "answer"]
QUESTION = inquiry("270", of_subscriber("EQ*35"))


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "payer-side", PLAN)


def kinds(data: bytes) -> list[str]:
    return [event.functional_id for event in read(BytesIO(data), guide_tables()) if isinstance(event, Group)]


# From Python.


def test_one_question_and_its_answers(sandbox: Sandbox) -> None:
    told = sandbox.payer().answer_line(QUESTION)
    assert kinds(told) == ["FA", "HB"]
    assert faults_of(told) == []
    (answer,) = read_eligibility_responses(read(BytesIO(told), guide_tables()))
    assert answer.is_active is True
    assert sandbox.offered() == {}
    assert sandbox.answer() == Answered()


def test_the_same_question_again_has_the_same_answer(sandbox: Sandbox) -> None:
    first = sandbox.payer().answer_line(QUESTION)
    sandbox.now = sandbox.now.replace(hour=23)
    assert sandbox.payer().answer_line(QUESTION) == first
    other = sandbox.payer().answer_line(QUESTION.replace(b"EQ*35", b"EQ*23"))
    assert other != first
    assert kinds(other) == ["FA", "HB"]


def test_line_and_files_share_their_state(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D2392", "198.5"), line("D1110", "90")))
    sandbox.answer()
    told = sandbox.payer().answer_line(inquiry("276", of_rosa(*A1)))
    (answer,) = read_status_responses(read(BytesIO(told), guide_tables()))
    assert answer.claim is not None
    assert answer.claim.is_finalized
    sandbox.payer().answer_line(batch(claim("A2", line("D1110", "91")), number=9))
    sandbox.drop("zz.edi", inquiry("276", of_rosa("REF*EJ*A2", "DTP*472*D8*20261005"), number=7))
    sandbox.answer()
    assert [one.claim and one.claim.is_finalized for one in statuses(sandbox)] == [True]


def test_what_was_pended_on_the_line_is_decided_in_a_file(sandbox: Sandbox) -> None:
    sandbox.payer().answer_line(inquiry("278", request(CROWN)))
    assert sandbox.answer().decided == 1
    assert [decisions(one) for one in reviews(sandbox)] == [["A3 0P", "A3 0P"]]


@pytest.mark.parametrize(
    "data", [b"", b"not X12", QUESTION + QUESTION.replace(b"000000001", b"000000002")],
    ids=["nothing", "no X12", "two interchanges"],
)
def test_what_is_not_one_interchange(sandbox: Sandbox, data: bytes) -> None:
    with pytest.raises(LineError, match="not one interchange"):
        sandbox.payer().answer_line(data)
    assert not (sandbox.folder / "state.json").exists()


def test_what_was_delivered_as_a_file_before(sandbox: Sandbox) -> None:
    sandbox.drop("a.edi", QUESTION)
    sandbox.answer()
    with pytest.raises(LineError, match="as a file"):
        sandbox.payer().answer_line(QUESTION)


# As a program.


def call(sandbox: Sandbox, data: bytes, *more: str) -> subprocess.CompletedProcess[bytes]:
    arguments = ["--folder", str(sandbox.folder), "--plan", str(sandbox.plan), *more]
    return subprocess.run([*BITEWING, *arguments], input=data, capture_output=True, timeout=60)


def test_the_command(sandbox: Sandbox) -> None:
    first = call(sandbox, QUESTION, "--seed", "7")
    assert (first.returncode, kinds(first.stdout), first.stderr) == (0, ["FA", "HB"], b"")
    again = call(sandbox, QUESTION)
    assert (again.returncode, again.stdout) == (0, first.stdout)


def test_the_command_says_what_is_wrong(sandbox: Sandbox) -> None:
    told = call(sandbox, b"nonsense")
    assert (told.returncode, told.stdout) == (1, b"")
    assert b"not one interchange" in told.stderr
    told = call(sandbox, b"ISA" + bytes(16 * 1024 * 1024))
    assert (told.returncode, told.stdout) == (1, b"")
    assert b"deliver it as a file" in told.stderr
    assert call(sandbox, QUESTION, "--seed", "7").returncode == 0
    told = call(sandbox, QUESTION, "--seed", "8")
    assert (told.returncode, told.stdout) == (4, b"")
    assert b"another seed" in told.stderr
    sandbox.plan.write_text("nonsense")
    told = call(sandbox, QUESTION)
    assert (told.returncode, told.stdout) == (2, b"")
    assert sandbox.plan.name.encode() in told.stderr


# Killed.


class Killed(BaseException):
    """The process ends here."""


STEPS = ("write_hidden", "write_ledger", "offer")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_a_killed_payer_decides_what_was_pended_once(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, step: str, is_done: bool
) -> None:
    sandbox.drop("a.edi", inquiry("278", request(CROWN), request(FILLING)))
    sandbox.answer()
    from sandbox import payer as module

    real: Callable[..., Any] = getattr(module, step)
    calls = []

    def killed(*arguments: Any) -> None:
        calls.append(1)
        # The first call of `offer` offers what was promised before.
        if step == "offer" and len(calls) == 1:
            real(*arguments)
            return
        if is_done:
            real(*arguments)
        raise Killed

    monkeypatch.setattr(module, step, killed)
    with pytest.raises(Killed):
        sandbox.answer()
    monkeypatch.undo()
    sandbox.answer()
    sandbox.answer()
    told = [decisions(one) for one in reviews(sandbox)]
    assert told == [["A4", "A4"], ["A1", "A1"], ["A3 0P", "A3 0P"]]
    assert len(sandbox.offered()) == 3


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_a_killed_line_answers_when_it_is_asked_again(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    from sandbox import payer as module

    real = module.write_ledger

    def killed(*arguments: Any) -> None:
        if is_done:
            real(*arguments)
        raise Killed

    monkeypatch.setattr(module, "write_ledger", killed)
    with pytest.raises(Killed):
        sandbox.payer().answer_line(QUESTION)
    monkeypatch.undo()
    assert kinds(sandbox.payer().answer_line(QUESTION)) == ["FA", "HB"]


# Damage.

WRONG_NPI = b"XX*1992000013"


def test_an_npi_that_cannot_be_one_is_refused(sandbox: Sandbox) -> None:
    asked = {
        "270": of_subscriber("EQ*35"), "276": of_rosa(*A1), "278": request(FILLING),
    }
    for number, (kind, segments) in enumerate(asked.items(), 1):
        data = inquiry(kind, segments, number=number).replace(b"XX*1992000012", WRONG_NPI)
        sandbox.drop(f"{kind}.edi", data)
    sandbox.answer()
    assert [one.refusal_reasons for one in eligibility(sandbox)] == [("43",)]
    assert [refusal.reason for one in reviews(sandbox) for refusal in one.refusals] == ["43"]
    (told,) = statuses(sandbox)
    assert told.claim is not None
    assert told.claim.reports[0].statuses[0].code == "562"


@pytest.mark.parametrize("kind", ["270", "276", "278"])
def test_whatever_is_left_out_or_told_twice_is_answered_cleanly_or_not(sandbox: Sandbox, kind: str) -> None:
    """A segment less or more, each in its turn: the payer never stops, and what it writes is right."""
    whole = {
        "270": of_subscriber("DTP*291*D8*20261005", "EQ*35", "EQ**AD:D2740"),
        "276": of_rosa(*A1, "SVC*AD:D2392*198.5*****1", "REF*FJ*L1", "DTP*472*D8*20261005"),
        "278": request(["UM*HS*I*25", "DTP*472*D8*20261201", *FILLING], CROWN, event=(X_RAYS,)),
    }[kind]
    sandbox.deliver(claim("A1", line("D2392", "198.5"), line("D1110", "90")))
    sandbox.answer()
    damaged = [whole[:turn] + whole[turn + 1 :] for turn in range(len(whole))]
    damaged += [whole[: turn + 1] + whole[turn:] for turn in range(len(whole))]
    for number, segments in enumerate(damaged, 1):
        sandbox.drop(f"{number:03d}.edi", inquiry(kind, segments, number=number))
    done = sandbox.answer()
    assert (done.deliveries, done.unreadable) == (len(damaged), 0)
    told = {"270": eligibility, "276": statuses, "278": reviews}[kind](sandbox)
    assert 0 < len(told) < len(damaged)

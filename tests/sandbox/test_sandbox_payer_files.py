"""The sandbox payer's files: envelopes, answers made once, killed at every step, the same every time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sandbox_deliveries import LATER, OTHER_NPI, ROSA, Sandbox, answers_of, batch, claim, line, practice

from edi.delimiters import Delimiters
from edi.envelope import Group, Interchange
from edi.stream import read
from mappings.tables import guide_tables
from sandbox.ledger import LedgerError
from sandbox.payer import Answered
from transactions.dental_claim import DentalClaim


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "payer-side")


# Envelopes, and what is no claim.


def test_a_rejected_set_is_told_and_not_adjudicated(sandbox: Sandbox) -> None:
    data = batch(claim("A1", line("D0120", "48")))
    sandbox.drop("bad.edi", data.replace(b"*11:B:1*Y*A*", b"*11:B:1*Q*A*"))
    told = sandbox.answers()
    assert told.names == ["SANDBOXPAYER-000001-01-999.edi"]
    assert [one.verdict for one in told.sets] == ["R", "R"]


def test_a_rejected_group_is_told_and_not_adjudicated(sandbox: Sandbox) -> None:
    sandbox.drop("bad.edi", batch(claim("A1", line("D0120", "48"))).replace(b"GE*1*1~", b"GE*2*1~"))
    sandbox.answer()
    told = answers_of(sandbox.folder)
    assert told.names == ["SANDBOXPAYER-000001-01-999.edi"]
    assert [one.verdict for one in told.sets] == ["A", "R"]


def test_a_ta1_where_it_is_asked_for(sandbox: Sandbox) -> None:
    sandbox.drop("a.edi", batch(claim("A1", line("D0120", "48")), wants_ta1=True))
    told = sandbox.answers()
    assert [name.partition("-000001-")[2] for name in told.names] == [
        "01-TA1.edi", "02-999.edi", "03-277CA.edi", "04-835.edi",
    ]
    assert [values[4:] for values in told.ta1] == [["A", "000"]]


def test_a_rejected_interchange_has_a_ta1_only(sandbox: Sandbox) -> None:
    data = batch(claim("A1", line("D0120", "48")))
    sandbox.drop("a.edi", data.replace(b"IEA*1*", b"IEA*2*"))
    told = sandbox.answers()
    assert told.names == ["SANDBOXPAYER-000001-01-TA1.edi"]
    assert [values[1:2] + values[4:] for values in told.ta1] == [["000000001", "R", "021"]]


def test_test_stays_test_and_ids_are_turned_round(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D0120", "48")))
    sandbox.answer()
    numbers = []
    for data in sandbox.offered().values():
        for event in read(BytesIO(data), guide_tables()):
            if isinstance(event, Interchange):
                assert (event.sender, event.receiver, event.usage) == ("SANDBOXPAYER", "BITEWING", "T")
                numbers.append(event.control_number)
            if isinstance(event, Group):
                assert (event.sender, event.receiver) == ("SANDBOXPAYER", "BITEWING")
    assert len(set(numbers)) == 3


def test_other_delimiters_and_what_they_leave_free(sandbox: Sandbox) -> None:
    told = batch(claim("A*1:2^3", line("D0120", "48")), delimiters=Delimiters("|", "}", "{", "!", "\r\n"))
    sandbox.drop("a.edi", told)
    answers = sandbox.answers()
    assert answers.statuses() == {"A*1:2^3": "A1:19:PR:WQ"}
    assert answers.paid() == [("A*1:2^3", "1", "48", [""])]


def test_names_beyond_ascii_come_back_as_they_were_sent(sandbox: Sandbox) -> None:
    name = replace(ROSA.name, last_name="PEÑA")
    sandbox.deliver(claim("A1", line("D0120", "48"), subscriber=replace(ROSA, name=name)))
    sandbox.answer()
    answers = answers_of(sandbox.folder)
    (paid,) = answers.claims()
    assert paid.patient is not None
    assert paid.patient.last_name == "PEÑA"
    assert {finding.rule.id for finding in answers.faults} == {"E151"}


def test_a_sender_no_answer_can_name_stops_nobody(sandbox: Sandbox) -> None:
    # One letter is enough for ISA06, and too short for GS03.
    data = batch(claim("A1", line("D0120", "48")))
    sandbox.drop("1.edi", data.replace(b"BITEWING       *", b"B              *"))
    sandbox.drop("2.edi", batch(claim("A2", line("D0120", "48")), number=2))
    done = sandbox.answer()
    assert (done.deliveries, done.unreadable, done.paid_cents) == (2, 1, 4800)
    assert [one.claim_id for one in answers_of(sandbox.folder).claims()] == ["A2"]


def test_acknowledgments_are_not_acknowledged(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D0120", "48")))
    sandbox.answer()
    for name, data in sandbox.offered().items():
        if "999" in name:
            sandbox.drop(name, data)
    assert sandbox.answer() == Answered(deliveries=1)


def test_what_is_no_x12_stops_nobody(sandbox: Sandbox) -> None:
    sandbox.drop("0.edi", b"")
    sandbox.drop("1.edi", b"not X12 at all")
    sandbox.drop("2.edi", batch(claim("A1", line("D0120", "48"))))
    done = sandbox.answer()
    assert (done.deliveries, done.unreadable, done.paid_cents) == (3, 2, 4800)
    assert sandbox.answer() == Answered()


def test_files_not_offered_yet_and_links_are_left_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    data = batch(claim("A1", line("D0120", "48")))
    sandbox.drop(".837D-001.edi.part", data)
    (tmp_path / "elsewhere").write_bytes(data)
    (sandbox.folder / "to-payer" / "link.edi").symlink_to(tmp_path / "elsewhere")
    assert sandbox.answer() == Answered()


# Once, and the same each time.


def test_answered_once_whatever_the_name(sandbox: Sandbox) -> None:
    data = batch(claim("A1", line("D0120", "48")))
    sandbox.drop("a.edi", data)
    assert sandbox.answer().paid_cents == 4800
    offered = sandbox.offered()
    sandbox.now = LATER
    sandbox.drop("b.edi", data)
    assert sandbox.answer() == Answered()
    assert sandbox.offered() == offered


def test_a_run_repeats_exactly(tmp_path: Path) -> None:
    def run(name: str, seed: int) -> dict[str, bytes]:
        sandbox = Sandbox(tmp_path / name, seed=seed)
        for claims in DAYS:
            sandbox.deliver(*claims)
            sandbox.answer()
        return sandbox.offered()

    first = run("first", 1)
    assert run("second", 1) == first
    other = run("other", 2)
    assert list(other) == list(first)
    assert all(other[name] != data for name, data in first.items())


def test_the_state_belongs_to_one_seed(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D0120", "48")))
    sandbox.answer()
    sandbox.seed += 1
    with pytest.raises(LedgerError, match="another seed"):
        sandbox.answer()


def test_a_damaged_state_is_not_answered_over(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D0120", "48")))
    (sandbox.folder / "state.json").write_text('{"seed": 7')
    with pytest.raises(LedgerError, match=r"state\.json cannot be read"):
        sandbox.answer()
    assert sandbox.offered() == {}


def test_the_state_is_its_owner_s(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D0120", "48")))
    sandbox.answer()
    assert (sandbox.folder / "state.json").stat().st_mode & 0o777 == 0o600


DAYS: Sequence[Sequence[DentalClaim]] = (
    (claim("A1", line("D2392", "198.5")), claim("B1", line("D0120", "48"), billing=practice(OTHER_NPI))),
    (claim("A2", line("D2392", "198.5")), claim("A3", line("D1110", "90"))),
)


def in_child(work: Callable[[], object]) -> int:
    """Run something in a process of its own; its exit code."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


KILLED = 9


def dies_at(step: int, sandbox: Sandbox) -> None:
    """Answer until the disk has been touched so many times, then be gone."""
    touched = 0
    real: dict[str, Callable[..., Any]] = {
        name: getattr(os, name) for name in ("write", "fsync", "replace", "rename", "unlink")
    }

    def counted(name: str) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            nonlocal touched
            touched += 1
            if touched == step:
                os._exit(KILLED)
            return real[name](*args, **more)

        return call

    for name in real:
        setattr(os, name, counted(name))
    sandbox.answer()
    os._exit(0)


def test_killed_at_every_step_it_answers_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A killed process loses nothing that was written: no need to wait for the disk some thousand times.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    plain = Sandbox(tmp_path / "plain")
    for claims in DAYS:
        plain.deliver(*claims)
    expected = plain.answers()
    step, killed = 0, True
    while killed:
        step += 1
        sandbox = Sandbox(tmp_path / f"killed-{step}")
        for claims in DAYS:
            sandbox.deliver(*claims)
        killed = in_child(lambda at=step, box=sandbox: dies_at(at, box)) == KILLED
        seen = sandbox.offered()
        sandbox.now = LATER
        told = sandbox.answers()
        after = sandbox.offered()
        assert {name: after[name] for name in seen} == seen
        assert told.names == expected.names
        assert told.paid() == expected.paid()
        assert sorted(one.claim_id for one in told.claims()) == ["A1", "A2", "A3", "B1"]
        traces = [payment.trace_number for payment in told.remittances]
        assert len(set(traces)) == len(traces) == 3
        assert not [path for path in (sandbox.folder / "from-payer").iterdir() if path.name not in after]
        shutil.rmtree(sandbox.folder)
    assert step > 40


def test_what_nobody_was_promised_is_removed(sandbox: Sandbox) -> None:
    sandbox.answer()
    outbox = sandbox.folder / "from-payer"
    for name in (".SANDBOXPAYER-000009-01-999.edi.ready", ".SANDBOXPAYER-000009-02-277CA.edi.half"):
        (outbox / name).write_bytes(b"ISA")
    (outbox / ".lost+found").mkdir()
    sandbox.answer()
    assert [path.name for path in outbox.iterdir()] == [".lost+found"]


def test_two_processes_at_once_answer_once(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "both")
    for claims in DAYS:
        sandbox.deliver(*claims)

    def answer() -> None:
        sandbox.answer()
        os._exit(0)

    pids = []
    for _ in range(3):
        pid = os.fork()
        if pid == 0:
            try:
                answer()
            finally:
                os._exit(1)
        pids.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids] == [0, 0, 0]
    told = answers_of(sandbox.folder)
    assert told.faults == []
    assert sorted(one.claim_id for one in told.claims()) == ["A1", "A2", "A3", "B1"]



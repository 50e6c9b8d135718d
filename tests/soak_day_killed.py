"""Killed with SIGKILL at every step of a day and run again: nothing lost, nothing twice, the same money.

A child process executes a run and kills itself at the N-th crossing of a boundary: before and after every
commit, after every keeping in the archive, every fetch, removal, staging and release. N grows until a child
lives through its run. It takes minutes: `make soak` runs it, with all of the demonstration's claims; what
`make test` kills is smaller (tests/clearinghouse/test_clearing_kill.py).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clearinghouse import runs
from clearinghouse.house import create_house, open_house
from sandbox.payer import SandboxPayer
from sftp_gateway.folder import FolderMailbox
from store import claims, events, files, remittances
from store.archive import Archive, Deposit
from store.opening import Store

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "demo"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PARTNERS = """\
[house]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
usage = "T"
contact = { name = "EDI DESK", telephone = "5555550100" }
[submitters.harbor]
name = "HARBOR STREET BILLING"
id = "HARBORBILLING"
mailbox = { inbox = "harbor/in", outbox = "harbor/out" }
[submitters.lakeview]
name = "LAKEVIEW PRACTICE MANAGEMENT"
id = "LAKEVIEWPM"
mailbox = { inbox = "lakeview/in", outbox = "lakeview/out" }
[payers.sandbox]
name = "SANDBOX DENTAL PLAN"
ids = ["SBXDENTAL"]
id = "SANDBOXPAYER"
mailbox = { inbox = "payer/from-payer", outbox = "payer/to-payer" }
"""
DROPPED = {"harbor": "dental-batch.edi", "lakeview": "second-submitter.edi"}
STATES = {"paid": 24, "denied": 4, "predetermined": 2, "rejected": 3, "payer rejected": 2}
PAID = 677_260


def clock() -> datetime:
    return NOW


def in_child(work: Callable[[], None]) -> int:
    """Execute in a forked process; its exit status, negative where a signal ended it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_once(folder: Path) -> None:
    house = open_house(folder, clock=clock, actor="test")
    runs.run(house)
    house.close()


def answer(folder: Path) -> None:
    SandboxPayer(folder / "payer", SAMPLES / "plan.toml", 7, clock).answer()


def run_to_the_end(folder: Path) -> None:
    for _ in range(2):
        run_once(folder)
        answer(folder)
    run_once(folder)


def run_killed(folder: Path, crossing: int) -> int:
    """A run whose process kills itself at the `crossing`-th boundary."""
    left = crossing

    def cross() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: type, name: str) -> None:
        inner = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            result = inner(*args, **kwargs)
            cross()
            return result

        setattr(owner, name, wrapped)

    def work() -> None:
        begin = Store.begin

        @contextmanager
        def begun(self: Store) -> Iterator[Any]:
            with begin(self) as ledger:
                yield ledger
                cross()
            cross()

        Store.begin = begun  # type: ignore[method-assign]
        for owner, names in (
            (FolderMailbox, ("fetch", "remove", "stage", "release")),
            (Archive, ("put",)),
            (Deposit, ("commit",)),
        ):
            for name in names:
                around(owner, name)
        run_once(folder)

    return in_child(work)


def standing(folder: Path) -> dict[str, Any]:
    """What the store, the partners and the audit trail say at the end."""
    house = open_house(folder, clock=clock, actor="test")
    with house.store.read() as ledger:
        all_claims = claims.search(ledger, None)
        told = {
            "states": dict(Counter(claim.state for claim in all_claims)),
            "numbers": sorted(f"{claim.account} {claim.claim_id}" for claim in all_claims),
            "paid": sum(claim.paid_cents or 0 for claim in all_claims),
            "payments": [payment.amount_cents for payment in remittances.search(ledger, None)],
            "broken": events.verify(ledger) is not None,
            "kinds": dict(Counter(f"{f.direction} {f.kind}" for f in files.search(ledger, None))),
        }
    house.close()
    batches = [path for path in (folder / "payer/to-payer").iterdir() if path.is_file()]
    told["delivered"] = sorted(
        line for path in batches for line in path.read_text("latin-1").split("~") if line.startswith("CLM*")
    )
    for account in ("harbor", "lakeview"):
        told[account] = sorted(path.name.partition("-")[0] for path in (folder / account / "out").iterdir())
    state = json.loads((folder / "payer/state.json").read_text())
    told["answered"] = len(state["answered"])
    told["waiting"] = sorted(path.name for path in (folder / "payer/from-payer").iterdir())
    return told


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with two files waiting in its inboxes."""
    folder = tmp_path_factory.mktemp("killed") / "fresh"
    create_house(folder, PARTNERS, now=NOW)
    for account, sample in DROPPED.items():
        shutil.copyfile(SAMPLES / sample, folder / account / "in" / sample)
    return folder


@pytest.fixture(scope="module")
def answered(fresh: Path) -> Path:
    """The same house after its first run, with the payer's answers waiting."""
    folder = fresh.with_name("answered")
    shutil.copytree(fresh, folder)

    def work() -> None:
        run_once(folder)
        answer(folder)

    assert in_child(work) == 0
    return folder


@pytest.fixture(scope="module")
def expected(fresh: Path) -> dict[str, Any]:
    """How the day ends when nobody is killed."""
    folder = fresh.with_name("expected")
    shutil.copytree(fresh, folder)
    # In this process: what is compiled here, every child inherits.
    run_to_the_end(folder)
    told = standing(folder)
    assert told["states"] == STATES
    assert told["paid"] == sum(told["payments"]) == PAID
    assert len(told["delivered"]) == 32
    assert all(told[account] == ["277CA", "999"] for account in DROPPED)
    assert not told["broken"]
    assert not told["waiting"]
    return told


@pytest.mark.parametrize("start", ["fresh", "answered"])
def test_killed_anywhere_the_day_ends_the_same(
    expected: dict[str, Any], start: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    prepared: Path = request.getfixturevalue(start)
    crossing = 0
    while True:
        crossing += 1
        folder = tmp_path / f"{crossing}"
        shutil.copytree(prepared, folder)
        status = run_killed(folder, crossing)
        if status == 0:
            break
        assert status == -signal.SIGKILL, f"crossing {crossing}"
        assert in_child(lambda folder=folder: run_to_the_end(folder)) == 0, f"crossing {crossing}"  # type: ignore[misc]
        assert standing(folder) == expected, f"crossing {crossing}"
        shutil.rmtree(folder)
    assert crossing > 20

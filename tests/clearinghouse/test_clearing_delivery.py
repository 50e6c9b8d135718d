"""Delivery: staged, released, told; once, whatever happens between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from clearing_files import ELM, claim, claims_file
from clearing_places import Place

from clearinghouse import delivery, runs
from sftp_gateway.errors import (
    AuthenticationRefused,
    BadSettings,
    Conflict,
    HostKeyRefused,
    ProtocolBroken,
    RemoteRefused,
    Unreachable,
)
from sftp_gateway.folder import FolderMailbox
from sftp_gateway.mailbox import Outcome, Staged


class Killed(BaseException):
    """Stands for the end of the process."""


def batches_at(place: Place) -> list[str]:
    return sorted(path.name for path in (place.folder / "delta" / "out").iterdir())


def test_a_batch_is_staged_told_and_released(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    release = FolderMailbox.release

    def looking(box: FolderMailbox, name: str, size: int) -> Outcome:
        if name.startswith("837D"):
            seen.append((batches_at(place), [one.state for one in place.deliveries(partner="delta")]))
        return release(box, name, size)

    monkeypatch.setattr(FolderMailbox, "release", looking)
    place.take("oak", claims_file(claim("C1")))
    assert seen == [([".837D-000000001.edi.part"], ["staged"])]
    assert batches_at(place) == ["837D-000000001.edi"]
    (done,) = place.deliveries(partner="delta")
    assert (done.state, done.attempts, done.note) == ("sent", 1, "")
    assert [one.state for one in place.files(direction="out", partner="delta")] == ["sent"]
    assert list(place.house.staging.iterdir()) == []


def test_a_partner_that_is_away_is_tried_again(place: Place) -> None:
    shutil.move(place.folder / "delta" / "out", place.folder / "away")
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    report = runs.run(place.house)
    assert report.steps["delivery"] == {"delta unreachable": 1, "sent": 2}
    assert (report.unreachable, report.outcome) == (1, "unreachable")
    (waiting,) = place.deliveries(partner="delta")
    assert (waiting.state, waiting.attempts, waiting.note) == ("made", 1, "unreachable")
    assert place.states() == {"C1": "routed"}
    shutil.move(place.folder / "away", place.folder / "delta" / "out")
    report = runs.run(place.house)
    assert (report.steps["delivery"], report.unreachable, report.outcome) == ({"sent": 1}, 0, "done")
    assert place.states() == {"C1": "sent"}
    assert place.deliveries(partner="delta")[0].attempts == 2


@pytest.mark.parametrize("box", ["in", "out"])
def test_a_partner_whose_folder_is_a_plain_file_keeps_nobody_waiting(place: Place, box: str) -> None:
    (place.folder / "delta" / box).rmdir()
    (place.folder / "delta" / box).write_text("no folder")
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    report = runs.run(place.house)
    told = report.steps["collection" if box == "in" else "delivery"]
    (words,) = (what for what in told if what.startswith("delta"))
    assert words == (
        "delta unreachable: its inbox or outbox is no folder; make one, or name another in partners.toml"
    )
    assert (report.unreachable, report.outcome) == (1, "unreachable")
    assert place.got("oak", "999")
    assert place.states() == {"C1": "sent" if box == "in" else "routed"}


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (AuthenticationRefused("no"), "refused the login"),
        (HostKeyRefused("no"), "showed a host key that is not pinned"),
        (BadSettings("no"), "has settings that cannot be used"),
        (ProtocolBroken("no"), "broke the protocol"),
        (Unreachable("no"), "unreachable"),
    ],
)
def test_a_partner_in_trouble_is_asked_once_and_the_others_served(
    place: Place, monkeypatch: pytest.MonkeyPatch, problem: Exception, words: str
) -> None:
    asked = []
    stage = FolderMailbox.stage

    def refusing(box: FolderMailbox, path: Path, name: str) -> Staged:
        if "oak" in str(box._outbox):
            asked.append(name)
            raise problem
        return stage(box, path, name)

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "stage", refusing)
        place.drop("oak", "a.edi", claims_file(claim("C1")))
        place.drop("elm", "a.edi", claims_file(claim("C2"), sender=ELM))
        report = runs.run(place.house)
    assert len(asked) == 1
    assert report.steps["delivery"] == {f"oak {words}": 1, "sent": 3}
    assert report.unreachable == 1
    assert [one.state for one in place.deliveries(partner="oak")] == ["made", "made"]
    assert place.deliveries(partner="oak")[0].note == words
    assert place.run() == {"sent": 2}


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (RemoteRefused("no"), "refused a file"),
        (Conflict("no"), "has another file under the name of ours"),
    ],
)
def test_a_refused_file_keeps_no_other_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch, problem: Exception, words: str
) -> None:
    stage = FolderMailbox.stage

    def refusing(box: FolderMailbox, path: Path, name: str) -> Staged:
        if name.startswith("999"):
            raise problem
        return stage(box, path, name)

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "stage", refusing)
        told = place.take("oak", claims_file(claim("C1")))
    assert told[f"oak {words}"] == 1
    assert told["sent"] == 2
    assert [(one.state, one.note) for one in place.deliveries(state="failed")] == [("failed", words)]
    assert place.run() == {"sent": 1}
    assert place.deliveries(state="failed") == []


def test_another_file_under_the_name_of_ours_is_never_overwritten(place: Place) -> None:
    (place.folder / "delta" / "out" / "837D-000000001.edi").write_text("theirs")
    told = place.take("oak", claims_file(claim("C1")))
    assert told["delta has another file under the name of ours"] == 1
    assert place.got("delta") == ["theirs"]
    assert place.states() == {"C1": "routed"}
    (place.folder / "delta" / "out" / "837D-000000001.edi").unlink()
    assert place.run() == {"sent": 1}


@pytest.mark.parametrize("taken", [False, True], ids=["still there", "taken away by the partner"])
def test_killed_behind_the_release_nothing_is_sent_twice(
    place: Place, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    release = FolderMailbox.release

    def killed(box: FolderMailbox, name: str, size: int) -> Outcome:
        outcome = release(box, name, size)
        if name.startswith("837D"):
            raise Killed
        return outcome

    place.drop("oak", "a.edi", claims_file(claim("C1")))
    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "release", killed)
        with pytest.raises(Killed):
            place.run()
    assert batches_at(place) == ["837D-000000001.edi"]
    assert [one.state for one in place.deliveries(partner="delta")] == ["staged"]
    if taken:
        (place.folder / "delta" / "out" / "837D-000000001.edi").unlink()
    place.run()
    assert batches_at(place) == ([] if taken else ["837D-000000001.edi"])
    assert [one.state for one in place.deliveries(partner="delta")] == ["sent"]
    assert place.states() == {"C1": "sent"}


def test_a_release_that_is_refused_is_not_begun_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rename may have been done although its answer was no: only the release is tried again."""
    release = FolderMailbox.release

    def done_but_refused(box: FolderMailbox, name: str, size: int) -> Outcome:
        release(box, name, size)
        raise RemoteRefused("failure")

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "release", done_but_refused)
        told = place.take("oak", claims_file(claim("C1")))
    assert told["delta refused a file"] == 1
    assert {one.state for one in place.deliveries()} == {"staged"}
    (place.folder / "delta" / "out" / "837D-000000001.edi").unlink()
    assert place.run() == {"sent": 3}
    assert batches_at(place) == []


def test_a_file_damaged_in_the_archive_keeps_the_others_going(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    before = set((place.folder / "archive").rglob("*"))
    place.run("intake", "validation")
    made = [path for path in set((place.folder / "archive").rglob("*")) - before if path.is_file()]
    smallest = min(made, key=lambda path: path.stat().st_size)
    smallest.write_bytes(smallest.read_bytes()[:-3])
    report = runs.run(place.house)
    assert (report.stopped, report.outcome) == (1, "files stopped")
    assert report.steps["delivery"]["sent"] == 2
    assert [one.note for one in place.deliveries(state="made")] == ["damaged in the archive"]


def test_a_partner_that_is_gone_keeps_the_others_going(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake", "validation", "routing")
    text = (place.folder / "partners.toml").read_text()
    cut = text[: text.index("[payers.delta]")] + text[text.index("[payers.west]") :]
    (place.folder / "partners.toml").write_text(cut)
    place.close()
    assert place.run() == {"sent": 2, "delta is no partner any more": 1}
    (place.folder / "partners.toml").write_text(text)
    place.close()
    assert place.run() == {"sent": 1}


def test_a_dry_run_tells_and_does_nothing(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake", "validation", "routing")
    assert delivery.deliver(place.house, 0, dry_run=True) == {"would be sent": 3}
    assert place.got("delta") == place.got("oak") == []


def test_a_mailbox_whose_password_is_not_there(place: Place) -> None:
    sftp = (
        'kind = "sftp", host = "sftp.example", user = "us", password = "env:BITEWING_NO_SUCH", '
        'host_keys = ["SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], inbox = "in", outbox = "out"'
    )
    place.settings('inbox = "delta/in", outbox = "delta/out"', sftp)
    told = place.take("oak", claims_file(claim("C1")))
    assert told["delta has settings that cannot be used"] == 2
    assert told["sent"] == 2


def test_steps_run_alone_and_in_their_order(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    assert place.run("delivery", "intake") == {"received": 1}
    assert place.run("routing", "validation")["routed"] == 1
    assert place.run("delivery") == {"sent": 3}


def test_a_run_that_fails_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from store import runs as told

    def broken(house: object, run: int) -> None:
        raise RuntimeError("broken")

    fails: Callable[..., object] = broken
    monkeypatch.setitem(runs.STEPS, "routing", fails)  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        place.run()
    with place.house.store.read() as ledger:
        (last,) = told.latest(ledger)
    assert (last.outcome, sorted(last.summary)) == (
        "failed", ["collection", "conversion", "followup", "intake", "matching", "validation"],
    )
    assert last.ended_at is not None

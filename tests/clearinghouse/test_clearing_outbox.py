"""Outboxes: every reader of an account gets everything, as often as it wants, and nothing of another's."""

from __future__ import annotations

import csv
import hashlib
import json
from contextlib import nullcontext, suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from clearing_files import ELM, ELM_NPI, Answer, claim, claims_file, dental_set, file, person, remittance
from clearing_kills import killed_at
from clearing_places import Place, copy_place
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearinghouse.errors import HouseError
from clearinghouse.handing_out import collect, rewind
from clearinghouse.outbox_overview import list_outbox
from store import events, outbox
from store.archive import Archived
from store.ledger import Ledger


def batch(account: str, number: int) -> str:
    if account == "oak":
        return claims_file(claim(f"O{number}"), number=number)
    one = person(claim(f"E{number}"), member="XD2000002", family="REED", given="ANNA")
    return file(
        dental_set(one, sender=ELM, npi=ELM_NPI, provider="ELM DENTAL"), number=number, sender=ELM
    )


@pytest.fixture
def full(place: Place) -> Place:
    """Two answers each for oak and elm."""
    for account in ("oak", "elm"):
        place.drop(account, "a.edi", batch(account, 1))
    place.run()
    return place


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("manifest"))


def test_a_reader_gets_everything_once_and_the_files_as_they_were_delivered(
    full: Place, tmp_path: Path
) -> None:
    first = collect(full.house, "oak", "front-desk", tmp_path / "one")
    delivered = {path.name: path.read_bytes() for path in (full.folder / "oak" / "out").iterdir()}
    assert {path: (tmp_path / "one" / path).read_bytes() for path in names(tmp_path / "one")} == delivered
    source = first.held[0].answer.answers
    assert names(tmp_path / "one") == [
        f"277CA-000000002-file{source}-20260305.edi", f"999-000000001-file{source}-20260305.edi",
    ]
    assert [one.answer.kind for one in first.held] == ["999", "277CA"]
    assert collect(full.house, "oak", "front-desk", tmp_path / "two").held == []
    assert names(tmp_path / "two") == []
    assert len(collect(full.house, "oak", "billing", tmp_path / "three").held) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "one").iterdir())


def test_the_manifest_tells_counts_dollars_and_hashes(full: Place, tmp_path: Path) -> None:
    full.take("delta", remittance("EFT1", Answer("O1", 100, 80, 15)))
    made = collect(full.house, "oak", "desk", tmp_path)
    assert made.manifest.name == "manifest-oak-desk-20260305-000000000.json"
    told = json.loads(made.manifest.read_text())
    assert (told["files"], told["claims"], told["behind"]) == (3, 2, 0)
    assert told["by_kind"] == {
        "277CA": {"files": 1, "claims": 1, "amount": "100.00"},
        "835": {"files": 1, "claims": 1, "amount": "80.00"},
        "999": {"files": 1, "claims": 0, "amount": "0.00"},
    }
    rows = list(csv.DictReader(made.manifest.with_suffix(".csv").read_text().splitlines()))
    assert [row["kind"] for row in rows] == ["999", "277CA", "835"]
    for row in rows:
        data = (tmp_path / row["file"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), str(len(data))) == (row["sha256"], row["size"])
    assert rows[2]["note"] == "from delta"


def test_an_empty_day_has_its_manifest(full: Place, tmp_path: Path) -> None:
    collect(full.house, "oak", "desk", tmp_path / "a")
    full.clock.move(days=1)
    made = collect(full.house, "oak", "desk", tmp_path / "b")
    told = json.loads(made.manifest.read_text())
    assert (told["files"], told["handed_out"], told["day"]) == (0, [], "2026-03-06")
    assert made.manifest.with_suffix(".csv").read_text().count("\n") == 1


def test_any_answer_can_be_had_again(full: Place, tmp_path: Path) -> None:
    first = collect(full.house, "oak", "desk", tmp_path / "a")
    key = first.held[1].answer.id
    again = collect(full.house, "oak", "desk", tmp_path / "b", again=[key])
    assert (names(tmp_path / "b"), again.cursor) == ([first.held[1].file.name], first.cursor)
    since = full.clock() - timedelta(hours=1)
    assert len(collect(full.house, "oak", "desk", tmp_path / "c", since=since).held) == 2
    with pytest.raises(HouseError, match="no such answer"):
        collect(full.house, "elm", "desk", tmp_path / "d", again=[key])
    assert not (tmp_path / "d").exists()


def test_a_file_of_another_account_s_folder_is_never_written_over(full: Place, tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "one"):
        first = collect(full.house, "oak", "desk", folder)
        rewind(full.house, "oak", "desk")
    other = tmp_path / "one" / first.held[1].file.name
    other.write_text("an answer of somebody else")
    with pytest.raises(HouseError, match="is there with other bytes than 277CA-000000002-file"):
        collect(full.house, "oak", "desk", tmp_path / "one")
    assert other.read_text() == "an answer of somebody else"
    # Nothing counts as collected that did not arrive.
    assert len(collect(full.house, "oak", "desk", tmp_path / "two").held) == 2


def test_a_reader_goes_back(full: Place, tmp_path: Path) -> None:
    first = collect(full.house, "oak", "desk", tmp_path / "a")
    assert rewind(full.house, "oak", "desk", to=first.held[0].answer.id) == first.held[0].answer.id
    assert len(collect(full.house, "oak", "desk", tmp_path / "b").held) == 1
    assert rewind(full.house, "oak", "desk", since=full.clock()) == first.held[0].answer.id - 1
    assert len(collect(full.house, "oak", "desk", tmp_path / "c").held) == 2
    with full.house.store.read() as ledger:
        told = [(one.event, one.account, one.detail) for one in events.search(ledger, "oak", thing="outbox")]
    assert told[:2] == [("collected", "oak", "reader desk"), ("rewound", "oak", "reader desk")]
    assert full.whole()


@pytest.mark.parametrize(("account", "reader"), [("nobody", "desk"), ("oak", "../x"), ("oak", "")])
def test_names_are_checked(full: Place, tmp_path: Path, account: str, reader: str) -> None:
    with pytest.raises(HouseError):
        collect(full.house, account, reader, tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_list_is_an_account_s_own(full: Place) -> None:
    answer, _ = list_outbox(full.house, "oak", None, None, 50)
    assert {one["account"] for one in answer["answers"]} == {"oak"}
    answer, _ = list_outbox(full.house, None, None, None, 50)
    assert {one["account"] for one in answer["answers"]} == {"oak", "elm"}
    with full.house.store.read() as ledger:
        assert [one.event for one in events.search(ledger, None, thing="queries")] == ["listed outbox"]


def test_killed_anywhere_files_come_again_and_none_is_lost(full: Place, tmp_path: Path) -> None:
    full.close()
    boundary, killed = 0, True
    wanted = {path.name: path.read_bytes() for path in (full.folder / "oak" / "out").iterdir()}
    while killed:
        boundary += 1
        place = copy_place(full.folder, tmp_path / f"house{boundary}")
        folder = tmp_path / f"got{boundary}"
        killed = killed_at(place, boundary, lambda house, to=folder: collect(house, "oak", "desk", to))
        before = {path: (folder / path).read_bytes() for path in names(folder)} if folder.exists() else {}
        before = {name: data for name, data in before.items() if not name.startswith(".")}
        assert before.items() <= wanted.items()
        collect(place.house, "oak", "desk", folder)
        after = {path: (folder / path).read_bytes() for path in names(folder) if not path.startswith(".")}
        assert after == wanted
        place.close()
    assert boundary > 5


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "collect", "rewind", "again"]),
        st.sampled_from(["oak", "elm"]),
        st.sampled_from(["desk", "billing"]),
        st.integers(0, 5),
    ),
    max_size=25,
)


def put(ledger: Ledger, place: Place, account: str, archived: Archived, number: int) -> str:
    from clearinghouse.leaving import lay_out

    name = f"{account}-{number}.edi"
    lay_out(place.house, ledger, 0, account, account, archived, name=name, kind="999", answers=1)
    return name


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_any_order_every_reader_gets_every_file_of_its_account_alone(
    made: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str, int]]
) -> None:
    room = tmp_path_factory.mktemp("readers")
    place = copy_place(made, room / "house")
    there: dict[str, list[str]] = {"oak": [], "elm": []}
    got: dict[tuple[str, str], list[str]] = {}
    # A reader that was given nothing new yet has no cursor that could be moved.
    began: set[tuple[str, str]] = set()
    for number, (what, account, reader, back) in enumerate(steps):
        own = got.setdefault((account, reader), [])
        if what == "put":
            data = f"{account} {number}".encode()
            archived = place.house.store.archive.put(BytesIO(data))
            with place.house.store.begin() as ledger:
                there[account].append(put(ledger, place, account, archived, number))
        elif what == "collect":
            held = collect(place.house, account, reader, room / "x").held
            own += [one.file.name for one in held]
            if held:
                began.add((account, reader))
        elif what == "rewind":
            with nullcontext() if (account, reader) in began else suppress(HouseError):
                rewind(place.house, account, reader, to=back)
        else:
            with place.house.store.read() as ledger:
                keys = [one.id for one in outbox.search(ledger, account)][:back]
            if keys:
                own += [
                    one.file.name
                    for one in collect(place.house, account, reader, room / "x", again=keys).held
                ]
    for account in there:
        for reader in ("desk", "billing"):
            own = got.setdefault((account, reader), [])
            own += [one.file.name for one in collect(place.house, account, reader, room / "x").held]
            assert set(own) == set(there[account])
            if not any(what in ("rewind", "again") for what, *_ in steps):
                assert own == there[account]
    place.close()

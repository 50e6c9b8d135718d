"""Intake and collection: archived before removed, once, whatever name and bytes come."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from clearing_files import DELTA, ELM, OAK, ack999, claim, claims_file, dental_set, file, person
from clearing_places import Place

from clearinghouse import receiving
from clearinghouse.errors import HouseError
from clearinghouse.receiving import accept_name, hand_in
from sftp_gateway.errors import RemoteRefused
from sftp_gateway.folder import FolderMailbox
from store.accounts import HOUSE
from store.archive import Deposit
from store.errors import StoreFull


def test_a_file_is_archived_and_recorded_before_it_leaves_the_mailbox(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    remove = FolderMailbox.remove

    def looking(box: FolderMailbox, name: str, fetched: object = None) -> bool:
        (known,) = place.files()
        seen.append((known.name, known.state, place.house.store.archive.has(known.sha256)))
        return remove(box, name, fetched)  # type: ignore[arg-type]

    monkeypatch.setattr(FolderMailbox, "remove", looking)
    path = place.drop("oak", "a.edi", claims_file(claim("C1")))
    assert place.run("intake") == {"received": 1}
    assert seen == [("a.edi", "received", True)]
    assert not path.exists()
    assert list(place.house.staging.iterdir()) == []


def test_what_is_archived_are_the_bytes(place: Place) -> None:
    data = bytes(range(256)) * 300
    place.drop("oak", "a.bin", data)
    place.run("intake")
    (known,) = place.files()
    with place.house.store.archive.open(known.sha256) as stream:
        assert stream.read() == data
    assert (known.account, known.partner, known.direction, known.size) == ("oak", "oak", "in", len(data))


def test_payers_files_belong_to_the_house(place: Place) -> None:
    place.drop("delta", "a.edi", ack999(1))
    assert place.run("collection") == {"received": 1}
    assert (place.files()[0].account, place.files()[0].partner) == (HOUSE, "delta")


def test_same_name_and_bytes_again_are_a_duplicate(place: Place) -> None:
    text = claims_file(claim("C1"))
    for told in ({"received": 1}, {"duplicate": 1}, {"duplicate": 1}):
        place.drop("oak", "a.edi", text)
        assert told.items() <= place.run().items()
    first, *others = place.files(direction="in")
    assert [one.name for one in others] == ["again2-a.edi", "again3-a.edi"]
    says = f"the same bytes came before as file {first.id} received 2026-03-05"
    assert {one.note for one in others} == {says}
    assert list((place.folder / "oak" / "in").iterdir()) == []
    assert len(list((place.folder / "oak" / "out").glob("REPORT-*"))) == 2
    assert len(place.claims()) == 1


def test_an_old_file_that_comes_again_under_its_name_is_worked_on_as_the_settings_say(place: Place) -> None:
    text = claims_file(claim("C1"))
    place.drop("oak", "a.edi", text)
    place.run()
    place.close()
    settings = place.folder / "partners.toml"
    taken = 'duplicates = { files = "take", numbers = "take", claims = "take" }'
    settings.write_text(settings.read_text().replace('duplicates = { claims = "take" }', taken, 1))
    place.drop("oak", "a.edi", text)
    assert place.run()["received"] == 1
    assert len(place.claims()) == 2


def test_a_file_that_could_not_be_removed_is_known_until_it_can(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stay(box: FolderMailbox, name: str, fetched: object = None) -> bool:
        raise RemoteRefused("no right to remove")

    place.drop("oak", "a.edi", claims_file(claim("C1")))
    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "remove", stay)
        place.run()
        place.run()
    assert place.run()["known"] == 1
    assert len(place.files(direction="in")) == 1
    assert list((place.folder / "oak" / "out").glob("REPORT-*")) == []


def test_same_bytes_under_another_name_are_a_duplicate(place: Place) -> None:
    text = claims_file(claim("C1"))
    place.drop("oak", "a.edi", text)
    place.run()
    place.drop("oak", "b.edi", text)
    assert place.run() == {"duplicate": 1, "sent": 1}
    first, second = place.files(direction="in")
    says = f"the same bytes came before as file {first.id} received 2026-03-05"
    assert (second.state, second.note) == ("duplicate", says)
    assert says[4:] in place.got("oak", "REPORT")[0]
    assert len(place.claims()) == 1
    assert len(place.got("oak", "999")) == 1


def test_same_bytes_of_another_submitter_are_its_own_business(place: Place) -> None:
    text = claims_file(claim("C1"))
    place.drop("oak", "a.edi", text)
    place.drop("elm", "a.edi", text)
    told = place.run()
    assert told["received"] == 2
    # The sender's id in it is not elm's: told to elm, and nothing of it enters.
    assert [one.account for one in place.claims()] == ["oak"]
    assert "*006~" in place.got("elm", "TA1")[0]


def test_same_name_with_other_bytes_is_another_file(place: Place) -> None:
    for number in (1, 2):
        place.drop("oak", "a.edi", claims_file(claim(f"C{number}"), number=number))
        assert place.run("intake") == {"received": 1}
    assert [one.name for one in place.files()] == ["a.edi", "a.edi"]


@pytest.mark.parametrize(
    "name",
    ["claim's file.edi", "\x1b[31mred.edi", "..x", "-rf", "a" * 200, "naïve.edi", "new\nline", "$(reboot)"],
)
def test_hostile_names_become_names_of_ours(place: Place, name: str) -> None:
    place.drop("oak", name, claims_file(claim("C1")))
    assert place.run("intake") == {"received": 1}
    (known,) = place.files()
    assert known.name.startswith("quarantine-")
    assert list((place.folder / "oak" / "in").iterdir()) == []


def test_names_of_bytes_that_are_no_text(place: Place) -> None:
    folder = os.fsencode(place.folder / "oak" / "in")
    Path(os.fsdecode(folder + b"/\xff\xfe.edi")).write_bytes(claims_file(claim("C1")).encode())
    assert place.run("intake") == {"received": 1}
    assert os.listdir(folder) == []


def test_hidden_files_directories_and_links_stay(place: Place, tmp_path: Path) -> None:
    inbox = place.folder / "oak" / "in"
    (inbox / ".half-written.edi.part").write_bytes(b"ISA")
    (inbox / "folder").mkdir()
    (tmp_path / "secret").write_bytes(b"not theirs")
    (inbox / "link.edi").symlink_to(tmp_path / "secret")
    assert place.run("intake") == {}
    assert len(list(inbox.iterdir())) == 3


def test_a_name_that_is_handed_in_is_made_harmless() -> None:
    assert accept_name("march.edi") == "march.edi"
    assert accept_name("../../etc/passwd").startswith("quarantine-")


def test_a_file_that_changes_while_it_is_fetched_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.drop("oak", "a.edi", claims_file(claim("C1")))
    fetch = FolderMailbox.fetch

    def fetch_then_changed(box: FolderMailbox, name: str, local: Path) -> object:
        fetched = fetch(box, name, local)
        path.write_text(claims_file(claim("C2"), claim("C3"), number=2))
        return fetched

    monkeypatch.setattr(FolderMailbox, "fetch", fetch_then_changed)
    assert place.run("intake") == {"received": 1}
    assert path.exists()
    monkeypatch.setattr(FolderMailbox, "fetch", fetch)
    place.run()
    assert sorted(place.states()) == ["C1", "C2", "C3"]


@pytest.mark.parametrize("cut", [0, 1, 106, 400, -12, -11])
def test_a_file_that_is_still_being_written_waits(place: Place, cut: int) -> None:
    """Taken away half written, the partner would write the other half into nothing."""
    text = claims_file(claim("C1"))
    path = place.drop("oak", "a.edi", text[:cut])
    now = place.clock().timestamp()
    os.utime(path, (now, now - 30))
    assert place.run() == {"still arriving": 1}
    assert place.files() == []
    with path.open("a") as rest:
        rest.write(text[cut:])
    os.utime(path, (now, now))
    assert place.run("intake") == {"received": 1}
    assert not path.exists()


@pytest.mark.parametrize("end", ["", "\r\n", "\n\x1a", "~"])
def test_a_whole_file_waits_for_nothing(place: Place, end: str) -> None:
    now = place.clock().timestamp()
    path = place.drop("oak", "a.edi", claims_file(claim("C1")).rstrip("~") + end)
    os.utime(path, (now, now))
    assert place.run("intake") == {"received": 1}


def test_a_file_that_is_never_finished_is_taken_as_it_is(place: Place) -> None:
    path = place.drop("oak", "a.edi", claims_file(claim("C1"))[:300])
    now = place.clock().timestamp()
    os.utime(path, (now, now))
    assert place.run("intake") == {"still arriving": 1}
    place.clock.move(seconds=receiving.QUIET)
    assert place.run()["files proven"] == 1


def test_a_mailbox_that_is_away_keeps_nobody_waiting(place: Place) -> None:
    (place.folder / "elm" / "in").rename(place.folder / "elm" / "gone")
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    assert place.run("intake") == {"elm unreachable": 1, "received": 1}
    (place.folder / "elm" / "gone").rename(place.folder / "elm" / "in")
    assert place.run("intake") == {}


def test_one_file_that_is_too_large_keeps_no_other_waiting(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "clearinghouse.mailboxes.FolderMailbox", lambda inbox, outbox: FolderMailbox(inbox, outbox, 2000)
    )
    place.drop("oak", "a-large.edi", claims_file(*(claim(f"C{i}") for i in range(40))))
    place.drop("oak", "b.edi", claims_file(claim("C1")))
    told = place.run("intake")
    assert told == {"oak sent a file that is too large": 1, "received": 1}
    assert [one.name for one in place.files()] == ["b.edi"]


def test_leftovers_in_staging_are_cleared_and_disturb_nobody(place: Place) -> None:
    staging = place.folder / "staging"
    (staging / "0123").write_bytes(b"left by a killed run")
    (staging / ".0123.part").write_bytes(b"half")
    (staging / "link").symlink_to(place.folder / "partners.toml")
    (staging / "folder").mkdir()
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    assert place.run("intake") == {"received": 1}
    assert [one.name for one in staging.iterdir()] == ["folder"]
    assert (place.folder / "partners.toml").exists()


def test_staging_is_made_again(place: Place) -> None:
    (place.folder / "staging").rmdir()
    assert place.take("oak", claims_file(claim("C1")))["sent"] == 3


def test_staging_that_is_no_folder_is_told(place: Place) -> None:
    (place.folder / "staging").rmdir()
    (place.folder / "staging").write_text("")
    with pytest.raises(HouseError, match="staging in the house is not a folder"):
        place.run()


def test_disk_full_while_archiving_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.drop("oak", "a.edi", claims_file(claim("C1")))

    def full(deposit: Deposit, data: bytes) -> None:
        raise StoreFull("no room left on the disk")

    with monkeypatch.context() as patch:
        patch.setattr(Deposit, "write", full)
        with pytest.raises(StoreFull):
            place.run()
    assert path.exists()
    assert place.files() == []
    assert list(place.house.staging.iterdir()) == []
    assert place.run()["received"] == 1


def test_disk_full_while_staging_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.drop("oak", "a.edi", claims_file(claim("C1")))

    def full(handle: int, data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("sftp_gateway.landing.os.write", full)
        with pytest.raises(OSError, match="No space left"):
            place.run()
    assert path.exists()
    assert list(place.house.staging.iterdir()) == []
    assert place.run()["received"] == 1


def test_a_clock_that_goes_backwards_changes_nothing_but_times(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=-400)
    told = place.take("oak", claims_file(claim("C2", day="20240105"), number=2))
    assert told["routed"] == 1
    place.clock.move(days=-400)
    batch = place.sets(sender="BITEWING")[0]
    assert place.take("delta", ack999(batch.group_control, (batch.set_control, "A")))["999 matched"] == 2
    assert place.states() == {"C1": "acknowledged", "C2": "sent"}
    assert place.whole()


# Whose file it is, and whether it came before: answered by a TA1, and nothing enters.


def test_a_spoofed_sender_is_told_and_nothing_enters(place: Place) -> None:
    told = place.take("oak", claims_file(claim("C1"), sender=ELM))
    assert told["interchanges rejected"] == 1
    assert place.lines("oak", "TA1")[1] == "TA1*000000001*260303*0830*R*006"
    assert place.got("oak") == place.got("oak", "TA1")
    assert (place.claims(), place.sets(), place.rules()) == ([], [], ["I106"])


def test_a_spoofed_interchange_takes_nobody_s_control_number(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), sender=ELM, number=7))
    told = place.take("elm", claims_file(claim("C1"), sender=ELM, number=7))
    assert told["claims accepted"] == 1


def test_an_interchange_for_somebody_else_is_told(place: Place) -> None:
    place.take("oak", file(dental_set(person(claim("C1"))), receiver="ANOTHERHOUSE"))
    assert place.lines("oak", "TA1")[1].endswith("*R*009")
    assert place.claims() == []


def test_a_control_number_that_was_used_is_told(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), number=3))
    told = place.take("oak", claims_file(claim("C2"), number=3))
    assert told["interchanges rejected"] == 1
    assert place.lines("oak", "TA1")[1] == "TA1*000000003*260303*0830*R*025"
    assert place.states() == {"C1": "sent"}


def test_a_control_number_is_used_by_one_sender_only(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), number=3))
    assert place.take("elm", claims_file(claim("C2"), number=3, sender=ELM))["claims accepted"] == 1


def test_the_number_of_a_rejected_interchange_can_be_sent_again(place: Place) -> None:
    whole = claims_file(claim("C1"), number=3)
    cut = whole[: whole.index("IEA")]
    assert place.take("oak", cut)["interchanges rejected"] == 1
    assert place.lines("oak", "TA1")[1].endswith("*R*023")
    assert place.take("oak", whole)["claims accepted"] == 1
    assert [one.state for one in place.claims()] == ["set rejected", "sent"]


def test_a_number_twice_in_one_file(place: Place) -> None:
    told = place.take("oak", claims_file(claim("C1"), number=3) + claims_file(claim("C2"), number=3))
    assert (told["claims accepted"], told["interchanges rejected"]) == (1, 1)
    assert place.states() == {"C1": "sent"}


def test_several_interchanges_in_one_file(place: Place) -> None:
    text = claims_file(claim("C1"), number=1) + "\r\n" + claims_file(claim("C2"), number=2) + "\n"
    text += file(dental_set(person(claim("C3")), sender=ELM), number=3, sender=ELM)
    told = place.take("oak", text)
    assert (told["claims accepted"], told["sets accepted"], told["interchanges rejected"]) == (2, 2, 1)
    assert len(place.got("oak", "999")) == len(place.got("oak", "277CA")) == 2
    assert len(place.got("oak", "TA1")) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n ", "the file holds only blanks"),
        (b"PK\x03\x04 a zip", "the file is compressed; send the X12 file itself"),
        (b"name,amount\r\nJUNE,100\r\n", "no interchange (ISA) starts in the file"),
        (b"ISA*00*", "the ISA segment is cut off or has fewer than sixteen elements"),
    ],
)
def test_what_is_no_x12_is_refused_archived_and_told_in_words(place: Place, data: bytes, reason: str) -> None:
    place.drop("oak", "a.edi", data)
    told = place.run()
    assert told == {"received": 1, "files refused": 1, "sent": 1}
    (known,) = place.files(direction="in")
    (report,) = (place.folder / "oak" / "out").iterdir()
    assert report.name == f"REPORT-000000001-file{known.id}-20260305.txt"
    assert report.read_text().splitlines()[1:] == [
        f"{reason}.", "The file holds no interchange. Send an X12 file that starts with ISA.",
    ]
    assert (known.state, known.note, known.kind) == ("refused", reason, "")
    assert place.house.store.archive.has(known.sha256)
    assert len(place.got("oak")) == 1
    assert place.rules() == ["F102"]
    assert place.run() == {}


def test_claims_in_a_payer_s_mailbox_are_not_supported(place: Place) -> None:
    text = file(dental_set(person(claim("C1")), sender=DELTA), sender=DELTA)
    place.take("delta", text)
    assert "AK9*R*1*1*0*1" in place.lines("delta", "999")
    assert place.claims() == []
    assert place.got("delta", "277CA") == []


def test_a_partner_that_is_gone_leaves_its_files_waiting(place: Place) -> None:
    place.drop("elm", "a.edi", claims_file(claim("C1"), sender=ELM))
    place.run("intake")
    gone = place.folder / "partners.toml"
    text = gone.read_text()
    gone.write_text(text.replace("[submitters.elm]", "[submitters.ash]").replace(ELM, "ASH"))
    place.close()
    place.drop("oak", "b.edi", claims_file(claim("C2")))
    told = place.run()
    assert (told["elm is no partner any more"], told["claims accepted"]) == (1, 1)
    gone.write_text(text)
    place.close()
    assert place.run()["claims accepted"] == 1


def test_submitting_by_hand_is_the_same_door(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "x.edi"
    path.write_text(claims_file(claim("C1"), sender=OAK))
    house = place.house
    first = hand_in(house, "oak", path)[1]
    assert (first.outcome, first.earlier) == ("received", None)
    for name in ("x.edi", "y.edi"):
        _, again = hand_in(house, "oak", path.rename(tmp_path / name))
        assert (again.outcome, again.earlier and again.earlier.file) == ("duplicate", first.file)
        path = tmp_path / name
    assert place.run()["claims accepted"] == 1
    assert path.exists()


def test_nothing_is_lost_when_removing_fails(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))

    class Stop(Exception):
        pass

    def stop(box: FolderMailbox, name: str, fetched: object = None) -> bool:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "remove", stop)
        with pytest.raises(Stop):
            place.run()
    assert place.run()["known"] == 1
    assert place.states() == {"C1": "sent"}
    assert receiving.empty_mailboxes(place.house, 0, {"oak": "oak"}) == {}

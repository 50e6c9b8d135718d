"""The commands `submitters` and `payers`, and the shell of a group."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import click
import msgspec
import pytest
from clearing_files import ELM, claim, claims_file
from clearing_places import PARTNERS, Place
from cli_calls import Told, commands

from clearinghouse.partners_file import load_partners
from store import events

Call = Callable[..., Told]
WAYS = (
    'id = "DELTAPAYER"\nmailbox = { inbox = "delta/in", outbox = "delta/out" }',
    'route = "direct" # the contract says so\n'
    '[payers.delta.routes.direct]\nid = "DELTAPAYER"\n'
    'mailbox = { inbox = "delta/in", outbox = "delta/out" }\n'
    '[payers.delta.routes.upstream]\nid = "UPSTREAM"\nmailbox = { inbox = "up/in", outbox = "up/out" }',
)


@pytest.fixture
def grouped(place: Place) -> Place:
    """A house in which oak is in the group north."""
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\ngroup = "north"')
    place.take("oak", claims_file(claim("C1")))
    place.take("elm", claims_file(claim("C2"), sender=ELM))
    place.close()
    return place


def toml(place: Place) -> str:
    return (place.folder / "partners.toml").read_text()


def test_submitters_are_listed(call: Call, grouped: Place) -> None:
    told = call("submitters", "list")
    assert told.code == 0
    for word in ("oak", "OAK STREET BILLING", "OAKSTREET", "north", "elm"):
        assert word in told.out
    for given, found in (
        ([], ["elm", "oak"]), (["--group", "north"], ["oak"]), (["--account", "elm"], ["elm"]),
        (["--limit", "1"], ["elm"]),
    ):
        assert [one["account"] for one in call("submitters", "list", *given, "--json").json] == found
    assert call("submitters", "list", "--account", "ash").code == 2
    with grouped.house.store.read() as ledger:
        told_of = [one.event for one in events.search(ledger, None, thing="queries")]
    assert "listed submitters" in told_of


def test_a_submitter_is_shown(call: Call, place: Place) -> None:
    call("contacts", "add", "oak", "Ada Quill", "--group", "claims")
    told = call("submitters", "show", "oak")
    assert "OAKSTREET" in told.out
    assert "Ada Quill" in told.out
    assert call("submitters", "show", "oak", "--json").json["settings"]["patients_per_set"] == 5000
    told = call("submitters", "show", "ash")
    assert told.code == 2
    assert told.err == "bitewing: partners.toml has no submitters.ash; there are: oak, elm\n"


def test_a_submitter_is_added_and_works(call: Call, place: Place) -> None:
    told = call(
        "submitters", "add", "ash", "--name", "ASH LANE", "--id", "ASHLANE", "--group", "north",
        "--set", "acknowledgments.set_999=false",
    )
    assert (told.code, told.out) == (0, "submitters.ash is in the partners' file.\n")
    assert toml(place) == PARTNERS + (
        '\n[submitters.ash]\nname = "ASH LANE"\nid = "ASHLANE"\ngroup = "north"\n'
        'mailbox = { inbox = "submitters/ash/in", outbox = "submitters/ash/out" }\n'
        "acknowledgments = { set_999 = false }\n"
    )
    (place.folder / "submitters/ash/in/a.edi").write_text(claims_file(claim("C1"), sender="ASHLANE"))
    assert call("run").code == 0
    assert [one["claim_id"] for one in call("claims", "--account", "ash", "--json").json] == ["C1"]
    assert call("submitters", "add", "ash", "--name", "X", "--id", "XX").code == 2
    assert call("submitters", "add", "Ash", "--name", "X", "--id", "XX").code == 2
    told = call("submitters", "add", "yew", "--name", "X", "--id", "ASHLANE", "--json")
    assert (told.code, told.out) == (2, "")
    assert "an interchange id that submitters.ash has already" in told.err


def test_a_submitter_is_edited(call: Call, place: Place) -> None:
    taken = 'duplicates = { claims = "take" }'
    told = call("submitters", "edit", "oak", "--set", "id=12345", "--set", "patients_per_set=7", "--json")
    assert told.json == {"edited": "oak", "settings": ["id", "patients_per_set"]}
    assert toml(place) == PARTNERS.replace('"OAKSTREET"', '"12345"').replace(
        f'"oak/out" }}\n{taken}', f'"oak/out" }}\n{taken}\npatients_per_set = 7'
    )
    assert call("submitters", "edit", "oak", "--unset", "patients_per_set", "--set", "id=OAKSTREET").code == 0
    assert toml(place) == PARTNERS
    assert call("submitters", "edit", "oak").code == 2
    assert call("submitters", "edit", "oak", "--set", "nonsense").code == 2
    assert call("submitters", "edit", "oak", "--set", "nonsense=1").code == 2
    told = call("submitters", "edit", "oak", "--unset", "mailbox.port", "--set", "group=north")
    assert told.code == 2
    assert "partners.toml has no submitters.oak.mailbox.port to be taken out" in told.err
    assert toml(place) == PARTNERS
    assert call("submitters", "edit", "ash", "--set", "group=x").code == 2


@pytest.mark.parametrize("form", ["csv", "toml"])
@pytest.mark.parametrize("kind", ["submitters", "payers"])
def test_what_is_taken_out_can_be_taken_in(
    call: Call, place: Place, tmp_path: Path, kind: str, form: str
) -> None:
    flags = ["--csv"] if form == "csv" else []
    out = call(kind, "export", *flags).out
    file = tmp_path / f"them.{form}"
    file.write_text(out)
    assert call(kind, "import", file, "--json").json == {"added": 0, "edited": 2}
    assert toml(place) == PARTNERS
    for old, new in (
        ("OAKSTREET", "OAKTWO"), ("oak", "new"), ("DELTAPAYER", "DELTATWO"), ("delta", "new"),
        ("DLT01", "D1"), ("dlt02", "D2"),
    ):
        out = out.replace(old, new)
    file.write_text(out)
    assert call(kind, "import", file, "--json").json == {"added": 1, "edited": 1}
    assert toml(place).startswith(PARTNERS)
    partners = load_partners(place.folder / "partners.toml")
    new = getattr(partners, kind)["new"]
    assert (new.id, new.mailbox.inbox) in (("OAKTWO", "new/in"), ("DELTATWO", "new/in"))
    assert call(kind, "export", "nobody").code == 2
    assert set(call(kind, "export", "new", "--json").json) == {"new"}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "account,colour\noak,red\n", "line 1: the columns are account, name"),
        ("a.csv", "name,id\noak,red\n", "line 1: the columns are account, name"),
        ("a.csv", "account,id\n,AA\n", "line 2: account is empty"),
        ("a.csv", "account,id\noak,AA,BB\n", "line 2: it has more cells than columns"),
        ("a.csv", "account,id\noak,AA\noak,BB\n", "line 3: 'oak' stands there twice"),
        ("a.csv", 'account,id\n"oak,AA\n', "a.csv is not CSV"),
        ("a.csv", "account,id\noak,ELMAVENUE\n", "an interchange id that submitters.oak has already"),
        ("a.toml", "[payers.x]\n", "'payers' is not of submitters"),
        ("a.toml", "submitters = 1\n", "submitters are tables"),
        ("a.toml", "x = [", "a.toml is not TOML"),
    ],
)
def test_what_cannot_be_taken_in_changes_nothing(
    call: Call, place: Place, tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    told = call("submitters", "import", tmp_path / name)
    assert told.code == (4 if content == "x = [" else 2)
    assert says in told.err
    assert toml(place) == PARTNERS


def test_payers_are_listed_with_what_waits(call: Call, place: Place) -> None:
    place.settings(*WAYS)
    place.settings('ids = ["WST01"]', 'ids = ["WST01"]\npaused = true\ntransactions = ["837D"]')
    (place.folder / "up/in").mkdir(parents=True)
    place.take("oak", claims_file(claim("C1"), payer="WST01"))
    place.close()
    told = call("payers", "list", "--json").json
    rows = [("delta", "direct", 0), ("west", "held", 1)]
    assert [(one["payer"], one["route"], one["waiting"]) for one in told] == rows
    taking = call("payers", "list", "--transaction", "270", "--json").json
    assert [one["payer"] for one in taking] == ["delta"]
    assert "held" in call("payers", "list").out
    shown = call("payers", "show", "delta", "--json").json
    assert shown["settings"]["routes"]["upstream"]["id"] == "UPSTREAM"
    assert "UPSTREAM" in call("payers", "show", "delta").out
    assert call("payers", "show", "north").code == 2
    assert "the payer is paused" in call("claims", "--state", "held").out


def test_a_payer_is_added_and_edited(call: Call, place: Place) -> None:
    told = call("payers", "add", "north", "--name", "NORTH PLAN", "--id", "NORTHPLAN", "--payer-id", "N1",
                "--payer-id", "N2", "--set", 'transactions=["837D"]')
    assert told.code == 0
    north = load_partners(place.folder / "partners.toml").payers["north"]
    assert (north.ids, north.transactions) == (("N1", "N2"), ("837D",))
    assert (place.folder / "payers/north/out").is_dir()
    assert call("payers", "edit", "north", "--set", "enrolment=['837D']", "--unset", "transactions").code == 0
    north = load_partners(place.folder / "partners.toml").payers["north"]
    assert (north.enrolment, len(north.transactions)) == (("837D",), 5)


def test_a_route_is_switched_by_one_command(call: Call, place: Place) -> None:
    place.settings(*WAYS)
    told = call("payers", "switch", "delta", "upstream", "--json")
    assert told.json == {"payer": "delta", "before": "direct", "route": "upstream"}
    assert toml(place) == PARTNERS.replace(*WAYS).replace('route = "direct" #', 'route = "upstream" #')
    with place.house.store.read() as ledger:
        (told_of,) = events.search(ledger, None, thing="partners")
    assert (told_of.event, told_of.detail) == ("route switched", "payers.delta: direct -> upstream")
    told = call("payers", "switch", "delta", "sideways")
    assert (told.code, told.err) == (
        2, "bitewing: payers.delta has no route 'sideways'; there are: direct, upstream\n"
    )
    assert call("payers", "switch", "west", "upstream").code == 2


def test_a_payer_is_paused_and_resumed(call: Call, place: Place) -> None:
    assert call("payers", "pause", "delta", "--json").json["changed"] is True
    assert "paused = true" in toml(place)
    assert call("payers", "pause", "delta").out == "Nothing to do: delta is paused.\n"
    place.take("oak", claims_file(claim("C1")))
    assert place.got("delta") == []
    place.close()
    assert call("payers", "resume", "delta").code == 0
    assert toml(place) == PARTNERS
    place.run()
    assert len(place.got("delta")) == 1
    assert call("payers", "resume", "north").code == 2


# The shell of a group.


def test_a_group_s_shell_sees_its_accounts_only(
    call: Call, grouped: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BITEWING_GROUP", "north")
    told = call("claims")
    assert (told.code, told.out) == (2, "")
    assert "name the account you act for with --account" in told.err
    told = call("claims", "--account", "elm")
    assert told.err == "bitewing: there is no account 'elm' here; accounts of group 'north': oak\n"
    assert [one["claim_id"] for one in call("claims", "--account", "oak", "--json").json] == ["C1"]
    monkeypatch.setenv("BITEWING_ACCOUNT", "oak")
    assert [one["claim_id"] for one in call("claims", "--json").json] == ["C1"]
    assert call("claims", "2").code == 2
    assert call("submitters", "show", "elm").code == 2
    assert call("submitters", "show", "oak").code == 0
    path = tmp_path / "c.edi"
    path.write_text(claims_file(claim("C3"), number=7))
    assert call("submit", path, "--as", "elm").code == 2
    assert call("submit", path).code == 0
    monkeypatch.setenv("BITEWING_ACCOUNT", "elm")
    assert call("claims").code == 2
    with grouped.house.store.read() as ledger:
        queries = events.search(ledger, None, thing="queries")
    found = [one for one in queries if one.event == "refused to a group"]
    assert {one.actor for one in found} == {"group north"}
    assert "account 'elm'" in {one.detail for one in found}


def test_a_group_without_accounts_or_name_sees_nothing(
    call: Call, grouped: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for group in ("", "south"):
        monkeypatch.setenv("BITEWING_GROUP", group)
        for account in ("oak", "elm"):
            assert call("claims", "--account", account).code == 2


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_of_the_house_takes_an_account_or_is_refused(
    call: Call, grouped: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Whatever commands there will be: in a group's shell none answers for another account."""
    monkeypatch.setenv("BITEWING_GROUP", "north")
    command = commands()[name]
    if not any(one.name == "folder" and "--house" in one.opts for one in command.params):
        return
    file = tmp_path / "file.csv"
    file.write_text("")
    values = {"file": str(file), "files": str(file)}
    given = []
    for one in command.params:
        told = "2026-03-05" if isinstance(one.type, click.DateTime) else values.get(one.name or "", "1")
        if one.required and one.param_type_name == "argument":
            given.append("elm" if one.name == "account" else told)
        elif one.required and one.name != "account":
            given += [one.opts[0], told]
    takes = next((one for one in command.params if one.name == "account"), None)
    if takes is not None and takes.param_type_name == "option":
        given += [takes.opts[0], "elm"]
    told = call(*name.split(), *given)
    assert told.code == 2
    says = "there is no account 'elm' here" if takes is not None else "this command is the operator's"
    assert says in told.err


def test_csv_is_csv(call: Call, place: Place) -> None:
    rows = list(csv.reader(io.StringIO(call("payers", "export", "--csv").out)))
    assert rows[0][:3] == ["payer", "name", "ids"]
    assert rows[1][:3] == ["delta", "DELTA EXAMPLE PLAN", "DLT01;dlt02"]
    told = msgspec.toml.decode(call("payers", "export", "west").out)
    assert told["payers"]["west"]["ids"] == ["WST01"]

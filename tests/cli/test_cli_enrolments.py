"""The commands `enrolments` and `contacts`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from clearing_files import ELM_NPI, OAK_NPI
from clearing_places import Place
from cli_calls import Told

from store import events

Call = Callable[..., Told]
NEEDED = "payer,provider_npi,transaction"


@pytest.fixture
def enrolled(call: Call, place: Place) -> Place:
    """A house with enrolments of two accounts."""
    for given in (
        ["delta", OAK_NPI, "837D", "--account", "oak", "--note", "asked"],
        ["west", ELM_NPI, "835", "--account", "elm"],
        ["delta", ELM_NPI, "270"],
    ):
        assert call("enrolments", "add", *given).code == 0
    return place


def keys(told: Told) -> list[int]:
    return [one["id"] for one in told.json]


def test_enrolments_are_listed_by_account_and_by_what_they_are(call: Call, enrolled: Place) -> None:
    told = call("enrolments", "list")
    for word in ("oak", "delta", OAK_NPI, "837D", "draft", "asked"):
        assert word in told.out
    assert keys(call("enrolments", "list", "--json")) == [1, 2, 3]
    assert keys(call("enrolments", "list", "--account", "elm", "--json")) == [2]
    assert keys(call("enrolments", "list", "--payer", "delta", "--json")) == [1, 3]
    assert keys(call("enrolments", "list", "--npi", ELM_NPI, "--transaction", "270", "--json")) == [3]
    assert keys(call("enrolments", "list", "--state", "live", "--json")) == []
    assert keys(call("enrolments", "list", "--limit", "1", "--json")) == [1]


def test_an_enrolment_goes_its_way(call: Call, enrolled: Place) -> None:
    assert call("enrolments", "accept", "1").err.endswith("accepted can only be one that is submitted\n")
    assert call("enrolments", "submit", "1", "--account", "elm").code == 2
    told = call("enrolments", "submit", "1", "--account", "oak", "--note", "by mail", "--json")
    assert (told.json["state"], told.json["note"]) == ("submitted", "by mail")
    told = call("enrolments", "accept", "1", "--since", "2026-03-01")
    assert told.out == "Enrolment 1 is live since 2026-03-01.\n"
    assert call("enrolments", "reject", "1", "--json").json["state"] == "rejected"
    with enrolled.house.store.read() as ledger:
        told_of = [one.event for one in events.search(ledger, "oak", thing="enrolments", thing_id=1)]
    assert told_of == ["recorded", "submitted", "accepted", "rejected"]
    assert call("enrolments", "accept", "99").code == 2


@pytest.mark.parametrize("form", ["csv", "toml"])
def test_enrolments_out_and_in(call: Call, enrolled: Place, tmp_path: Path, form: str) -> None:
    flags = ["--csv"] if form == "csv" else []
    out = call("enrolments", "export", *flags).out
    file = tmp_path / f"e.{form}"
    file.write_text(out)
    assert call("enrolments", "import", file, "--json").json == {"added": 0, "changed": 0, "known": 3}
    file.write_text(out.replace("draft", "live", 1).replace("west", "delta"))
    assert call("enrolments", "import", file, "--json").json == {"added": 1, "changed": 1, "known": 1}
    found = call("enrolments", "list", "--json").json
    assert [(one["id"], one["payer"], one["state"]) for one in found] == [
        (1, "delta", "live"), (2, "west", "draft"), (3, "delta", "draft"), (4, "delta", "draft"),
    ]
    assert found[0]["note"] == "asked"
    only = call("enrolments", "export", "--account", "elm", *flags).out
    assert OAK_NPI not in only
    assert ELM_NPI in only
    assert len(call("enrolments", "export", "--json").json) == 4


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("e.csv", "payer,provider_npi\n", "line 1: the columns are account, payer"),
        ("e.csv", f"{NEEDED}\nnorth,{OAK_NPI},837D\n", "line 2: there is no payer 'north'"),
        ("e.csv", f"{NEEDED},state\ndelta,{OAK_NPI},837D,gone\n", "line 2: a state is one"),
        ("e.csv", f"{NEEDED},since\ndelta,{OAK_NPI},837D,3/1\n", "line 2: since is a day"),
        ("e.toml", "[[enrolments]]\npayer = 'delta'\n", "enrolments[0]: provider_npi is missing"),
        ("e.toml", "[[enrolments]]\nplan = 'delta'\n", "enrolments[0]: 'plan' is no column"),
        ("e.toml", "enrolments = 1\n", "each enrolment is a table"),
        (
            "e.csv", f"{NEEDED},state\ndelta,{OAK_NPI},837D,live\ndelta,{OAK_NPI},837D,draft\n",
            "e.csv: line 3 tells of the same as e.csv: line 2",
        ),
    ],
)
def test_enrolments_that_cannot_be_taken_in(
    call: Call, place: Place, tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    told = call("enrolments", "import", tmp_path / name)
    assert told.code == 2
    assert says in told.err
    assert call("enrolments", "list", "--json").json == []


def test_contacts_are_added_listed_edited_and_removed(call: Call, place: Place) -> None:
    told = call("contacts", "add", "delta", "Ada Quill", "--role", "EDI", "--telephone", "555-555-0134",
                "--email", "ada@delta.example", "--group", "claims", "--group", "night", "--json")
    assert (told.json["id"], told.json["account"], told.json["groups"]) == (1, "house", ["claims", "night"])
    assert call("contacts", "add", "oak", "Bea Moss").code == 0
    assert call("contacts", "add", "delta", "Cy Reed", "--account", "elm").code == 0
    assert keys(call("contacts", "list", "--json")) == [1, 2, 3]
    assert keys(call("contacts", "list", "--account", "elm", "--json")) == [3]
    assert keys(call("contacts", "list", "--account", "oak", "--json")) == [2]
    assert keys(call("contacts", "list", "--partner", "delta", "--json")) == [1, 3]
    assert keys(call("contacts", "list", "--group", "night", "--json")) == [1]
    assert "claims;night" in call("contacts", "list").out
    told = call("contacts", "edit", "1", "--telephone", "5555550199", "--group", "day", "--json")
    assert (told.json["telephone"], told.json["groups"], told.json["role"]) == ("5555550199", ["day"], "EDI")
    assert call("contacts", "edit", "1").code == 2
    assert call("contacts", "edit", "1", "--account", "oak", "--name", "X").code == 2
    assert call("contacts", "remove", "3", "--account", "oak").code == 2
    assert call("contacts", "remove", "3").out == "Contact 3 is off the list.\n"
    assert call("contacts", "remove", "3").code == 2
    assert keys(call("contacts", "list", "--json")) == [1, 2]
    with place.house.store.read() as ledger:
        found = events.search(ledger, None, thing="contacts", thing_id=1)
    assert [(one.event, one.detail) for one in found] == [("recorded", ""), ("edited", "")]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["north", "X"], "there is no partner 'north'"),
        (["elm", "X", "--account", "oak"], "there is no partner 'elm' of account oak"),
        (["delta", "X", "--account", "ash"], "there is no account 'ash'"),
        (["delta", " "], "a contact has a name"),
        (["delta", "X", "--telephone", "call me"], "a telephone is digits"),
        (["delta", "X", "--email", "nowhere"], "an email is NAME@HOST"),
        (["delta", "X", "--group", "Big Group"], "a group is 1 to 32 small letters"),
        (["delta", "X", "--note", "n" * 201], "note is at most 200 characters"),
    ],
)
def test_what_is_no_contact_is_refused(call: Call, place: Place, more: list[str], says: str) -> None:
    told = call("contacts", "add", *more)
    assert told.code == 2
    assert says in told.err


def test_a_name_is_a_partner_s_contact_once(call: Call, place: Place, tmp_path: Path) -> None:
    assert call("contacts", "add", "delta", "Ada").code == 0
    told = call("contacts", "add", "delta", "Ada", "--role", "other")
    assert told.code == 2
    assert "house has a contact of this name at delta already; change it with `bitewing contacts" in told.err
    assert call("contacts", "add", "delta", "Ada", "--account", "oak").code == 0
    assert call("contacts", "add", "delta", "Bea").code == 0
    assert call("contacts", "edit", "3", "--name", "Ada").code == 2
    assert call("contacts", "edit", "3", "--name", "Bea", "--role", "same").code == 0
    file = tmp_path / "c.csv"
    file.write_text("partner,name,role\ndelta,Cy,a\ndelta,Cy,b\n")
    told = call("contacts", "import", file)
    assert (told.code, told.err) == (2, "bitewing: c.csv: line 3 tells of the same as c.csv: line 2\n")
    assert keys(call("contacts", "list", "--json")) == [1, 2, 3]


@pytest.mark.parametrize("form", ["csv", "toml"])
def test_contacts_out_and_in(call: Call, place: Place, tmp_path: Path, form: str) -> None:
    call("contacts", "add", "delta", "Ada, Quill", "--group", "claims", "--group", "night")
    call("contacts", "add", "oak", "Bea Moss", "--role", "owner")
    flags = ["--csv"] if form == "csv" else []
    out = call("contacts", "export", *flags).out
    file = tmp_path / f"c.{form}"
    file.write_text(out)
    assert call("contacts", "import", file, "--json").json == {"added": 0, "changed": 0, "known": 2}
    file.write_text(out.replace("owner", "desk").replace("Ada, Quill", "Dee"))
    assert call("contacts", "import", file, "--json").json == {"added": 1, "changed": 1, "known": 0}
    found = call("contacts", "list", "--json").json
    roles = [("Ada, Quill", ""), ("Bea Moss", "desk"), ("Dee", "")]
    assert [(one["name"], one["role"]) for one in found] == roles
    assert found[2]["groups"] == ["claims", "night"]
    assert "Bea Moss" not in call("contacts", "export", "--account", "elm").out
    # For an account only what is its own.
    assert "of account elm" in call("contacts", "import", file, "--account", "elm").err
    file.write_text("[[contacts]]\nname = 'X'\n" if form == "toml" else "name\nX\n")
    assert call("contacts", "import", file).code == 2

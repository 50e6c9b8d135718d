"""The partners' file changed by commands: one thing is different, all else is as it was written."""

from __future__ import annotations

import os
import threading
from typing import Any

import msgspec
import pytest
from clearing_places import PARTNERS, Place

from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.partners_change import Added, Edited, change_partners, pause, switch_route
from clearinghouse.partners_file import load_partners
from clearinghouse.toml_text import changed, in_toml, statements, with_setting, with_table
from store import events

STRANGE = '''\
# a heading = "no setting"
top = 1 # one
[a . "b.c"]   # a table
list = [ # open
  "x # no comment",
  "]",  # [payers.fake]
]
long = """
[a.fake]
key = 1
\\""" ""too\"""" # end
raw = \'\'\'
[x]
'\'\'\'\'
"quoted key" = 'C:\\'
dotted.name = { inner = "}", other = [1, 2] }

[[things]]
n = 1
'''


def test_statements_of_a_file_written_in_every_way() -> None:
    assert msgspec.toml.decode(STRANGE)["a"]["b.c"]["list"] == ["x # no comment", "]"]
    found = [(".".join(one.path), STRANGE[one.value : one.value_end]) for one in statements(STRANGE)]
    assert [path for path, _ in found] == [
        "top", "a.b.c", "a.b.c.list", "a.b.c.long", "a.b.c.raw", "a.b.c.quoted key", "a.b.c.dotted.name",
        "things", "things.n",
    ]
    values = dict(found)
    assert values["top"] == "1"
    assert values["a.b.c.list"].endswith("]")
    assert values["a.b.c.long"].endswith('too""""')
    assert values["a.b.c.dotted.name"] == '{ inner = "}", other = [1, 2] }'


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("top",), "two"), (("top",), None), (("a", "b.c", "list"), ["y"]), (("a", "b.c", "long"), None),
        (("a", "b.c", "raw"), True), (("a", "b.c", "quoted key"), 7), (("a", "b.c", "new"), {"x": ["é\x7f"]}),
        (("a", "b.c", "dotted", "name", "inner"), "{"), (("a", "b.c", "dotted", "name", "other"), None),
        (("a", "b.c", "dotted", "more"), 1.5), (("a", "b.c", "deep", "er"), "z"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_one_setting_is_changed_and_nothing_else(path: tuple[str, ...], value: Any, ending: str) -> None:
    text = STRANGE.replace("\n", ending)
    before = msgspec.toml.decode(text)
    after = with_setting(text, path, value, before)
    assert msgspec.toml.decode(after) == changed(before, path, value)
    assert "# a heading" in after
    old, new = set(text.split(ending)), set(after.split(ending))
    gone, come = old - new, new - old
    assert len(come) <= 1
    assert "[[things]]" not in gone


def test_a_table_more_stands_at_the_end() -> None:
    for text in ("", "a = 1", "a = 1\n"):
        after = with_table(text, ("payers", "new"), {"name": 'A "B"', "ids": ["1"]})
        assert after.startswith(text)
        assert msgspec.toml.decode(after)["payers"] == {"new": {"name": 'A "B"', "ids": ["1"]}}


def test_values_in_toml() -> None:
    value = {"a b": [True, 1, 1.5, 'q"\\\t'], "c": {}}
    assert msgspec.toml.decode(f"v = {in_toml(value)}")["v"] == value


def toml(place: Place) -> str:
    return (place.folder / "partners.toml").read_text()


TAKEN = 'duplicates = { claims = "take" }'


def test_an_edit_keeps_comments_and_order(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"   # as agreed by telephone\n# still ours')
    before = toml(place)
    settings = {("group",): "north", ("mailbox", "inbox"): "oak/new"}
    change_partners(place.house, [Edited("submitters", "oak", settings)], "edited")
    expected = before.replace('"oak/in"', '"oak/new"').replace(
        f'"oak/out" }}\n{TAKEN}', f'"oak/out" }}\n{TAKEN}\ngroup = "north"'
    )
    assert toml(place) == expected
    assert (place.folder / "oak/new").is_dir()
    with place.house.store.read() as ledger:
        (told,) = events.search(ledger, "oak", thing="partners")
    assert (told.event, told.detail, told.actor) == ("edited", "submitters.oak: group, mailbox.inbox", "test")


def delta(name: str, value: Any) -> Edited:
    return Edited("payers", "delta", {tuple(name.split(".")): value})


def added(kind: Any, slug: str, id: str) -> Added:
    mailbox = {"inbox": "a", "outbox": "b"}
    ids = {"ids": ["N"]} if kind == "payers" else {}
    return Added(kind, slug, {"name": "N", "id": id, "mailbox": mailbox, **ids})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (delta("claims_per_set", 0), "payers.delta.claims_per_set: expected `int` >= 1"),
        (delta("ids", ["WST01"]), "payers.west has a payer id that payers.delta has already"),
        (delta("nonsense", 1), "payers.delta.nonsense is no setting"),
        (delta("name", None), "payers.delta.name is missing"),
        (delta("overrides", ["no.toml"]), "payers.delta.overrides"),
        (delta("name.x", 1), "payers.delta.name.x cannot be changed"),
        (delta("line.seconds", None), "has no payers.delta.line.seconds to be taken out"),
        (Edited("payers", "north", {("name",): "N"}), "has no payers.north; there are: delta, west"),
        (Added("payers", "delta", {}), "has payers.delta already"),
        (added("payers", "oak", "NN"), "payers.oak has a name that submitters.oak has already"),
        (added("submitters", "new", "OAKSTREET"), "an interchange id that submitters.oak has already"),
    ],
)
def test_a_change_that_cannot_be_changes_nothing(place: Place, change: Added | Edited, says: str) -> None:
    with pytest.raises(HouseError) as problem:
        change_partners(place.house, [change], "edited")
    assert says in str(problem.value)
    assert toml(place) == PARTNERS
    with place.house.store.read() as ledger:
        assert events.search(ledger, None, thing="partners") == []
    assert not list(place.folder.glob(".*.part"))


def test_all_or_nothing(place: Place) -> None:
    good = Edited("submitters", "oak", {("group",): "north"})
    bad = Edited("payers", "delta", {("claims_per_set",): "many"})
    with pytest.raises(HouseError):
        change_partners(place.house, [good, bad], "imported")
    assert toml(place) == PARTNERS


def test_a_file_written_otherwise_is_not_guessed_at(place: Place) -> None:
    text = PARTNERS.replace('mailbox = { inbox = "west/in", outbox = "west/out" }\n', "")
    text += '[payers.west.mailbox]\ninbox = "west/in"\noutbox = "west/out"\n'
    (place.folder / "partners.toml").write_text(text)
    place.close()
    whole = Edited("payers", "west", {("mailbox",): {"inbox": "a", "outbox": "b"}})
    with pytest.raises(HouseError, match=r"payers\.west\.mailbox cannot be changed by a command"):
        change_partners(place.house, [whole], "edited")
    change_partners(place.house, [Edited("payers", "west", {("mailbox", "outbox"): "west/else"})], "edited")
    assert toml(place) == text.replace('"west/out"', '"west/else"')


def test_a_link_and_the_mode_of_the_file_stay(place: Place) -> None:
    real = place.folder / "elsewhere.toml"
    link = place.folder / "partners.toml"
    link.rename(real)
    link.symlink_to(real)
    real.chmod(0o640)
    change_partners(place.house, [Edited("submitters", "oak", {("group",): "north"})], "edited")
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert 'group = "north"' in real.read_text()


def test_who_reads_meanwhile_never_sees_half_a_file(place: Place) -> None:
    path, stop, seen = place.folder / "partners.toml", threading.Event(), list[int]()
    faults: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            try:
                seen.append(load_partners(path).payers["delta"].claims_per_set)
            except BaseException as problem:
                faults.append(problem)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for count in range(1, 41):
        change_partners(place.house, [Edited("payers", "delta", {("claims_per_set",): count})], "edited")
    stop.set()
    reader.join()
    assert not faults
    assert len(set(seen)) > 1


def test_killed_before_its_name_nothing_has_changed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        change_partners(place.house, [Edited("submitters", "oak", {("group",): "north"})], "edited")
    monkeypatch.undo()
    assert toml(place) == PARTNERS
    change_partners(place.house, [Edited("submitters", "oak", {("group",): "north"})], "edited")
    assert load_partners(place.folder / "partners.toml").submitters["oak"].group == "north"


def test_a_payer_without_routes_is_not_switched(place: Place) -> None:
    with pytest.raises(HouseError, match=r"payers\.delta has no route 'upstream'; there are: none"):
        switch_route(place.house, "delta", "upstream")
    with pytest.raises(HouseError, match="has no payer 'north'; there are: delta, west"):
        pause(place.house, "north", True)


ROUTED = """\
route = "a"
[payers.delta.routes.a]
id = "DELTAPAYER"
mailbox = { inbox = "delta/in", outbox = "delta/out" }
"""
ONE_WAY = 'id = "DELTAPAYER"\nmailbox = { inbox = "delta/in", outbox = "delta/out" }'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (ONE_WAY, ROUTED.replace('route = "a"', ""), "payers.delta.route: expected one of its routes: a"),
        (ONE_WAY, ROUTED.replace('route = "a"', 'route = "b"'), "delta.route: expected one of its routes: a"),
        (ONE_WAY, 'id = "DELTAPAYER"\n' + ROUTED, "payers.delta.id belongs to each of its routes"),
        (ONE_WAY, ROUTED.replace('"DELTAPAYER"', '"d"'), "payers.delta.routes.a.id: expected 2 to 15"),
        (ONE_WAY, ROUTED.replace('"delta/in"', '"delta/out"'), "delta.routes.a.mailbox: inbox and outbox"),
        (ONE_WAY, ROUTED.replace("routes.a", "routes.A"), "payers.delta.routes are tables, one for each"),
        (ONE_WAY, ROUTED.replace('"delta/in"', '"west/in"'), "payers.west has a place we collect from"),
        (ONE_WAY, ONE_WAY + '\nroute = "a"', "payers.delta.route: it has no routes"),
        (ONE_WAY, ONE_WAY + '\ntransactions = ["999"]', "transactions[0]: expected 837D, 270, 276"),
        (ONE_WAY, ONE_WAY + '\nenrolment = ["x"]', "enrolment[0]: expected 837D, 270, 276"),
        (ONE_WAY, ONE_WAY + '\naliases = ["wst01"]', "payers.west has a payer id that payers.delta has"),
        ('id = "OAKSTREET"', 'id = "OAKSTREET"\nalso = [{ id = "ELMAVENUE" }]',
         "submitters.elm has an interchange id that submitters.oak has already"),
        ('id = "OAKSTREET"', 'id = "OAKSTREET"\nalso = [{ id = "BITEWING" }]',
         "submitters.oak.id: that is the house's own interchange id"),
        ('id = "OAKSTREET"', 'id = "OAKSTREET"\ngroup = "North"', "oak.group: expected 1 to 32 small"),
        ('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { X = "nobody" }',
         "submitters.oak.payer_ids.'X': 'nobody' is no payer in this file"),
        ('id = "OAKSTREET"', 'id = "OAKSTREET"\nacknowledgments = { ta2 = true }',
         "submitters.oak.acknowledgments.ta2 is no setting"),
    ],
)
def test_mistakes_are_told_with_their_place(place: Place, old: str, new: str, says: str) -> None:
    path = place.folder / "partners.toml"
    path.write_text(PARTNERS.replace(old, new))
    with pytest.raises(SettingsError) as problem:
        load_partners(path)
    assert says in str(problem.value)

"""One account never sees another's anything: every command, asked by one account for everybody's things."""

from __future__ import annotations

import random
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
import pytest
from clearing_places import Place
from isolation_bench import OWNED, Bench, Outcome, alone, forms, leaves, option_of
from isolation_calls import CALLS, WITHOUT_HOUSE
from isolation_marks import EVERYBODY, Who, foreign
from isolation_values import HOUSE, NOBODY, Values, words_of

from clearinghouse import house as houses

NOW = datetime(2026, 3, 20, 15, 0, tzinfo=UTC)
LEAVES = leaves()
OF_THE_HOUSE = {
    "expectations": "what payers owe is owed for files of many: an account is told its share",
    "remittances": "a payment may be for many: it is the house's, its answers are the accounts'",
    "remittance_adjustments": "money of no single claim is the house's",
}
"""Tables that have a column for the account, and only the house's rows."""


class Benches:
    """The house, and for each account the house in which it is alone."""

    def __init__(self, made: Path, folder: Path) -> None:
        self._made = made
        self._folder = folder
        self.all = Bench(made, folder / "all" / "house")
        self.values = Values(made / "ledger.db", folder)
        self._alone: dict[str, Bench] = {}

    @contextmanager
    def place(self) -> Iterator[Place]:
        """The house, open."""
        place = Place(self.all.folder)
        yield place
        place.close()

    def alone(self, who: Who) -> Bench:
        if who.slug not in self._alone:
            lonely = alone(self._made, self._folder / f"made-{who.slug}", who)
            self._alone[who.slug] = Bench(lonely, self._folder / who.slug / "house")
        return self._alone[who.slug]


@pytest.fixture(scope="module")
def benches(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Benches:
    return Benches(made, tmp_path_factory.mktemp("benches"))


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands live in the house's day."""
    monkeypatch.setattr(houses, "open_house", partial(houses.open_house, clock=lambda: NOW))


def test_every_command_is_called_or_looks_into_no_house() -> None:
    assert sorted(LEAVES) == sorted([*CALLS, *WITHOUT_HOUSE])
    assert [
        name for name in WITHOUT_HOUSE
        if any(one.envvar == "BITEWING_HOUSE" for one in LEAVES[name].params)
    ] == []


def test_everybody_has_rows_in_every_table(benches: Benches) -> None:
    """Else the others would prove nothing."""
    for table, rows in benches.all.rows().items():
        if table in OWNED and table not in OF_THE_HOUSE:
            whose = {benches.all.owner(table, row) for row in rows.values()}
            assert whose >= {one.slug for one in EVERYBODY}, table


Shell = Mapping[str, str | None]
_OPEN: Shell = {"BITEWING_GROUP": None, "BITEWING_ACCOUNT": None, "BITEWING_OPERATOR": None}


class Asking:
    """One way in which one account calls one command."""

    def __init__(self, benches: Benches, name: str, who: Who, *, in_group: bool) -> None:
        self._benches = benches
        self._words = name.split()
        self._who = who
        self.command = LEAVES[name]
        account = option_of(self.command, "account")
        self._option = account.opts[-1] if isinstance(account, click.Option) else None
        self.is_operators = account is None
        self._shell = dict(_OPEN)
        if in_group:
            self._shell |= {"BITEWING_GROUP": who.group, "BITEWING_ACCOUNT": who.slug}
        self._told = [] if in_group and account is not None and account.envvar else [who.slug]

    def call(self, words: list[str], *, bench: Bench | None = None, as_: str | None = None) -> Outcome:
        told = [as_] if as_ is not None else self._told
        account = told if self._option is None else [f"{self._option}={one}" for one in told]
        bench = bench or self._benches.all
        given = [] if self.is_operators else account
        return bench.call([*self._words, *words, *given], self._who, self._shell)

    def alone(self, words: list[str]) -> Outcome:
        return self.call(words, bench=self._benches.alone(self._who))


def _filled(template: str, own: Who, asked: Who, values: Values, rng: random.Random) -> list[str] | None:
    """The words of a call, with values of the account that is asked about; None where it has none."""
    told = template
    for whose, name in words_of(template):
        known = values.of(name, own)[:1] if whose else values.of(name, asked)
        if not known:
            return None
        told = told.replace(f"{{{whose}{name}}}", rng.choice(known))
    return shlex.split(told)


def _one_of(rng: random.Random, *but: Who) -> Who:
    return rng.choice([one for one in EVERYBODY if one not in but])


@pytest.mark.parametrize("name", CALLS)
def test_a_command_tells_an_account_its_own(benches: Benches, name: str) -> None:
    """And changes nobody else's; all of it as if there were nobody else, and in a group's shell the same."""
    rng = random.Random(name)
    for template in CALLS[name]:
        who = _one_of(rng)
        asking, in_group = (Asking(benches, name, who, in_group=one) for one in (False, True))
        words = _filled(template, who, who, benches.values, rng)
        if asking.is_operators:
            continue
        assert words is not None, template
        for form in forms(asking.command)[2:]:
            assert foreign(asking.call([*words, *form]).text, who) == [], (words, form)
        for form in forms(asking.command)[:2]:
            told = asking.call([*words, *form])
            assert foreign(told.text, who) == [], (words, form)
            assert told == asking.alone([*words, *form]), (words, form)
        assert told == in_group.call([*words, *form]), (words, form)


@pytest.mark.parametrize("name", [name for name in CALLS if any(map(words_of, CALLS[name]))])
def test_a_command_knows_nothing_of_others(benches: Benches, name: str) -> None:
    """What is somebody else's is told of, and answered with, as what is not there at all."""
    rng = random.Random(name)
    for template in CALLS[name]:
        who = _one_of(rng)
        asking, in_group = (Asking(benches, name, who, in_group=one) for one in (False, True))
        nobodys = _filled(template, who, NOBODY, benches.values, rng)
        if asking.is_operators or all(whose for whose, _ in words_of(template)):
            continue
        form = rng.choice(forms(asking.command)[:2])
        nothing = asking.call([*nobodys, *form])
        assert foreign(nothing.text, who) == [], (nobodys, form)
        for one in (asking, in_group):
            asked = rng.choice([_one_of(rng, who), HOUSE])
            theirs = _filled(template, who, asked, benches.values, rng)
            if theirs is None:
                asked = _one_of(rng, who)
                theirs = _filled(template, who, asked, benches.values, rng)
            values = {*theirs, *nobodys}
            told = one.call([*theirs, *form]).without(values, asked, NOBODY)
            assert told == nothing.without(values, asked, NOBODY), (theirs, form)


@pytest.mark.parametrize("name", CALLS)
def test_a_group_has_no_other_accounts_and_no_commands_of_the_operator(benches: Benches, name: str) -> None:
    rng = random.Random(name)
    who = _one_of(rng)
    asking = Asking(benches, name, who, in_group=True)
    words = _filled(CALLS[name][0], who, who, benches.values, rng)
    assert words is not None
    if asking.is_operators:
        told = asking.call(words)
        assert (told.code, foreign(told.text, who)) == (2, [])
        assert "is the operator's" in told.text
        return
    fellows = [one for one in EVERYBODY if one.group == who.group]
    nothing = asking.call(words, as_=NOBODY.slug)
    assert (nothing.code, foreign(nothing.text, *fellows)) == (2, [])
    for other in (one for one in EVERYBODY if one not in fellows):
        told = asking.call(words, as_=other.slug)
        assert told.without([], other, NOBODY) == nothing.without([], other, NOBODY)


def test_what_an_account_is_given_is_its_own(benches: Benches) -> None:
    """Files in its outbox and its mailbox, and all that stands in the archive as sent to it."""
    with benches.place() as place:
        for who in EVERYBODY:
            for path in (place.folder / who.slug / "out").iterdir():
                text = f"{path.name}\n{path.read_bytes().decode('latin-1')}"
                assert foreign(text, who) == [], path.name
            for one in place.files(direction="out"):
                if one.account == who.slug:
                    assert one.partner == who.slug
                    with place.house.store.archive.open(one.sha256) as stream:
                        assert foreign(stream.read().decode("latin-1"), who) == [], one.name

"""The dry run of a release: who would newly be rejected, from the archive, with nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from clearing_files import ELM, ELM_NPI, claim, claims_file, dental_set, file, person
from clearing_places import NOW, Place

from clearinghouse import pages
from clearinghouse.dry_run import Trial, try_release
from clearinghouse.errors import HouseError
from edi.findings import Severity
from store import events
from transactions.rules.book import RULES
from transactions.rules.edits import edits_on

LONG_AGO = NOW - timedelta(days=365)
START = RULES["D125"].start
RULES_OF_0_2 = [rule.id for rule in RULES.values() if rule.release == "0.2"]


def half(number: str, charge: str = "100") -> list[str]:
    """A claim whose quantity is no whole number (D125)."""
    return [line.replace(f"*{charge}****1", f"*{charge}****0.5") for line in claim(number, charge)]


def twice(number: str) -> list[str]:
    """A claim with the same filling in two lines (D123), of half a filling each (D125)."""
    line = ["SV3*AD:D2392*50****0.5", "TOO*JP*3*M:O"]
    return [*claim(number)[:2], "LX*1", *line, "LX*2", *line]


def elm(*claims: list[str]) -> str:
    return file(dental_set(person(*claims), npi=ELM_NPI, sender=ELM), sender=ELM)


def run(place: Place, since: datetime = LONG_AGO, account: str | None = None, most: int = 200) -> Trial:
    return try_release(place.house, "0.2", since, account, most=most)


def caught(trial: Trial) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.claim.claim_id, one.rules) for one in trial.caught]


@pytest.fixture
def dated() -> Iterator[Callable[..., None]]:
    """Gives the coming rules another first day for one test."""
    kept = dict(RULES)

    def dating(start: date) -> None:
        for rule in RULES_OF_0_2:
            RULES[rule] = replace(RULES[rule], start=start)
        edits_on.cache_clear()

    yield dating
    RULES.update(kept)
    edits_on.cache_clear()


def test_who_would_newly_be_rejected(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), half("C2"), twice("C3")))
    place.take("elm", elm(half("E1", "25.5"), claim("E2")))
    trial = run(place)
    assert (trial.files, trial.claims, trial.rejected, trial.charge_cents) == (2, 5, 3, 22550)
    assert caught(trial) == [("C2", ("D125",)), ("C3", ("D125",)), ("E1", ("D125",))]
    assert [one.claim.id for one in trial.caught] == [
        place.claim(number).id for number in ("C2", "C3", "E1")
    ]
    shares = {key: (share.claims, share.charge_cents) for key, share in trial.shares.items()}
    assert RULES["D123"].severity is Severity.WARNING
    assert shares == {("D123", "oak"): (1, 10000), ("D125", "oak"): (2, 20000), ("D125", "elm"): (1, 2550)}


def test_rules_weigh_as_the_payer_of_a_claim_wants_them(place: Place) -> None:
    """Where D125 only warns, or is off, nobody is rejected; another payer's claims are."""
    for severity, shared in (("warning", (2, 20000)), ("off", (1, 10000))):
        edit = f'[edits.D125]\nseverity = "{severity}"'
        (place.folder / "delta.toml").write_text(f'payer = "D"\nguide = "837D"\n{edit}\n')
        place.close()
        if not place.claims():
            place.settings('id = "DELTAPAYER"\n', 'id = "DELTAPAYER"\noverrides = ["delta.toml"]\n')
            west = dental_set(person(half("W1")), number="0002", reference="R2", payer="WST01")
            place.take("oak", file(dental_set(person(half("C1"))), west))
        trial = run(place)
        assert (trial.claims, caught(trial)) == (2, [("W1", ("D125",))])
        assert {key: (share.claims, share.charge_cents) for key, share in trial.shares.items()} == {
            ("D125", "oak"): shared
        }


def test_of_one_account_or_of_a_time(place: Place) -> None:
    place.take("oak", claims_file(half("C1")))
    place.clock.move(days=10)
    place.take("elm", elm(half("E1")))
    assert caught(run(place, account="elm")) == [("E1", ("D125",))]
    assert caught(run(place, account="nobody")) == []
    assert caught(run(place, since=NOW + timedelta(days=1))) == [("E1", ("D125",))]
    assert run(place, since=NOW + timedelta(days=11)).files == 0


def test_what_was_rejected_anyway_is_left_out(place: Place) -> None:
    unbalanced = [line.replace("CLM*C1*100", "CLM*C1*101") for line in half("C1")]
    unknown = [line.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for line in half("S1")]
    place.take("oak", claims_file(unbalanced, half("C2")), claims_file(unknown, half("S2"), number=2))
    assert place.states() == {"C1": "rejected", "C2": "sent", "S1": "set rejected", "S2": "set rejected"}
    trial = run(place)
    assert (trial.claims, caught(trial)) == (1, [("C2", ("D125",))])


def test_a_claim_of_any_later_state_is_tried(place: Place) -> None:
    """Also one that is not routed yet, or whose payer nobody knows."""
    text = file(dental_set(person(half("H1")), payer="NOBODY"))
    place.drop("oak", "a.edi", text)
    place.run("intake", "validation")
    assert place.states() == {"H1": "accepted"}
    assert caught(run(place)) == [("H1", ("D125",))]
    place.run()
    assert place.states() == {"H1": "held"}
    assert caught(run(place)) == [("H1", ("D125",))]


def test_a_claim_is_tried_by_what_it_was_judged_without(place: Place, dated: Callable[..., None]) -> None:
    """A release that came into force in between: the claims before it, not those after it."""
    place.take("oak", claims_file(half("C1"), claim("C2")))
    dated(NOW.date() + timedelta(days=1))
    place.clock.move(days=1)
    warned = [line.replace("50****0.5", "50****1") for line in twice("C4")]
    place.take("oak", claims_file(half("C3"), warned, number=2))
    assert (place.states()["C3"], place.states()["C4"]) == ("rejected", "sent")
    assert place.rules() == ["D125", "D123"]
    trial = run(place)
    assert (trial.claims, caught(trial)) == (3, [("C1", ("D125",))])
    assert set(trial.shares) == {("D125", "oak")}


def test_a_release_is_judged_from_its_day_on(place: Place) -> None:
    assert START
    place.clock.time = datetime.combine(START, NOW.time(), NOW.tzinfo)
    told = place.take("oak", claims_file(half("C1"), twice("C2"), claim("C3")))
    assert (told["claims accepted"], told["claims rejected"]) == (1, 2)
    assert "STC*A7:476*20270101*U*100" in place.lines("oak", "277CA")
    assert caught(run(place)) == []


def test_nothing_is_changed_and_the_query_is_audited(place: Place) -> None:
    place.take("oak", claims_file(half("C1")))
    before = place.claims(), place.files(), place.findings()
    run(place)
    run(place, account="oak")
    assert (place.claims(), place.files(), place.findings()) == before
    with place.house.store.read() as ledger:
        audited = events.search(ledger, None, thing="queries")
    assert [one.event for one in audited] == ["listed claims for a dry run"]
    assert place.whole()


def test_only_so_many_are_kept_and_all_are_counted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read a page at a time beside the file, sets and claims of others in between."""
    monkeypatch.setattr(pages.pages, "__defaults__", (3,))
    sets = [
        dental_set(
            person(*(half(f"C{number}{i}") if i % 2 else claim(f"C{number}{i}") for i in range(5))),
            number=f"{number:04}",
        )
        for number in range(1, 5)
    ]
    place.take("oak", file(*sets))
    trial = run(place, most=2)
    assert (trial.claims, trial.rejected) == (20, 8)
    assert [number for number, _ in caught(trial)] == ["C11", "C13"]


def test_claims_of_an_interchange_that_never_entered_are_no_rows(place: Place) -> None:
    """The first interchange is another sender's; its claims were not taken, and are not tried."""
    foreign, ours = elm(half("E1"), half("E2")), claims_file(claim("C1"), half("C2"), number=2)
    place.take("oak", foreign + ours)
    assert set(place.states()) == {"C1", "C2"}
    trial = run(place)
    assert (trial.claims, caught(trial)) == (2, [("C2", ("D125",))])


def test_a_file_the_archive_has_lost_is_told(place: Place) -> None:
    place.take("oak", claims_file(half("C1")))
    place.take("elm", elm(half("E1")))
    (lost,) = place.files(partner="oak", direction="in")
    for sealed in (place.folder / "archive").rglob("*"):
        if sealed.is_file() and not place.house.store.archive.has(lost.sha256):
            break
        if sealed.is_file():
            kept = sealed.read_bytes()
            sealed.unlink()
            if place.house.store.archive.has(lost.sha256):
                sealed.write_bytes(kept)
    trial = run(place)
    assert (trial.unread, caught(trial)) == ([lost.id], [("E1", ("D125",))])


def test_a_release_that_was_always_in_force(place: Place) -> None:
    with pytest.raises(HouseError, match=r"have always been in force.*there are: 0\.2"):
        try_release(place.house, "0.1", LONG_AGO)

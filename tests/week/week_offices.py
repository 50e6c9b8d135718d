"""What offices got in the simulated week: every answer once, the right money, nothing of anybody else's."""

from __future__ import annotations

import re
from collections import Counter

from week_days import Week
from week_files import Dropped
from week_ledgers import Standing, Wire, cents, file_of, repeated, wire

from store.files import File


def prove_offices(week: Week, now: Standing) -> None:
    """Every office has each answer once, to each of its files, and nothing of anybody else's."""
    prefixes = {office.slug: office.id[:4] for office in week.world.offices}
    for office in week.world.offices:
        everything = [wire(name, content) for name, content in week.taken[office.slug]]
        got = [one for one in everything if one.group != "words"]
        assert repeated([one.number for one in got]) == [], office.slug
        assert repeated([one.name for one in everything]) == [], office.slug
        others = {prefix for slug, prefix in prefixes.items() if slug != office.slug}
        named = {
            found.group(1).upper()
            for one in everything
            for found in re.finditer(r"\b([A-Za-z]{4})-\d{5}\b", one.text)
        }
        assert not named & others, office.slug
        answers = Counter((file_number(one), one.group) for one in everything if "notice" not in one.name)
        for dropped in week.offices.book:
            if dropped.office == office:
                _prove_answers(dropped, file_of(now, dropped), answers)
        _prove_verdicts(office.slug, got, now)
        _prove_payments(office.slug, got, now)
    told = sum(_banked(wire(name, content)) for some in week.taken.values() for name, content in some)
    assert told == sum(one.paid_cents for one in now.paid_claims)
    assert told == sum(one.amount_cents for one in now.remittances) + now.other_cents


def _banked(one: Wire) -> int:
    """What an 835 says reaches the bank, and what it sets against that (PLB), in cents."""
    if one.group != "HP":
        return 0
    banked = sum(cents(values[2]) for values in one.named("BPR"))
    other = sum(cents(amount) for values in one.named("PLB") for amount in values[4::2])
    assert banked + other == sum(cents(values[4]) for values in one.named("CLP")), one.name
    return banked + other


def _prove_verdicts(slug: str, got: list[Wire], now: Standing) -> None:
    """What payers said of each claim stands in one 277CA of its office, besides our own."""
    of_files = {one.id for one in now.files if one.account == slug}
    own = {one.id: one.claim_id for one in now.claims if one.account == slug}
    said = Counter(own[one.claim] for one in now.verdicts if one.claim in own)
    theirs = [one for one in got if one.name.startswith("277CA") and file_number(one) not in of_files]
    told = Counter(
        values[2] for one in theirs for values in one.named("TRN")
        if values[1] == "2" and values[2] in set(own.values())
    )
    assert told == said, slug


def _prove_payments(slug: str, got: list[Wire], now: Standing) -> None:
    """Every payment of a claim stands in one 835 of its office, to the cent."""
    paid = Counter(
        (one.claim_id.upper(), one.paid_cents, one.payer_claim_number)
        for one in now.paid_claims if one.account == slug
    )
    told = Counter(
        (values[1].upper(), cents(values[4]), values[7])
        for one in got if one.group == "HP" for values in one.named("CLP")
    )
    assert told == paid, slug


def _prove_answers(dropped: Dropped, file: File, answers: Counter[tuple[int, str]]) -> None:
    """TA1 where one is due, a 999 for a file that was read, a 277CA where claims were judged, else words."""
    told = {group: answers[file.id, group] for group in ("TA1", "FA", "HN", "words")}
    expected = {"TA1": 0, "FA": 0, "HN": 0, "words": 0}
    if dropped.fate in ("taken", "set refused"):
        asked = dropped.content[:106].split(b"*")[14] == b"1"
        expected |= {"TA1": int(asked and dropped.office.number != 9), "FA": 1}
        if dropped.kind == "837D":
            expected["HN"] = 1
        else:
            told["HN"] = 0
    elif dropped.fate in ("interchange refused", "ended wrong"):
        expected["TA1"] = 1
    else:
        expected["words"] = 1
    assert told == expected, (dropped.office.slug, dropped.name, told)


def file_number(one: Wire) -> int:
    """The key of the file an answer is to, as its name tells it."""
    found = re.match(r"[A-Z0-9]+-\d+-file(\d+)-", one.name)
    assert found, one.name
    return int(found.group(1))

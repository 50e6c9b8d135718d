"""The proof of the simulated week: nothing lost, nothing twice, the money right, on every side."""

from __future__ import annotations

from collections import Counter

from week_calendar import charged
from week_days import Week
from week_files import Dropped
from week_ledgers import Standing, counted, file_of, payer_ledger, repeated, wire
from week_offices import prove_offices

from store import events
from store.claims import Claim
from store.inquiries import Inquiry

FINAL = ("paid", "denied", "predetermined", "reversed", "superseded", "voided")
WITHOUT_CLAIMS = ("interchange refused", "same bytes", "no X12")
AT_THE_DOOR = ("rejected", "set rejected")


def prove(week: Week) -> None:
    """Everything that must hold when the week is over."""
    now = Standing(week)
    prove_files(week, now)
    prove_ends(now)
    prove_payers(week, now)
    prove_money(week, now)
    prove_offices(week, now)
    prove_inquiries(now)
    prove_order(week)


# What came in.


def prove_files(week: Week, now: Standing) -> None:
    """Every file came in once, with every claim in it; submitted = refused at the door + kept."""
    book = week.offices.book
    assert len({(one.office.slug, one.name) for one in book}) == len(book)
    by_file: dict[int, Counter[tuple[str, int]]] = {}
    for claim in now.claims:
        by_file.setdefault(claim.file, Counter())[claim.claim_id, claim.charge_cents] += 1
    lost = kept = 0
    for dropped in book:
        file = file_of(now, dropped)
        found = by_file.pop(file.id, Counter())
        if dropped.fate in WITHOUT_CLAIMS:
            assert not found, (dropped.name, file.id)
            lost += charged(dropped.billed)
        else:
            assert found == Counter((one.claim_id, one.told) for one in dropped.billed), dropped.name
            _prove_fate(dropped, [one for one in now.claims if one.file == file.id])
            kept += charged(dropped.billed)
    own = [one for one in now.claims if one.parent is None]
    assert counted(own)[1] == kept
    assert charged([one for dropped in book for one in dropped.billed]) == kept + lost
    # What is in no file of an office was made here, of a claim that one handed in.
    assert {one.file for one in now.claims if one.parent is not None} == by_file.keys()


def _prove_fate(dropped: Dropped, claims: list[Claim]) -> None:
    """What was refused at the door did not go on."""
    refused = {"taken": 0, "set refused": len(dropped.claims[-1]) if dropped.claims else 0}
    of_sets = [one for one in claims if one.state == "set rejected"]
    assert len(of_sets) == refused.get(dropped.fate, len(claims)), dropped.name


# Where everything ended.


def prove_ends(now: Standing) -> None:
    """Every claim is final or somebody's task; what took another's place did so once."""
    parents = [str(one.parent) for one in now.claims if one.parent is not None]
    assert repeated(parents) == []
    of_claims, of_sets, of_files = (
        {one.thing_id for one in now.tasks if one.thing == thing} for thing in ("claims", "sets", "files")
    )
    asked_for = owed(now)
    for claim in now.claims:
        if claim.state == "superseded":
            assert claim.id in now.child_of
        elif claim.state not in FINAL:
            assert (
                claim.id in of_claims or claim.set in of_sets or claim.file in of_files
                or claim.out_file in asked_for
            ), (
                f"claim {claim.id} is {claim.state}, and nobody's task"
            )
    # Accepted = rejected at the door, waiting here, or sent; sent = refused, rejected, decided or pending.
    left = {one.id for one in now.sent}
    here = [one for one in now.claims if one.id not in left]
    assert {one.state for one in here} <= {*AT_THE_DOOR, "superseded", "held", "on hold", "to approve"}
    assert {one.state for one in now.sent} <= {
        "sent", "acknowledged", "in process", "refused", "payer rejected", *FINAL,
    }
    assert sum(counted(part)[1] for part in (here, now.sent)) == counted(now.claims)[1]


def prove_hands(week: Week) -> None:
    """At any time: what is not final waits for its payer, for its delivery, or for somebody with a task."""
    now = Standing(week)
    tasks = {(one.thing, one.thing_id) for one in now.tasks}
    expected = {one.file for one in now.expected}
    leaving = {one.file for one in now.deliveries if one.state in ("made", "staged", "failed")}
    things: list[tuple[str, Claim | Inquiry]] = [("claims", one) for one in now.claims]
    for kind, one in [*things, *(("inquiries", one) for one in now.inquiries)]:
        if one.state in (*FINAL, "answered"):
            continue
        at_home = {(kind, one.id), ("sets", one.set), ("files", one.file)} & tasks
        assert at_home or one.out_file in expected | leaving, f"{kind} {one.id} is {one.state}"


def owed(now: Standing) -> set[int]:
    """The files that were sent and whose late answer is somebody's task."""
    late = {one.id: one.file for one in now.expected}
    asked = {one.thing_id for one in now.tasks if one.thing == "expectations"}
    return {file for key, file in late.items() if key in asked}


# The payers.


def prove_payers(week: Week, now: Standing) -> None:
    """Each payer got every claim that left for it once, in interchanges that it sees once."""
    for slug, payer in week.payers.items():
        got = [wire(*one) for one in payer.taken]
        assert repeated([one.number for one in got]) == [], slug
        received = Counter(
            (values[1].upper(), round(float(values[2]) * 100)) for one in got for values in one.named("CLM")
        )
        theirs = [one for one in now.sent if now.payer_of(one) == slug]
        assert received == Counter((one.claim_id.upper(), one.charge_cents) for one in theirs), slug
        ledger = payer_ledger(week, slug)
        settled = Counter((one.claim_id.upper(), one.result.charge) for one in ledger.settled.values())
        refused = ("refused", "payer rejected", "superseded")
        # A void takes something back, and is nothing by itself.
        standing = Counter(
            (one.claim_id.upper(), one.charge_cents)
            for one in theirs if one.state not in refused and one.frequency != "8"
        )
        # A refusal that never came leaves its claims open here: the task is to ask.
        missing = standing - settled
        assert not settled - standing, slug
        assert not missing or any(one.at is None for one in ledger.held), slug
        assert len(ledger.answered) == len({content for _, content in payer.taken}), slug


# Money.


def prove_money(week: Week, now: Standing) -> None:
    """What payers paid is what the house booked, once; claim by claim, to the cent."""
    for slug in week.payers:
        ledger = payer_ledger(week, slug)
        told = [one for one in now.remittances if one.payer == slug]
        assert repeated([one.trace_number for one in told]) == [], slug
        booked = {one.trace_number for one in told}
        paid = [one for one in ledger.settled.values() if one.trace_number in booked]
        unpaid = [one for one in ledger.settled.values() if one.trace_number not in booked]
        keys = {one.id for one in told}
        answers = [one for one in now.paid_claims if one.remittance in keys]
        assert {one.state for one in answers} <= {"matched"}, slug
        rows = Counter((one.payer_claim_number, one.paid_cents) for one in answers)
        assert rows == Counter(
            (one.number, sign * one.result.paid)
            for one in paid for sign in ((1, -1) if one.reversed else (1,))
        ), slug
        # What payees owe since a reversal is carried from one payment to the next.
        owed = sum(one.cents for one in ledger.debts.values())
        standing = sum(one.result.paid for one in paid if not one.reversed)
        assert sum(one.amount_cents for one in told) == standing + owed, slug
        by_answer = {one.id: one for one in now.claims}
        of_number = {one.payer_claim_number: by_answer[one.claim or 0] for one in answers}
        for one in paid:
            claim, result = of_number[one.number], one.result
            state = "reversed" if one.reversed else "denied" if one.status == "4" else "paid"
            assert (claim.state, claim.charge_cents) == (state, result.charge), claim.id
            assert claim.paid_cents == (0 if one.reversed else result.paid), claim.id
            assert (claim.adjusted_cents or 0) == (0 if one.reversed else result.charge - result.paid)
        # What is not booked was withheld, or waits for its time.
        if unpaid:
            assert ledger.unpaid or any("835" in one.name for one in ledger.held), slug


# Inquiries, and the house as a whole.


def prove_inquiries(now: Standing) -> None:
    """Every question is answered, or its missing answer is a task."""
    asked_for = owed(now)
    of_inquiries = {one.thing_id for one in now.tasks if one.thing == "inquiries"}
    for one in now.inquiries:
        assert one.state == "answered" or one.out_file in asked_for or one.id in of_inquiries, one.id


def prove_order(week: Week) -> None:
    """The trail is whole, everything is delivered, nothing lies about."""
    house = week.house
    with house.store.read() as ledger:
        assert events.verify(ledger) is None
    assert list(house.staging.iterdir()) == []
    for office in week.world.offices:
        assert list((week.folder / "offices" / office.slug / "in").iterdir()) == []
    for payer in week.payers.values():
        assert list((payer.folder / "from-payer").glob("[!.]*")) == []
        assert list((payer.folder / "to-payer").glob(".*")) == []

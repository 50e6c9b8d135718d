"""A house in which something of every kind has happened to three accounts, mixed as it happens in the trade.

Their claims travel in one set, a payer's 999, 277CA, 835 and 271 speak of all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clearing_files import (
    DAY,
    OAK_NPI,
    Answer,
    ack999,
    claim,
    dental_set,
    ended,
    file,
    person,
    remittance,
    ta1,
)
from clearing_places import NOW, Clock, Place
from inquiry_texts import answer271, answer277, answer278, ask270, ask276, ask278, echoed
from isolation_marks import EVERYBODY, PARTNERS, Who

from clearinghouse import address_book, claim_holds, enrolling, messages, notices, resubmission, runs, work
from clearinghouse.claim_changes import parse_change
from clearinghouse.followup import follow_up
from clearinghouse.house import create_house
from store import outbox, sets

TODAY = date(2026, 3, 20)
CLINIC_NPI = "1003000001"
ENTIRE, VALUE = "60606.06", "EVERYBODY"
"""Marks of what is of all together: the sum of a batch, a value out of somebody's claim."""


@dataclass
class Told(Answer):
    """A CLP with the patient's own name."""

    who: Who | None = None

    def segments(self) -> list[str]:
        assert self.who is not None
        name = f"NM1*QC*1*{self.who.family}*JUNE****MI*{self.who.member(1)}"
        return [name if one.startswith("NM1*QC") else one for one in super().segments()]


def batch(who: Who, *numbers: int, file_number: int, payer: str = "DLT01", more: Sequence[str] = ()) -> str:
    """Claims of an account in one interchange; `more` stands in each."""
    found = [claim(who.claim(number), who.charge(number), DAY, *more) for number in numbers]
    if 3 in numbers:
        # The line is not the claim's charge.
        wrong = found[numbers.index(3)]
        wrong[-2] = wrong[-2].replace(who.charge(3), f"{who.digits}9")
    one = person(*found, member=who.member(1), family=who.family)
    text = dental_set(
        one, reference=f"{who.word}R{file_number}", payer=payer, npi=who.npi, sender=who.sender,
        provider=f"{who.word} DENTAL",
    )
    return file(text, number=file_number, sender=who.sender, wants_ta1=True)


def verdicts(
    reference: str, told: Sequence[tuple[Who, str, str]], number: int, *, batch_status: str = "A1:19:PR"
) -> str:
    """A 277CA: of each claim whose it is, its number as it is told, and its status; sums are of all."""
    action = "U" if batch_status.startswith("A3") else "WQ"
    segments = [
        "ST*277*0001*005010X214", f"BHT*0085*08*AK{number}*20260304*0900*TH", "HL*1**20*1",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT", "TRN*1*FILE101", "DTP*050*D8*20260304",
        "DTP*009*D8*20260304", "HL*2*1*21*1", "NM1*41*2*BITEWING CLEARINGHOUSE*****46*BITEWING",
        f"TRN*2*{reference}", f"STC*{batch_status}*20260304*{action}*{ENTIRE}",
    ]
    level = 2
    for who, claim_id, status in told:
        level += 2
        taken = "U" if status.startswith("A7") else "WQ"
        segments += [
            f"HL*{level - 1}*2*19*1", f"NM1*85*2*{who.word} DENTAL*****XX*{who.npi}",
            f"HL*{level}*{level - 1}*PT", f"NM1*QC*1*{who.family}*JUNE****MI*{who.member(1)}",
            f"TRN*2*{claim_id}",
            f"STC*{status}*20260304*{taken}*{who.charge(int(claim_id[-1]))}",
        ]
        segments += [f"REF*1K*{who.word}P{claim_id[-1]}"] if taken == "WQ" else []
        segments.append(f"DTP*472*D8*{DAY}")
    return file(ended(segments), group="HN", number=number, sender="DELTAPAYER")


def make(folder: Path) -> Place:
    """The house with its days behind it, closed."""
    create_house(folder, PARTNERS, now=NOW)
    (folder / "line.edi").write_text(ta1(1, number=999, payer="WESTPAYER"))
    place = Place(folder, Clock())
    _everything_comes(place)
    _payer_answers_claims(place)
    _batches_are_refused(place)
    _payer_pays(place)
    _payer_answers_questions(place)
    place.run()
    _claims_are_made_of_others(place)
    place.run()
    place.clock.move(days=15)
    _people_work(place)
    _payer_is_asked(place)
    _readers_collect(place)
    assert place.whole()
    place.close()
    return place


def _drop(place: Place, name: str, make_text: Callable[[Who], str]) -> None:
    for who in EVERYBODY:
        place.drop(who.slug, f"{who.slug}-{name}.edi", make_text(who).replace(OAK_NPI, who.npi))


def _sent(place: Place) -> sets.TransactionSet:
    """The set of claims that went to delta last."""
    return [one for one in place.sets() if one.account == "house" and one.guide == "837D"][-1]


def _everything_comes(place: Place) -> None:
    """Claims, questions, no X12 at all, a set that is rejected, claims for a payer that wants enrolment."""
    _drop(place, "claims", lambda who: batch(who, 1, 2, 3, 4, file_number=1))
    _drop(place, "letter", lambda who: f"{who.word} sends a letter {who.digits}")
    _drop(place, "broken", lambda who: batch(who, 8, file_number=5).replace("N3*12 SUNNY HILL ROAD~", ""))
    _drop(place, "waits", lambda who: batch(who, 0, file_number=7, payer="WST01"))
    _drop(place, "asks", lambda who: ask270(who.patient(1), sender=who.sender, number=11))
    _drop(place, "plans", lambda who: ask278(who.patient(2), sender=who.sender, number=12))
    _drop(
        place, "status",
        lambda who: ask276(who.patient(3), sender=who.sender, number=13, claim_id=who.claim(1)),
    )
    _drop(place, "nobody", lambda who: ask270(who.patient(4), sender=who.sender, number=14))
    place.run()
    place.clock.move(minutes=20)


def _payer_answers_claims(place: Place) -> None:
    one = _sent(place)
    place.drop("delta", "a.edi", ack999(one.group_control, (one.set_control, "A"), number=601))
    told = [
        (who, who.told(number), status)
        for number, status in ((1, "A1:20"), (2, "A7:562:85"), (4, "A1:20")) for who in EVERYBODY
    ]
    place.drop("delta", "b.edi", verdicts(one.reference, told, 701))


def _batches_are_refused(place: Place) -> None:
    """One by a 999 that shows a bad value, one by a 277CA as a whole, one by a TA1."""
    _drop(place, "first", lambda who: batch(who, 5, file_number=2))
    place.run()
    one = _sent(place)
    verdict = (one.set_control, "R*5", "IK3*NM1*9**8", f"IK4*3**6*{VALUE}")
    place.drop("delta", "c.edi", ack999(one.group_control, verdict, verdict="R", counts="1*1*0", number=602))
    _drop(place, "second", lambda who: batch(who, 6, file_number=3))
    place.run()
    one = _sent(place)
    told = [(who, who.told(6), "A7:562:85") for who in EVERYBODY]
    place.drop("delta", "d.edi", ack999(one.group_control, (one.set_control, "A"), number=603))
    place.drop("delta", "e.edi", verdicts(one.reference, told, 702, batch_status="A3:21"))
    _drop(place, "third", lambda who: batch(who, 7, file_number=4))
    place.run()
    place.drop("delta", "f.edi", ta1(int(_sent(place).interchange_control), "R", "022"))


def _payer_pays(place: Place) -> None:
    """One payment for all, with other money, one for each, and one that nobody waits for."""
    paid = [
        Told(one.told(1), int(one.charge(1)), 40, 5, number=f"{one.word}P1", who=one) for one in EVERYBODY
    ]
    mixed = remittance("MIXED-1", *paid, other=[("WO", 10)], number=801, payee=CLINIC_NPI)
    place.drop("delta", "g.edi", mixed.replace("OAK STREET DENTAL", "CLINIC OF ALL"))
    for at, who in enumerate(EVERYBODY):
        denied = Told(who.told(4), int(who.charge(4)), 0, status="4", number=f"{who.word}P4", who=who)
        check = remittance(f"{who.word}-CHECK", denied, number=810 + at, payee=who.npi)
        place.drop("delta", f"h{at}.edi", check.replace("OAK STREET DENTAL", f"{who.word} DENTAL"))
    lost = Told("EVERYBODY-C1", 1, 1, who=EVERYBODY[0])
    place.drop("delta", "i.edi", remittance("EVERYBODY-LOST", lost, number=803))


def _payer_answers_questions(place: Place) -> None:
    ours = {one.trace_number: one.out_trace or "" for one in place.inquiries()}

    def traces(who: Who, number: int) -> list[str]:
        own = who.patient(number)[2]
        return echoed(ours[own], own)

    place.drop(
        "delta", "j.edi",
        answer271(*((who.npi, who.patient(1), traces(who, 1)) for who in EVERYBODY), number=821),
    )
    for at, who in enumerate(EVERYBODY):
        status = who.npi, who.patient(3), ours[who.patient(3)[2]], "F1:65"
        place.drop("delta", f"k{at}.edi", answer277(status, number=825 + at, claim_id=who.told(1)))
        decision = answer278(
            who.patient(2), traces(who, 2), f"A1*{who.word}AUTH", reference=f"{who.word}X", number=831 + at,
            days=("DTP*AAH*D8*20260315", "DTP*036*D8*20260901"),
        )
        place.drop("delta", f"l{at}.edi", decision.replace(OAK_NPI, who.npi))
    _drop(place, "authorized", lambda who: batch(who, 9, file_number=6, more=[f"REF*G1*{who.word}AUTH"]))


def _people_work(place: Place) -> None:
    house = place.house
    for who in EVERYBODY:
        slug, word = who.slug, who.word
        address_book.add(house, None, slug, {"name": f"{word} ANN", "telephone": f"555{who.digits}00",
                                             "email": f"ann@{slug}.example", "note": f"{word} note"})
        address_book.add(house, slug, "delta", {"name": f"{word} BOB", "groups": (f"{slug}-group",)})
        enrolling.add(house, slug, "west", who.npi, "837D", f"{word} form")
        enrolling.add(house, slug, "west", who.npi, "270", f"{word} form")
        notices.add_notice(house, slug, TODAY, TODAY, f"{word} is told {who.digits}")
        with (place.folder / f"{slug}.txt").open("wb+") as content:
            content.write(f"{word} gets a message {who.digits}".encode())
            content.seek(0)
            messages.send_message(house, slug, content, f"{slug}.txt")
        (waiting,) = [one.id for one in place.claims(state="held") if one.account == slug]
        claim_holds.hold(house, slug, [waiting], f"{word} wants it {who.digits}")
        told, _ = work.list_tasks(
            house, slug, kind=None, owner=None, late=False, done=False, limit=1
        )
        work.take_task(house, slug, told[0]["id"])
        work.note_task(house, slug, told[0]["id"], f"{word} was called {who.digits}")
    notices.add_notice(house, "all", TODAY, TODAY, "The house is closed on Friday.")


def _claims_are_made_of_others(place: Place) -> None:
    """One corrected and one replaced of each."""
    for who in EVERYBODY:
        wrong, paid = place.claim(who.claim(3)), place.claim(who.claim(1))
        made = resubmission.fix(
            place.house, who.slug, wrong.id, [parse_change(f"2400#1/SV302={who.charge(3)}")]
        )
        assert made.claim is not None
        resubmission.replace(place.house, who.slug, paid.id, [])


def _payer_is_asked(place: Place) -> None:
    """About the oldest claim of each; about the others is due."""
    runs.alone(place.house, "followup", lambda run: follow_up(place.house, run, most=len(EVERYBODY)))
    place.run("routing", "delivery", "tasks")


def _readers_collect(place: Place) -> None:
    with place.house.store.begin() as ledger:
        for who in EVERYBODY:
            first = outbox.waiting(ledger, who.slug, "desk")[0].id
            outbox.collected(ledger, who.slug, "desk", first, at=place.clock())

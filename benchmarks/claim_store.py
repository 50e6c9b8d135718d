"""A store with many claims that have a past, built in bulk: what looking for claims is timed on."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from clearinghouse.house import House, create_house, open_house
from store import acknowledgments, claims, files, remittances, sets, states
from store.acknowledgments import Acknowledgment
from store.claims import Claim, Paid, Routed
from store.files import File
from store.ledger import Ledger
from store.remittances import Remittance, RemittanceClaim
from store.sets import TransactionSet

NOW = datetime(2024, 6, 3, 10, 0, tzinfo=UTC)
ACCOUNTS, PAYERS, A_FILE = 20, 5, 5_000
FIRST_DAY, DAYS = date(2022, 1, 3), 870
SEED = 20240603
_TOLD = ("accepted", "sent", "acknowledged", "in process", "paid", "denied")
_PATH = {"sent": 2, "acknowledged": 3, "in process": 4, "paid": 5, "denied": 5}
_STEPS = (
    ("accepted", "routed", "routed"), ("routed", "sent", "sent"), ("sent", "acknowledged", "taken by payer"),
    ("acknowledged", "in process", "accepted by payer"),
)
HEAD = (
    "ISA*00*          *00*          *ZZ*BENCH          *ZZ*BENCHHOUSE      "
    "*240603*1000*^*00501*%09d*0*T*:~"
)
PARTNERS = """\
[house]
name = "BENCH HOUSE"
id = "BENCHHOUSE"
usage = "T"
contact = { name = "EDI DESK", telephone = "8005550150" }
"""


def build(folder: Path, count: int) -> House:
    """A house with so many claims of twenty accounts: most are answered and paid."""
    parts = [PARTNERS]
    for number in range(ACCOUNTS):
        box = f'mailbox = {{ inbox = "a{number}/in", outbox = "a{number}/out" }}'
        parts.append(
            f'[submitters.office-{number}]\nname = "OFFICE {number}"\nid = "OFFICE{number}"\n{box}\n'
        )
    for number in range(PAYERS):
        box = f'mailbox = {{ inbox = "p{number}/in", outbox = "p{number}/out" }}'
        parts.append(
            f'[payers.payer-{number}]\nname = "PAYER {number}"\nids = ["PAY0{number}"]\n'
            f'id = "PAYER{number}"\n{box}\n'
        )
    create_house(folder, "\n".join(parts), now=NOW)
    house = open_house(folder, clock=lambda: NOW, actor="benchmark")
    chance = random.Random(SEED)
    for number, first in enumerate(range(0, count, A_FILE)):
        with house.store.begin() as ledger:
            _Batch(house, ledger, chance, number).fill(first, min(A_FILE, count - first))
    return house


class _Batch:
    """A file of one account, sent on to one payer, answered by a 999 and an 835."""

    def __init__(self, house: House, ledger: Ledger, chance: random.Random, number: int) -> None:
        self.house = house
        self.ledger = ledger
        self.chance = chance
        self.number = number
        self.account = f"office-{number % ACCOUNTS}"
        self.payer = f"payer-{number % PAYERS}"

    def fill(self, first: int, count: int) -> None:
        """The claims of the file, and what became of them."""
        text = HEAD % (self.number + 1)
        spans = []
        for index in range(first, first + count):
            segment = f"CLM*B{index:07d}*{100 + index % 400}***11:B:1*Y*A*Y*Y~"
            spans.append((len(text), len(segment)))
            text += segment
        file, own = self._file("in", self.account, f"claims-{self.number}.edi", "837D", text, self.account)
        new = [self._claim(file, own, index, span) for index, span in enumerate(spans, first)]
        keys = claims.record_all(self.ledger, new, at=NOW, actor="benchmark")
        ends = {key: self.chance.choices(_TOLD, (2, 6, 6, 6, 70, 10))[0] for key in keys}
        self._send(ends)
        decided = [(key, one) for key, one in zip(keys, new, strict=True) if _PATH.get(ends[key], 0) == 5]
        self._pay(decided, ends)

    def _file(
        self, way: str, partner: str, name: str, kind: str, text: str, account: str
    ) -> tuple[int, int]:
        archived = self.house.store.archive.put(BytesIO(text.encode()))
        file, _ = files.record(
            self.ledger,
            File(
                account=account, direction="in" if way == "in" else "out", partner=partner, name=name,
                sha256=archived.sha256, size=archived.size, kind=kind, state="proven", received_at=NOW,
            ),
            actor="benchmark",
        )
        own = sets.record_all(
            self.ledger,
            [
                TransactionSet(
                    account=account, file=file.id, ordinal=1, sender="BENCH", receiver="BENCHHOUSE",
                    interchange_control=f"{self.number + 1:09d}", group_control="1", set_control="0001",
                    guide=kind, delimiters="*:^~", verdict="A", offset=106, length=len(text) - 106,
                )
            ],
        )
        return file.id, own[0]

    def _claim(self, file: int, own: int, index: int, span: tuple[int, int]) -> Claim:
        person, day = self.chance.randrange(40_000), FIRST_DAY + timedelta(self.chance.randrange(DAYS))
        return Claim(
            account=self.account, file=file, set=own, ordinal=index % A_FILE + 1, claim_id=f"B{index:07d}",
            payer=f"PAY0{self.number % PAYERS}", billing_npi="1992000012",
            charge_cents=self.chance.randrange(4_000, 300_000), service_from=day, service_to=day,
            kind="claim",
            frequency="1", state="accepted", received_at=NOW, lines=1, own_offset=span[0], own_length=span[1],
            member_index=self.house.store.blind(f"M{person:06d}"),
            name_index=self.house.store.blind(f"FAMILY{person % 9_000} GIVEN{person % 70}"),
        )

    def _send(self, ends: dict[int, str]) -> None:
        gone = [key for key, end in ends.items() if end != "accepted"]
        file, own = self._file("out", self.payer, f"out-{self.number}.edi", "837D", HEAD % 1, "house")
        claims.record_routes(
            self.ledger, [Routed(key, file, own, "0001", at) for at, key in enumerate(gone, 1)]
        )
        for depth, (before, after, event) in enumerate(_STEPS, 1):
            some = [key for key in gone if _PATH[ends[key]] >= depth]
            states.move(self.ledger, "claims", some, before, after, event, at=NOW, actor="benchmark")
        text = HEAD % 2 + "AK2*837*0001~IK5*A~"
        answer, _ = self._file("in", self.payer, f"ack-{self.number}.edi", "999", text, "house")
        acknowledgments.record_all(
            self.ledger,
            [
                Acknowledgment(
                    account="house", kind="999", code="A", file=answer, out_file=file, out_set=own,
                    set_control="0001", offset=106, at=NOW,
                )
            ],
        )

    def _pay(self, decided: list[tuple[int, Claim]], ends: dict[int, str]) -> None:
        """An 835 for every hundred claims."""
        for part in range(0, len(decided), 100):
            some, text, rows = decided[part : part + 100], HEAD % 3, []
            for ordinal, (key, one) in enumerate(some, 1):
                paid = one.charge_cents * 4 // 5 if ends[key] == "paid" else 0
                segment = f"CLP*{one.claim_id}*1*{one.charge_cents / 100}*{paid / 100}**12*N{key:08d}~"
                rows.append(_answer(self.account, ordinal, key, one, paid, len(text), len(segment)))
                text += segment
            name = f"pay-{self.number}-{part}.edi"
            file, own = self._file("in", self.payer, name, "835", text, "house")
            payment = Remittance(
                account="house", file=file, set=own, payer=self.payer, payee_npi="1992000012",
                trace_number=f"EFT{self.number:04d}{part:05d}", method="ACH",
                amount_cents=sum(row.paid_cents for row in rows), day=NOW.date(), sha256=f"{file:064d}",
                state="matched", received_at=NOW,
            )
            recorded, _ = remittances.record(self.ledger, payment, (), (), actor="benchmark", run=None)
            remittances.record_claims(self.ledger, recorded, rows, actor="benchmark", run=None)
        for end in ("paid", "denied"):
            keys = [key for key, _ in decided if ends[key] == end]
            states.move(self.ledger, "claims", keys, "in process", end, end, at=NOW, actor="benchmark")
        claims.record_payments(
            self.ledger,
            [Paid(key, f"N{key:08d}", one.charge_cents * 4 // 5, 0, one.charge_cents // 5, NOW)
             for key, one in decided],
        )


def _answer(
    account: str, ordinal: int, key: int, one: Claim, paid: int, offset: int, length: int
) -> RemittanceClaim:
    return RemittanceClaim(
        account=account, ordinal=ordinal, claim=key, claim_id=one.claim_id, payer_claim_number=f"N{key:08d}",
        status_code="1", charge_cents=one.charge_cents, paid_cents=paid, patient_cents=0,
        adjustments={"CO": one.charge_cents - paid}, offset=offset, length=length, state="matched",
    )

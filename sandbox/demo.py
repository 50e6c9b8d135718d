"""The demonstration: a clearinghouse's day in a fresh folder, over a real SFTP server, with a payer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import copyfile

from clearinghouse import runs
from clearinghouse.errors import HouseError
from clearinghouse.house import House, create_house, open_house, utc_now
from sandbox.demo_answers import Told, read_told
from sandbox.payer import SandboxPayer
from sandbox.sftp_server import SftpServer
from store import claims, inquiries, remittances, timeline
from store.claims import Claim
from store.inquiries import Inquiry
from store.remittances import Remittance, RemittanceClaim
from store.timeline import Moment

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "demo"
SEED = 20261121
ROUNDS = 6
"""Runs until every answer must be home: batches out; 999, 277CA, 835, 271, 278; questions about claims out,
what was pended home; their 277; the last acknowledgments."""
FINAL = frozenset(
    ("rejected", "set rejected", "refused", "payer rejected", "paid", "denied", "predetermined", "reversed")
)
DECIDED = frozenset(("paid", "denied", "predetermined"))
ANSWERS = ("271", "277", "278")
ANSWERED = "answered"
"""The end of every inquiry; one that is pended is answered once more."""
_DROPPED: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "harbor": ("dental-batch.edi", "eligibility.edi", "reviews.edi"),
        "lakeview": ("second-submitter.edi", "second-eligibility.edi"),
    },
    3: {"harbor": ("claim-status.edi",), "lakeview": ("second-claim-status.edi",)},
}
"""By the run that takes them in: claims are asked about when the payer has settled them."""


@dataclass
class Money:
    """The proof that the money adds up, in cents: billed = paid + adjusted for what was decided, and every
    payment = what its claims were paid, less other adjustments."""

    billed: int = 0
    paid: int = 0
    adjusted: int = 0
    payments: int = 0
    paid_to_claims: int = 0
    other: int = 0

    @property
    def holds(self) -> bool:
        return self.billed == self.paid + self.adjusted and self.payments == self.paid_to_claims - self.other


@dataclass
class Demonstration:
    """What happened: the server's sentence, each run's counts, each claim with its timeline, the money."""

    server: str
    runs: list[runs.RunReport] = field(default_factory=list)
    claims: list[tuple[Claim, list[Moment]]] = field(default_factory=list)
    remittances: list[tuple[Remittance, list[RemittanceClaim]]] = field(default_factory=list)
    money: Money = field(default_factory=Money)
    inquiries: list[tuple[Inquiry, list[Moment]]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def all_answered(self) -> bool:
        """Whether every inquiry has its answer, and its submitter has it in the outbox (a pended one two)."""
        answered = [one for one, _ in self.inquiries if one.state == ANSWERED and one.passed_file is not None]
        answers = sum(
            moment.source == "acknowledgment" and moment.what in ANSWERS
            for _, moments in self.inquiries for moment in moments
        )
        return bool(answered) and len(answered) == len(self.inquiries) and len(self.told) == answers

    @property
    def complete(self) -> bool:
        """Whether every claim reached a final state, every inquiry is answered and every sum holds."""
        return self.all_ended and self.all_answered and self.money.holds

    @property
    def all_ended(self) -> bool:
        """Whether every claim reached a final state."""
        return bool(self.claims) and all(claim.state in FINAL for claim, _ in self.claims)


def demonstrate(
    folder: Path, told: Callable[[str], None], *, clock: Callable[[], datetime] = utc_now
) -> Demonstration:
    """Make a house in `folder`, submit the samples, run until the sandbox payer's answers are matched.

    Raises HouseError where the folder is in use or the samples are not at hand.
    """
    if not SAMPLES.is_dir():
        raise HouseError("the demonstration needs the project's samples/ folder: run it from a checkout")
    if folder.exists() and any(folder.iterdir()):
        raise HouseError("the demonstration needs a folder that is empty or not there yet")
    payer_side = folder / "payer-side"
    for name in ("to-payer", "from-payer"):
        (payer_side / name).mkdir(parents=True)
    with SftpServer.start(payer_side, folder / "sftp-server") as server:
        told(f"SFTP server: {server.sentence}")
        create_house(folder, _partners(server, folder), now=clock())
        house = open_house(folder, clock=clock, actor="demo")
        try:
            return _a_day(house, payer_side, server, told)
        finally:
            house.close()


def _a_day(house: House, payer_side: Path, server: SftpServer, told: Callable[[str], None]) -> Demonstration:
    shown = Demonstration(server.sentence)
    payer = SandboxPayer(payer_side, SAMPLES / "plan.toml", SEED, house.clock)
    for turn in range(1, ROUNDS + 1):
        for submitter, samples in _DROPPED.get(turn, {}).items():
            for sample in samples:
                copyfile(SAMPLES / sample, house.folder / "submitters" / submitter / "in" / sample)
                told(f"{submitter} drops {sample} in its inbox")
        report = runs.run(house)
        shown.runs.append(report)
        told(f"run {report.run}: " + _in_words(report))
        if turn > max(_DROPPED) and not _moved(report):
            break
        payer.answer()
    _look(house, shown)
    return shown


def _look(house: House, shown: Demonstration) -> None:
    """Gather what the house knows of each claim, payment and inquiry."""
    with house.store.read() as ledger:
        for claim in claims.search(ledger, None):
            shown.claims.append((claim, timeline.timeline(ledger, None, claim.id)))
            # As the submitter charged it, not as the payer says: the two sides must agree.
            shown.money.billed += claim.charge_cents if claim.state in DECIDED else 0
        for payment in remittances.search(ledger, None):
            answers = remittances.search_claims(ledger, None, remittance=payment.id)
            others = remittances.list_adjustments(ledger, None, payment.id)
            shown.remittances.append((payment, answers))
            shown.money.payments += payment.amount_cents
            shown.money.paid_to_claims += sum(answer.paid_cents for answer in answers)
            shown.money.other += sum(one.amount_cents for one in others)
            for answer in answers:
                shown.money.paid += answer.paid_cents
                shown.money.adjusted += sum(answer.adjustments.values())
        for inquiry in inquiries.search(ledger, None):
            shown.inquiries.append((inquiry, timeline.inquiry_timeline(ledger, None, inquiry.id)))
    shown.told += read_told(house.folder / "submitters")


def _moved(report: runs.RunReport) -> bool:
    return any(count for counts in report.steps.values() for count in counts.values())


def _in_words(report: runs.RunReport) -> str:
    said = [
        f"{name} {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}"
        for name, counts in report.steps.items()
        if counts
    ]
    return "; ".join(said) or "nothing left to do"


def _partners(server: SftpServer, folder: Path) -> str:
    def quoted(value: object) -> str:
        return json.dumps(str(value))

    keys = ", ".join(quoted(key) for key in server.host_keys)
    return f"""\
[house]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
usage = "T"
contact = {{ name = "EDI DESK", telephone = "5555550100" }}

[submitters.harbor]
name = "HARBOR STREET BILLING"
id = "HARBORBILLING"
mailbox = {{ inbox = "submitters/harbor/in", outbox = "submitters/harbor/out" }}

[submitters.lakeview]
name = "LAKEVIEW PRACTICE MANAGEMENT"
id = "LAKEVIEWPM"
mailbox = {{ inbox = "submitters/lakeview/in", outbox = "submitters/lakeview/out" }}

[payers.sandbox]
name = "SANDBOX DENTAL PLAN"
ids = ["SBXDENTAL"]
id = "SANDBOXPAYER"

[payers.sandbox.mailbox]
kind = "sftp"
host = {quoted(server.host)}
port = {server.port}
user = {quoted(server.user)}
key_file = {quoted(server.key_file.relative_to(folder.resolve()))}
host_keys = [{keys}]
inbox = "from-payer"
outbox = "to-payer"
"""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="bitewing-demo-") as name:
        yield Path(name) / "house"

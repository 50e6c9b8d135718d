"""Validation: each received file is read once, proven or explained, acknowledged and put on the ledger.

One file is one transaction: its findings, sets and claims, and the answers made for its sender. What the
guide forbids rejects the whole set (999); what a business rule forbids rejects the claim (277CA) and the
others go on; a remittance that breaks any rule pays nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from clearinghouse.acknowledgment import Answers, HousePost
from clearinghouse.claim_rows import claim_row
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.proof import Proven, prove
from edi.envelope import Closed, Interchange, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding, Place
from edi.rulebook import RULES
from store import claims, files, findings, sets
from store.claims import Claim
from store.files import File
from store.ledger import Ledger

BATCH = 2000
"""Claims and findings written at a time."""
MAX_FINDINGS = 20_000
"""Findings kept of one file; the counts of the 999 go on."""


def validate(house: House, run: int) -> Counter[str]:
    """Prove every received file; counts files and claims by what became of them."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = files.search(ledger, None, direction="in", state="received")
    for file in waiting:
        with house.store.begin() as ledger:
            told.update(_Validation(house, ledger, run, file).run())
    return told


class _Validation:
    """One file on its way onto the ledger."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File) -> None:
        self.house = house
        self.ledger = ledger
        self.run_id = run
        self.file = file
        self.told: Counter[str] = Counter()
        self.now = house.now()
        self.kinds: Counter[str] = Counter()
        self._sets: list[int] = []
        self._set = _OpenSet()
        self._claims: list[tuple[Claim, list[Finding]]] = []
        self._findings: list[findings.Finding] = []
        self._kept = 0
        self._answers = Answers(HousePost(house, ledger, run, file))

    def run(self) -> Counter[str]:
        """Read the file once. What is no X12 at all is refused, archived as it is."""
        try:
            with self.house.store.archive.open(self.file.sha256) as stream:
                for proven in prove(stream, self.house.tables(self.file.partner), self.now.date()):
                    self._take(proven)
        except NotX12 as problem:
            self._find([Finding(RULES["F102"], Place(offset=problem.offset))])
            self._flush()
            files.amend(self.ledger, self.file.id, note=problem.reason)
            advance(self.house, self.ledger, self.run_id, "files", [self.file.id], "received", "not X12")
            self.told["files refused"] += 1
            return self.told
        self._flush()
        kind = "+".join(sorted(self.kinds)) or "TA1"
        files.amend(self.ledger, self.file.id, kind=kind)
        advance(self.house, self.ledger, self.run_id, "files", [self.file.id], "received", "proven")
        self.told["files proven"] += 1
        return self.told

    def _take(self, proven: Proven) -> None:
        event = proven.event
        if isinstance(event, Unit):
            self._take_unit(event, proven)
        elif isinstance(event, Interchange):
            self._start_interchange(event)
        elif isinstance(event, TransactionSet):
            self._start_set(event)
        elif isinstance(event, Closed):
            self._find(event.of.findings)
            if isinstance(event.of, TransactionSet):
                self._set.note(proven.findings)
                self._find(proven.findings)
                self._end_set(event.of)
            elif isinstance(event.of, Interchange):
                self._end_interchange(event.of)
        elif isinstance(event, Stray) and event.finding:
            self._find([event.finding])
        self._answers.take(proven)

    # Interchange.

    def _start_interchange(self, interchange: Interchange) -> None:
        """Whose it is, and whether it came before: what only the house can know."""
        self._sets = []
        partner = self.house.partners.partner(self.file.partner)
        place = Place(offset=interchange.offset, segment_id="ISA", interchange=interchange.control_number)
        if partner is None or (partner.qualifier, partner.id) != (
            interchange.sender_qualifier,
            interchange.sender,
        ):
            interchange.findings.append(Finding(RULES["I106"], place))
        before = sets.search(
            self.ledger, None, sender=interchange.sender, interchange_control=interchange.control_number
        )
        if any(self._came_in(one.file) for one in before):
            interchange.findings.append(Finding(RULES["I125"], place))

    def _came_in(self, key: int) -> bool:
        file = files.get(self.ledger, None, key)
        return file is not None and file.direction == "in"

    def _end_interchange(self, interchange: Interchange) -> None:
        """An interchange that is rejected at its end takes its sets with it."""
        self._flush()
        if not interchange.rejected:
            return
        self.told["interchanges rejected"] += 1
        for key in self._sets:
            self._reject_claims(key)

    # Sets.

    def _start_set(self, of: TransactionSet) -> None:
        name = of.guide.name if of.guide else ""
        self.kinds[name or "unknown"] += 1
        interchange = of.group.interchange
        row = sets.TransactionSet(
            account=self.file.account,
            file=self.file.id,
            ordinal=sum(self.kinds.values()),
            sender=interchange.sender,
            receiver=interchange.receiver,
            interchange_control=interchange.control_number,
            group_control=of.group.control_number,
            set_control=of.control_number,
            guide=name,
            delimiters=of.delimiters.all,
            offset=of.offset,
        )
        key = sets.record_all(self.ledger, [row])[0]
        self._sets.append(key)
        self._set = _OpenSet(key, rejected=interchange.rejected or of.group.rejected)

    def _end_set(self, of: TransactionSet) -> None:
        self._flush()
        current = self._set
        rejected = current.rejected or of.rejected
        verdict = "R" if rejected else "E" if of.warnings or current.warnings else "A"
        sets.close(
            self.ledger,
            current.key,
            verdict=verdict,
            claims=current.claims,
            charge_cents=current.charge_cents,
            length=max(of.end - of.offset, 0),
        )
        self.told[f"sets {'rejected' if rejected else 'accepted'}"] += 1
        if rejected:
            self._reject_claims(current.key)
        self._set = _OpenSet()

    def _reject_claims(self, key: int) -> None:
        for state in ("accepted", "rejected"):
            ids = [claim.id for claim in claims.search(self.ledger, None, set=key, state=state)]
            advance(self.house, self.ledger, self.run_id, "claims", ids, state, "set rejected")
            self.told[f"claims {state}"] -= len(ids)
            self.told["claims set rejected"] += len(ids)

    # Units and claims.

    def _take_unit(self, unit: Unit, proven: Proven) -> None:
        if proven.claim is None:
            self._find(unit.findings)
            self._set.note(proven.findings)
            self._find(proven.findings)
            return
        found = list(proven.findings)
        faulty = any(finding.is_error for finding in found)
        row = claim_row(
            proven.claim,
            unit,
            account=self.file.account,
            file=self.file.id,
            set_key=self._set.key,
            ordinal=self._set.claims + 1,
            state="rejected" if faulty else "accepted",
            store=self.house.store,
            at=self.now,
            run=self.run_id,
        )
        self._set.claims += 1
        self._set.charge_cents += row.charge_cents
        self.told[f"claims {row.state}"] += 1
        self._claims.append((row, [*unit.findings, *found]))
        if len(self._claims) >= BATCH:
            self._flush()

    # Findings.

    def _find(self, found: Iterable[Finding], claim: int | None = None) -> None:
        for one in found:
            if self._kept >= MAX_FINDINGS:
                return
            self._kept += 1
            self._findings.append(
                findings.Finding(
                    account=self.file.account,
                    file=self.file.id,
                    set=self._set.key or None,
                    claim=claim,
                    rule=one.rule.id,
                    severity=one.rule.severity.value,
                    place=_place(one.place),
                )
            )
        if len(self._findings) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._claims:
            waiting, self._claims = self._claims, []
            keys = claims.record_all(
                self.ledger, [row for row, _ in waiting], at=self.now, actor=self.house.actor
            )
            for key, (_, found) in zip(keys, waiting, strict=True):
                self._find(found, key)
        if self._findings:
            ready, self._findings = self._findings, []
            findings.record_all(self.ledger, ready)


class _OpenSet:
    """What is counted while a set is read."""

    def __init__(self, key: int = 0, *, rejected: bool = False) -> None:
        self.key = key
        self.rejected = rejected
        self.claims = 0
        self.charge_cents = 0
        self.warnings = 0

    def note(self, found: Iterable[Finding]) -> None:
        """Business findings outside claims count against the set."""
        for finding in found:
            if finding.is_error:
                self.rejected = True
            else:
                self.warnings += 1


def _place(place: Place) -> dict[str, str | int]:
    told: dict[str, str | int] = {
        "segment_id": place.segment_id,
        "segment": place.segment,
        "loop": place.loop,
        "path": place.path,
        "element": place.element,
        "component": place.component,
        "repetition": place.repetition,
        "set": place.set,
    }
    return {"offset": place.offset, **{name: value for name, value in told.items() if value}}

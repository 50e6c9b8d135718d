"""What a file puts on the ledger while it is proven: its sets, claims and findings, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clearinghouse.claim_facts import ClaimFacts, authorizations_of
from clearinghouse.claim_rows import ClaimRows
from clearinghouse.earlier import Repeated
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.pages import pages
from clearinghouse.partners import Submitter
from clearinghouse.proof import Proven
from clearinghouse.where import told_place
from edi.envelope import TransactionSet, Unit
from edi.findings import Finding
from store import claims, findings, orders, sets
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from store.orders import Authorized

BATCH = 1000
"""Claims and findings written at a time."""
MAX_FINDINGS = 20_000
"""Findings kept of one file; the counts of the 999 go on."""
REJECTED = "R"


@dataclass(slots=True)
class SetEntry:
    """A set on the ledger, and what was counted in it. `doomed`: its group is rejected already."""

    key: int
    doomed: bool = False
    verdict: str = ""
    accepted: int = 0
    rejected: int = 0
    charge_cents: int = 0
    warnings: int = 0
    broken: bool = False
    length: int = 0

    @property
    def claims(self) -> int:
        return self.accepted + self.rejected

    def note(self, found: Iterable[Finding]) -> None:
        """Business findings outside claims count against the set."""
        for finding in found:
            if finding.is_error:
                self.broken = True
            else:
                self.warnings += 1


class Entries:
    """The entries of one file, in one transaction."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File) -> None:
        self._house = house
        self._ledger = ledger
        self._run = run
        self._file = file
        self._now = house.now()
        partner = house.partners.partner(file.partner)
        self._approver = partner if isinstance(partner, Submitter) else None
        self._rows = ClaimRows(house.store, file, at=self._now, run=run)
        self._claims: list[tuple[Claim, Sequence[Finding], list[str]]] = []
        self._named: list[Authorized] = []
        self._findings: list[findings.Finding] = []
        self._found = 0
        self._kept = 0
        self._ordinal = 0

    # Sets.

    def open_set(self, of: TransactionSet) -> SetEntry:
        """Put a set down as it starts; its verdict comes later, and never if its interchange is rejected."""
        self._ordinal += 1
        interchange = of.group.interchange
        row = sets.TransactionSet(
            account=self._file.account,
            file=self._file.id,
            ordinal=self._ordinal,
            sender=interchange.sender,
            receiver=interchange.receiver,
            interchange_control=interchange.control_number,
            group_control=of.group.control_number,
            set_control=of.control_number,
            guide=of.guide.name if of.guide else "",
            delimiters=of.delimiters.all,
            offset=of.offset,
        )
        return SetEntry(sets.record_all(self._ledger, [row])[0], doomed=of.group.rejected)

    def close_set(self, entry: SetEntry) -> None:
        """Tell the verdict and the counts of a set."""
        sets.close(
            self._ledger,
            entry.key,
            verdict=entry.verdict,
            claims=entry.claims,
            charge_cents=entry.charge_cents,
            length=entry.length,
        )

    def reject_set(self, entry: SetEntry, verdict: str) -> None:
        """A set is rejected, and its claims with it."""
        self.flush()
        entry.verdict = verdict
        self.close_set(entry)
        if entry.doomed:
            return
        born = (("accepted", entry.accepted), ("to approve", entry.accepted), ("rejected", entry.rejected))
        for state, count in born:
            if count:
                for some in pages(
                    lambda after, size, state=state: claims.search(  # type: ignore[misc]
                        self._ledger, None, set=entry.key, state=state, after=after, limit=size
                    )
                ):
                    keys = [claim.id for claim in some]
                    advance(self._house, self._ledger, self._run, "claims", keys, state, "set rejected")
        entry.doomed = True

    # Claims.

    def add_claim(self, entry: SetEntry, proven: Proven, unit: Unit) -> None:
        """Put down a claim of the open set, with its findings."""
        assert proven.claim is not None
        assert proven.facts is not None
        faulty = any(finding.is_error for finding in proven.findings)
        state = "set rejected" if entry.doomed else "rejected" if faulty else self._welcome(proven.facts)
        row = self._rows.row(
            proven.claim, proven.facts, unit, set_key=entry.key, ordinal=entry.claims + 1, state=state,
            fingerprint=proven.fingerprint,
        )
        if faulty:
            entry.rejected += 1
        else:
            entry.accepted += 1
        entry.charge_cents += row.charge_cents
        found = [*unit.findings, *proven.findings] if unit.findings else proven.findings
        self._claims.append((row, found, authorizations_of(proven.claim)))
        self._found += len(found)
        if len(self._claims) >= BATCH or self._found >= BATCH:
            self.flush()

    def _welcome(self, facts: ClaimFacts) -> str:
        """The first state of a claim that nothing is wrong with."""
        waits = self._approver is not None and self._approver.must_approve(facts.charge_cents)
        return "to approve" if waits else "accepted"

    # Findings.

    def add_findings(
        self, found: Iterable[Finding], entry: SetEntry | None, claim: int | None = None
    ) -> None:
        """Put down findings, up to a number: the first ones tell what is wrong with a file."""
        for one in found:
            if self._kept >= MAX_FINDINGS:
                return
            self._kept += 1
            self._findings.append(
                findings.Finding(
                    account=self._file.account,
                    file=self._file.id,
                    set=entry.key if entry else None,
                    claim=claim,
                    rule=one.rule.id,
                    severity=one.rule.severity.value,
                    place=_told(one),
                )
            )
        if len(self._findings) >= BATCH:
            self._flush_findings()

    def flush(self) -> None:
        """Write what was gathered."""
        if self._claims:
            waiting, self._claims, self._found = self._claims, [], 0
            rows = [row for row, _, _ in waiting]
            keys = claims.record_all(self._ledger, rows, at=self._now, actor=self._house.actor)
            for key, (row, found, numbers) in zip(keys, waiting, strict=True):
                self._named += [Authorized(account=row.account, claim=key, number=one) for one in numbers]
                if found:
                    self.add_findings(found, SetEntry(row.set), key)
            orders.record_claims(self._ledger, self._named)
            self._named = []
        self._flush_findings()

    def _flush_findings(self) -> None:
        if self._findings:
            ready, self._findings = self._findings, []
            findings.record_all(self._ledger, ready)


def _told(found: Finding) -> dict[str, str | int]:
    place = told_place(found.place)
    return place | found.earlier.told() if isinstance(found, Repeated) and found.earlier else place

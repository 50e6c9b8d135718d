"""Validation: each received file is read once, proven or explained, acknowledged and put on the ledger.

One file is one transaction: its findings, sets and claims, and the answers made for its sender. What the
guide forbids rejects the whole set (999); what a business rule forbids rejects the claim (277CA) and the
others go on; what either forbids rejects a whole set of inquiries, and of the others every question is put
down; a remittance that breaks any rule pays nobody; what is found in a 999 or 277CA that the guide allows is
told, and its verdicts are matched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clearinghouse.acknowledgment import Answers, Post
from clearinghouse.duplicates import ClaimRepeats, Numbers
from clearinghouse.entries import REJECTED, Entries, SetEntry
from clearinghouse.house import House
from clearinghouse.inquiry_rows import record_inquiries
from clearinghouse.kinds_of_inquiries import BY_QUESTION
from clearinghouse.lifecycle import advance
from clearinghouse.office_files import waits
from clearinghouse.partners import Payer, Submitter
from clearinghouse.payer_edits import PayerEdits
from clearinghouse.posts import HousePost
from clearinghouse.proof import Proven, prove
from clearinghouse.refusing import refuse
from clearinghouse.senders import Senders
from clearinghouse.troubles import NO_PARTNER, trouble_with_file
from edi.envelope import Closed, Group, Interchange, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding, Place
from edi.rulebook import RULES
from mappings.guides import REVIEW_REQUEST, REVIEW_RESPONSE
from store import files
from store.files import File
from store.ledger import Ledger
from transactions.rules.payer_rules import payer_rules

SENT_BY_SUBMITTERS = frozenset(("HC", "HS", "HR", "HI", "FA"))
SENT_BY_PAYERS = frozenset(("HP", "HN", "HB", "HI", "FA"))
"""Functional groups that each kind of partner may send; any other is not supported (AK905 1)."""
NOT_FROM_SUBMITTERS = frozenset((REVIEW_RESPONSE.name,))
NOT_FROM_PAYERS = frozenset((REVIEW_REQUEST.name,))
"""Guides of these groups that the other side sends; a set of one is not supported (IK502 1)."""


def validate(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Prove every received file, or so many; counts files and claims by what became of them."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = files.search(ledger, None, direction="in", state="received", limit=most)
    for file in waiting:
        partner = house.partners.partner(file.partner)
        if partner is None:
            told[f"{file.partner} {NO_PARTNER}"] += 1
            continue
        try:
            if waits(house, file):
                told["waiting to be converted"] += 1
                continue
            with house.store.begin() as ledger:
                is_made = files.source_of(ledger, file.id) is not None
                told += validate_file(house, ledger, run, file, partner, may_repeat=is_made)
        except Exception as problem:
            told[trouble_with_file(file.id, problem)] += 1
    return told


def validate_file(
    house: House,
    ledger: Ledger,
    run: int,
    file: File,
    partner: Submitter | Payer,
    *,
    post: Post | None = None,
    may_repeat: bool = False,
    made_of: int | None = None,
) -> Counter[str]:
    """Prove one file in a transaction; its answers go by `post` (by default to the partner's mailbox).

    `may_repeat`: whoever sent it may give interchanges the same number again. `made_of` is the key of
    the claim that the one in the file was made of: it is not a duplicate of that.
    """
    post = post or HousePost(house, ledger, run, file, partner)
    return _Validation(house, ledger, run, file, partner, may_repeat, made_of).run(post)


class _Validation:
    """One file on its way onto the ledger."""

    def __init__(
        self, house: House, ledger: Ledger, run: int, file: File, partner: Submitter | Payer,
        may_repeat: bool, made_of: int | None,
    ) -> None:
        self.house = house
        self.ledger = ledger
        self.run_id = run
        self.file = file
        self.partner = partner
        self.told: Counter[str] = Counter()
        self.kinds: set[str] = set()
        self._entries = Entries(house, ledger, run, file)
        self._edits = PayerEdits(house)
        self._repeats = Numbers(house, ledger, file, partner)
        self._entry: SetEntry | None = None
        self._of_group: list[SetEntry] = []
        self._of_interchange: list[SetEntry] = []
        self._skipping = False
        self._may_repeat = may_repeat
        self._made_of = made_of
        self._senders = Senders(house, ledger, run, file, partner, self.told)

    def run(self, post: Post) -> Counter[str]:
        """Read the file once. What is no X12 at all is refused, archived as it is, and its sender told so."""
        tables, today = self.house.tables(self.file.partner), self.house.today()
        try:
            with Answers(post) as answers, self.house.store.archive.open(self.file.sha256) as stream:
                proof = prove(stream, tables, today, self.house.lists, payer_rules(tables))
                for proven in self._looked_up(proof):
                    self._take(proven)
                    answers.take(proven)
        except NotX12 as problem:
            found = Finding(RULES["F102"], Place(offset=problem.offset))
            if isinstance(post, HousePost) and isinstance(self.partner, Submitter):
                says = f"{found.rule.sentence} {found.rule.mend}"
                refuse(self.house, self.ledger, self.run_id, self.file, [f"{problem.reason}.", says])
            return self._end("not X12", "files refused", [found], note=problem.reason)
        if self.kinds & BY_QUESTION.keys() and isinstance(self.partner, Submitter):
            self.told += record_inquiries(self.house, self.ledger, self.run_id, self.file)
        return self._end("proven", "files proven")

    def _looked_up(self, proof: Iterable[Proven]) -> Iterator[Proven]:
        """The proof with what payers and earlier claims have to say of a submitter's."""
        submitter = self.partner
        if not isinstance(submitter, Submitter):
            return iter(proof)
        repeats = ClaimRepeats(self.house, self.ledger, self.file, submitter, self._entries, self._made_of)
        return repeats.judged(map(self._ask_payer, proof))

    def _end(self, event: str, told: str, found: list[Finding] | None = None, note: str = "") -> Counter[str]:
        self._entries.add_findings(found or [], None)
        self._entries.flush()
        kind, note = "+".join(sorted(self.kinds)), note or self._senders.note
        files.amend(self.ledger, self.file.id, kind=kind, note=note)
        advance(self.house, self.ledger, self.run_id, "files", [self.file.id], "received", event)
        self.told[told] += 1
        return +self.told

    def _take(self, proven: Proven) -> None:
        event = proven.event
        if event.__class__ is Unit:
            if self._entry:
                self._take_unit(self._entry, event, proven)
        elif isinstance(event, Closed):
            self._close(event, proven)
        elif isinstance(event, Interchange):
            self._start_interchange(event)
        elif isinstance(event, Group):
            self._start_group(event)
        elif isinstance(event, TransactionSet):
            self._start_set(event)
        elif isinstance(event, Stray):
            if event.finding:
                self._entries.add_findings([event.finding], None)
            if event.values:
                self.kinds.add("TA1")

    # Interchanges: what only the house can know of them.

    def _start_interchange(self, interchange: Interchange) -> None:
        ours, sender = self.house.partners.house, (interchange.sender_qualifier, interchange.sender)
        place = Place(offset=interchange.offset, segment_id="ISA", interchange=interchange.control_number)
        for rule, is_wrong in (
            ("I106", sender not in self.partner.senders),
            ("I109", (ours.qualifier, ours.id) != (interchange.receiver_qualifier, interchange.receiver)),
        ):
            if is_wrong:
                interchange.findings.append(Finding(RULES[rule], place))
        if not (interchange.rejected or self._may_repeat):
            number = interchange.control_number
            if found := self._repeats.of_interchange(interchange.sender, number, place):
                interchange.findings.append(found)
        if sender not in self.partner.senders:
            self._senders.record("ISA06", self.house.directory.sender(*sender))
        # Of an interchange that is rejected by its header nothing enters.
        self._skipping = interchange.rejected
        self._of_interchange = []

    def _end_interchange(self, interchange: Interchange) -> None:
        if interchange.rejected:
            self.told["interchanges rejected"] += 1
            for entry in self._of_interchange:
                self._entries.reject_set(entry, "")
            if not self._skipping:
                self._tell("set rejected", self._of_interchange)
            return
        for entry in self._of_interchange:
            rejected = entry.verdict == REJECTED
            self.told[f"sets {'rejected' if rejected else 'accepted'}"] += 1
            self._tell("set rejected" if rejected else "", [entry])

    def _tell(self, state: str, entries: list[SetEntry]) -> None:
        for entry in entries:
            self.told[f"claims {state or 'accepted'}"] += entry.accepted
            self.told[f"claims {state or 'rejected'}"] += entry.rejected

    # Groups.

    def _start_group(self, group: Group) -> None:
        sends = SENT_BY_PAYERS if isinstance(self.partner, Payer) else SENT_BY_SUBMITTERS
        known = all(finding.rule.id not in ("G101", "G102") for finding in group.findings)
        if known and group.functional_id not in sends:
            place = Place(
                offset=group.offset, segment_id="GS", path="GS01",
                interchange=group.interchange.control_number, group=group.control_number,
            )
            group.findings.append(Finding(RULES["G101"], place))
        if not group.interchange.rejected:
            self._senders.prove_group(group)
        self._of_group = []

    def _end_group(self, group: Group) -> None:
        if group.rejected:
            for entry in self._of_group:
                self._entries.reject_set(entry, REJECTED)
        self._of_interchange += self._of_group
        self._of_group = []

    # Sets and units.

    def _start_set(self, of: TransactionSet) -> None:
        name = of.guide.name if of.guide else "unknown"
        self.kinds.add(name)
        others = NOT_FROM_PAYERS if isinstance(self.partner, Payer) else NOT_FROM_SUBMITTERS
        place = Place(
            offset=of.offset, segment_id="ST", path="ST01", set=of.control_number,
            interchange=of.group.interchange.control_number, group=of.group.control_number,
        )
        if name in others:
            of.findings.append(Finding(RULES["T101"], place))
            of.errors += 1
        elif not self._may_repeat:
            self._look_up_set(of, place)
        if not self._skipping:
            self._entry = self._entries.open_set(of)

    def _look_up_set(self, of: TransactionSet, place: Place) -> None:
        sender, group = of.group.interchange.sender, of.group.control_number
        if found := self._repeats.of_set(sender, group, of.control_number, replace(place, path="ST02")):
            of.findings.append(found)
            of.errors += found.is_error
            of.warnings += not found.is_error

    def _close(self, event: Closed, proven: Proven) -> None:
        of = event.of
        self._entries.add_findings(of.findings, self._entry if isinstance(of, TransactionSet) else None)
        if isinstance(of, TransactionSet):
            if self._entry:
                self._entry.note(proven.findings)
                self._entries.add_findings(proven.findings, self._entry)
                self._end_set(self._entry, of)
            self._entry = None
        elif isinstance(of, Group):
            self._end_group(of)
        else:
            self._end_interchange(of)

    def _end_set(self, entry: SetEntry, of: TransactionSet) -> None:
        entry.length = max(of.end - of.offset, 0)
        if entry.doomed or entry.broken or of.rejected:
            self._entries.reject_set(entry, REJECTED)
        else:
            entry.verdict = "E" if of.warnings or entry.warnings else "A"
            self._entries.close_set(entry)
        self._of_group.append(entry)

    def _ask_payer(self, proven: Proven) -> Proven:
        """Let the payer of a claim judge what is wrong with it."""
        if proven.claim is not None:
            assert isinstance(proven.event, Unit)
            payer = proven.claim.subscriber.payer.name.id or ""
            proven.findings = self._edits.judged(self.file.account, payer, proven.event, proven.findings)
        return proven

    def _take_unit(self, entry: SetEntry, unit: Unit, proven: Proven) -> None:
        if proven.claim is not None and isinstance(self.partner, Submitter):
            self._entries.add_claim(entry, proven, unit)
            return
        if unit.findings:
            self._entries.add_findings(unit.findings, entry)
        if proven.findings:
            entry.note(proven.findings)
            self._entries.add_findings(proven.findings, entry)

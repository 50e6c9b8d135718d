"""Asking a payer while somebody waits: one question down its line, the answer back, all on the ledger.

The question is taken in, proven, sent and kept as if it had come by batch; what comes back is archived,
proven and matched in the same way. Killed at any moment, the inquiry is not there, or it is there and sent.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import msgspec
from msgspec.structs import replace

from clearinghouse.admission import Enrolled, obstacle_of
from clearinghouse.checking import check
from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.inquiry_files import write_files
from clearinghouse.inquiry_kinds import InquiryKind
from clearinghouse.kinds_of_inquiries import BY_TYPE
from clearinghouse.lines import LineError, call
from clearinghouse.matching import match_file
from clearinghouse.own_files import next_own_number, write_own_file
from clearinghouse.partners import LineSettings, Payer
from clearinghouse.posts import NoPost
from clearinghouse.restoring import restored_answers
from clearinghouse.sending import advance_sent
from clearinghouse.validation import validate_file
from edi.delimiters import DEFAULT, Delimiters, choose_delimiters
from edi.errors import WriteError
from edi.findings import Finding
from store import acknowledgments, files, inquiries
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger

ASKED_BY_LINE = "asked by line"
"""The note of a file that holds a question somebody waits for."""
_NO_RUN = 0


class QuestionRefused(HouseError):
    """Our own edits refuse the question; nothing was sent or kept. `findings` tell what is wrong with it."""

    def __init__(self, findings: list[Finding]) -> None:
        errors = [one for one in findings if one.is_error]
        first = errors[0].rule if errors else None
        says = f": {first.sentence} {first.mend} ({first.id})" if first else ""
        super().__init__(f"the question has {len(errors) or 'unknown'} errors and was not sent{says}")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question. `inquiry` is its row; `state` and `outcome` what that says.

    `responses` are of the type that answers the question's, under its own traces (a claim that the payer
    split has several); without any, `problem` tells why.
    """

    inquiry: int
    state: str
    outcome: str
    responses: tuple[Any, ...] = ()
    problem: str = ""

    @property
    def response(self) -> Any:
        """The first response; None where there is none."""
        return self.responses[0] if self.responses else None


def ask(
    house: House, account: str, payer_slug: str, question: Any, *, claim: int | None = None
) -> Answer:
    """Ask a payer for a submitter: an EligibilityInquiry, a ClaimStatusInquiry or a ReviewRequest.

    `claim` is the account's claim it asks about, where that is known.
    Raises HouseError for partners or settings that do not fit (no line), QuestionRefused for what is wrong
    with the question; then nothing is kept.
    """
    kind = BY_TYPE[type(question)]
    payer, line = _payer(house, account, payer_slug, kind, question)
    content = _written(house, account, kind, question)
    _prove(house, account, content)
    with house.store.begin() as ledger:
        inquiry, asked = _send(house, ledger, account, payer_slug, kind, content)
        if claim is not None:
            inquiries.record_claim(ledger, inquiry.id, claim)
    try:
        with house.store.archive.open(asked.sha256) as stream:
            said = call(line, stream.read(), house.folder)
    except LineError as problem:
        with house.store.begin() as ledger:
            inquiries.record_reason(ledger, [inquiry.id], str(problem))
        return Answer(inquiry.id, "sent", "", problem=str(problem))
    archived = house.store.archive.put(BytesIO(said))
    with house.store.begin() as ledger:
        return _take(house, ledger, payer_slug, payer, kind, inquiry, archived.sha256, archived.size)


def _payer(
    house: House, account: str, slug: str, kind: InquiryKind, question: Any
) -> tuple[Payer, LineSettings]:
    if account not in house.partners.submitters:
        raise HouseError(f"{PARTNERS} has no submitter {account!a} to ask for")
    payer = house.partners.payers.get(slug)
    if payer is None:
        raise HouseError(f"{PARTNERS} has no payer {slug!a} to be asked")
    if payer.line is None:
        raise HouseError(f"{slug} has no line: it is asked by batch; a [payers.{slug}.line] gives it one")
    facts = kind.facts(question)
    if facts is None or house.directory.payer_of(facts.payer, account) != slug:
        raise HouseError(f"the question names an id that {slug} does not have (its ids stand in {PARTNERS})")
    _may_go(house, account, slug, payer, kind, facts.npi)
    return payer, payer.line


def _may_go(
    house: House, account: str, slug: str, payer: Payer, kind: InquiryKind, npi: str
) -> None:
    """Raises HouseError where the payer gets no such question now."""
    obstacle = obstacle_of(payer, kind.name)
    if obstacle is None:
        with house.store.read() as ledger:
            obstacle = Enrolled(ledger, slug, payer, kind.name, house.today()).obstacle(account, npi)
    if obstacle is not None:
        raise HouseError(f"{slug} is not asked: {obstacle.reason}")


# The question.


def _written(house: House, account: str, kind: InquiryKind, question: Any) -> bytes:
    """The question as one interchange, which we write for the submitter."""
    with house.store.begin() as ledger:
        number = next_own_number(ledger, account)
    try:
        try:
            return _interchange(house, kind, question, number, DEFAULT)
        except WriteError:
            # A usual delimiter may stand in a value.
            us, texts = house.partners.house, msgspec.json.encode(question).decode()
            return _interchange(house, kind, question, number, choose_delimiters([us.id, us.name, texts]))
    except WriteError as problem:
        raise HouseError(f"the question cannot be written: {problem}") from None


def _interchange(
    house: House, kind: InquiryKind, question: Any, number: int, delimiters: Delimiters
) -> bytes:
    head = kind.head
    return write_own_file(
        house, head.group_id, head.version, number, delimiters,
        lambda writer: kind.write(writer, [question], ["0001"], 1),
    )


def _prove(house: House, account: str, content: bytes) -> None:
    found: list[Finding] = []
    tables = house.tables(account)
    verdict = check(BytesIO(content), tables, house.now(), found.append, lists=house.lists)
    if not verdict.clean:
        raise QuestionRefused(found)


def _send(
    house: House, ledger: Ledger, account: str, slug: str, kind: InquiryKind, content: bytes
) -> tuple[Inquiry, File]:
    """The question onto the ledger and into the file it is sent in: told as sent before it is."""
    us, submitter = house.partners.house, house.partners.submitters[account]
    archived = house.store.archive.put(BytesIO(content))
    file, _ = files.record(
        ledger,
        File(
            account=account, direction="in", partner=account, name=f"ask-{archived.sha256[:16]}.edi",
            sha256=archived.sha256, size=archived.size, state="received", received_at=house.now(),
            note=ASKED_BY_LINE,
        ),
        actor=house.actor,
    )
    asker = replace(submitter, id=us.id, qualifier=us.qualifier)
    validate_file(house, ledger, _NO_RUN, file, asker, post=NoPost(house, asker))
    asked = inquiries.search(ledger, account, file=file.id)
    told: Counter[str] = Counter()
    written = list(write_files(house, ledger, _NO_RUN, slug, kind, asked, set(), told))
    if len(asked) != 1 or len(written) != 1:
        raise HouseError("the question cannot be sent: it is not one question that can be written")
    advance_sent(house, ledger, _NO_RUN, written[0].id)
    inquiries.record_sent(ledger, written[0].id, at=house.now())
    return asked[0], written[0]


# The answer.


def _take(
    house: House, ledger: Ledger, slug: str, payer: Payer, kind: InquiryKind, asked: Inquiry, sha256: str,
    size: int,
) -> Answer:
    """What came back onto the ledger, and what it says to the question."""
    file, _ = files.record(
        ledger,
        File(
            account=asked.account, direction="in", partner=slug, name=f"line-{asked.id:09d}.edi",
            sha256=sha256, size=size, state="received", received_at=house.now(), note="answered by line",
        ),
        actor=house.actor,
    )
    validate_file(house, ledger, _NO_RUN, file, payer, post=NoPost(house, payer), may_repeat=True)
    proven = files.get(ledger, None, file.id)
    assert proven is not None
    if proven.state == "proven":
        match_file(house, ledger, _NO_RUN, proven, payer)
    inquiry = inquiries.get(ledger, None, asked.id)
    assert inquiry is not None
    if inquiry.answer_file != file.id:
        problem = _problem(ledger, inquiry, file.id)
        inquiries.record_reason(ledger, [inquiry.id], problem)
        return Answer(inquiry.id, inquiry.state, "", problem=problem)
    inquiries.record_passed(ledger, [inquiry.id], file.id)
    responses = tuple(one for _, one, _ in restored_answers(house, ledger, kind, [inquiry], set()))
    return Answer(inquiry.id, inquiry.state, inquiry.outcome or "", responses)


def _problem(ledger: Ledger, inquiry: Inquiry, file: int) -> str:
    """Why what came back is no answer."""
    told = acknowledgments.search(ledger, None, file=file, out_file=inquiry.out_file)
    said = ", ".join(dict.fromkeys(f"{one.kind} {one.code}" for one in told))
    if inquiry.state == "refused":
        return f"the payer refused the question ({said})"
    if inquiry.state == "acknowledged":
        return f"the payer took the question in ({said}) and did not answer it"
    came = files.get(ledger, None, file)
    assert came is not None
    if came.state == "refused":
        return "what the line gave is no X12 interchange"
    why = came.note or "it was rejected by our edits"
    return f"what the line gave holds no answer to the question: {why}"

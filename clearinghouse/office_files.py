"""Office files: claims in a spreadsheet (CSV) or documents (JSON) that a submitter hands in become X12.

The X12 is made in the submitter's name, and worked on like any other file of it; both are archived, and the
row of the X12 tells what it was made of. Rows that are wrong are left out with all of their claim, and go
back to the submitter as a sheet with the reasons beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from clearinghouse.conversion import Addresses, from_documents, to_x12
from clearinghouse.errors import SettingsError
from clearinghouse.house import PARTNERS, House
from clearinghouse.leaving import Content
from clearinghouse.lifecycle import advance
from clearinghouse.partners import Submitter
from clearinghouse.refusing import ROWS, refuse, report
from clearinghouse.troubles import trouble_with_file
from edi.errors import EdiError, GuideError
from store import control_numbers, files
from store.archive import Deposit
from store.errors import ArchiveDamaged, NotArchived
from store.files import File
from store.ledger import Ledger
from transactions.documents import ClaimDocument, Document
from transactions.sheets.cells import PLAIN
from transactions.sheets.claim_columns import CLAIMS
from transactions.sheets.claim_making import Making
from transactions.sheets.practice import Practice, read_practice
from transactions.sheets.reading import Row, SheetReader
from transactions.sheets.rejects import Rejects
from transactions.sheets.workbook import read_sheet

X12, CSV, JSON = "X12", "CSV", "JSON"
SHEETS = (".csv", ".tsv")
LARGEST_DOCUMENT = 1 << 26
"""Bytes a JSON file may have: it is read as a whole."""
MOST_LINES = 200
_HEAD = 4096
_BOM = b"\xef\xbb\xbf"


@dataclass
class _Sheet:
    """A sheet read: its claims as documents, how many of its rows were bad, and whose they are.

    A row whose claim id cannot be read is taken for a claim by itself.
    """

    documents: list[Document]
    rows: int = 0
    bad: int = 0
    nameless: int = 0
    lost: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)


def convert(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Turn the office files that were received (at most so many) into X12; counts what became of them."""
    told: Counter[str] = Counter()
    taken = 0
    with house.store.read() as ledger:
        waiting = files.search(ledger, None, direction="in", state="received")
    for file in waiting:
        if taken == most:
            break
        submitter = house.partners.submitters.get(file.partner)
        if submitter is None:
            continue
        try:
            form = form_of(file.name, house.store.archive.read(file.sha256, 0, _HEAD))
            if form != X12:
                taken += 1
                with house.store.begin() as ledger:
                    told += _convert(house, ledger, run, file, submitter, form)
        except (ArchiveDamaged, NotArchived):
            # Validation tells of it.
            continue
        except SettingsError as problem:
            told[f"{file.partner} {problem}"] += 1
        except Exception as problem:
            told[trouble_with_file(file.id, problem)] += 1
    return told


def waits(house: House, file: File) -> bool:
    """Whether a file is to be converted before it can be proven."""
    if file.partner not in house.partners.submitters:
        return False
    return form_of(file.name, house.store.archive.read(file.sha256, 0, _HEAD)) != X12


def form_of(name: str, head: bytes) -> str:
    """What a file looks to be, by its first bytes and, for a sheet, its name."""
    start = head.removeprefix(_BOM).lstrip()
    if start.startswith((b"{", b"[")):
        return JSON
    is_text = b"\0" not in head and not start.startswith(b"ISA")
    return CSV if is_text and name.lower().endswith(SHEETS) else X12


def _convert(
    house: House, ledger: Ledger, run: int, file: File, submitter: Submitter, form: str
) -> Counter[str]:
    """One file, in one transaction."""
    told: Counter[str] = Counter()
    try:
        if form == CSV:
            sheet = _read_sheet(house, ledger, run, file, _practice(house, file, submitter))
        else:
            sheet = _Sheet(_read_documents(house, file))
        if sheet.documents:
            _write(house, ledger, run, file, submitter, sheet.documents)
    except GuideError:
        raise
    except EdiError as problem:
        return _refused(house, ledger, run, file, form, [str(problem)])
    if not sheet.documents:
        lines = sheet.lines or ["There is no claim in it."]
        return _refused(house, ledger, run, file, form, lines)
    note = f"rows: {sheet.rows}, bad or left out: {sheet.bad}" if form == CSV else ""
    files.amend(ledger, file.id, kind=form, note=note)
    advance(house, ledger, run, "files", [file.id], "received", "converted")
    told["files converted"] += 1
    told["rows left out"] += sheet.bad
    return +told


def _refused(
    house: House, ledger: Ledger, run: int, file: File, form: str, lines: list[str]
) -> Counter[str]:
    refuse(house, ledger, run, file, lines)
    files.amend(ledger, file.id, kind=form, note="cannot be converted; the report in the outbox says why")
    advance(house, ledger, run, "files", [file.id], "received", "cannot be converted")
    return Counter({"files refused": 1})


def _practice(house: House, file: File, submitter: Submitter) -> Practice:
    """The submitter's practice file. Raises SettingsError: the file waits until it is put right."""
    if not submitter.practice:
        return {}
    try:
        return read_practice(house.folder / submitter.practice)
    except GuideError as problem:
        raise SettingsError(f"{PARTNERS}: submitters.{file.partner}.practice: {problem}") from None


def _read_sheet(house: House, ledger: Ledger, run: int, file: File, practice: Practice) -> _Sheet:
    """The claims of a sheet; its bad rows go back as a sheet. Raises SheetError."""
    found = _Sheet([])
    making = Making(house.now(), practice, None)
    with house.store.archive.open(file.sha256) as stream, house.store.archive.deposit() as deposit:
        reader = SheetReader(stream, CLAIMS, PLAIN, practice)
        rejects = Rejects(_text_into(deposit), reader.header, reader.delimiter)

        def hear(row: Row) -> None:
            found.bad += 1
            claim_id = row.values.get("claim_id")
            if claim_id is None:
                found.nameless += 1
            else:
                found.lost.add(claim_id)
            rejects.add(row)
            if len(found.lines) < MOST_LINES:
                found.lines += row.told()

        claims = read_sheet(reader, hear, making)
        found.rows = reader.count
        if claims:
            found.documents.append(ClaimDocument(claims))
        if found.bad:
            content = Content(note=f"{found.bad} of {found.rows} rows left out")
            report(house, ledger, run, file, deposit.commit(), ROWS, "csv", content)
            files.tell_left_out(ledger, file.id, len(found.lost) + found.nameless)
    return found


def _read_documents(house: House, file: File) -> list[Document]:
    """The documents of a JSON file. Raises DocumentError."""
    if file.size > LARGEST_DOCUMENT:
        raise EdiError(f"the file is larger than {LARGEST_DOCUMENT} bytes: send it in parts")
    with house.store.archive.open(file.sha256) as stream:
        return from_documents(stream.read(LARGEST_DOCUMENT).removeprefix(_BOM))


def _write(
    house: House, ledger: Ledger, run: int, file: File, submitter: Submitter, documents: Iterable[Document]
) -> None:
    us = house.partners.house
    number = control_numbers.next_number(ledger, f"converted:{file.partner}")
    addresses = Addresses(
        submitter.id, us.id, number, us.usage, sender_qualifier=submitter.qualifier,
        receiver_qualifier=us.qualifier,
    )
    with house.store.archive.deposit() as deposit:
        to_x12(deposit, documents, addresses, house.now())
        archived = deposit.commit()
    made, _ = files.record(
        ledger,
        File(
            account=file.account,
            direction="in",
            partner=file.partner,
            name=f"converted-{number:09d}-file{file.id}.edi",
            sha256=archived.sha256,
            size=archived.size,
            state="received",
            received_at=house.now(),
            run=run or None,
            note=f"made of file {file.id}",
        ),
        actor=house.actor,
    )
    files.tell_source(ledger, made.id, file.id)


def _text_into(deposit: Deposit) -> Callable[[str], object]:
    return lambda text: deposit.write(text.encode("utf-8", "replace"))

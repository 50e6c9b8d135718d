"""Files: envelopes in every state of repair, several interchanges, line ends, foreign bytes."""

from __future__ import annotations

import io
import itertools

import pytest
from edi_faults import CLAIM, REVIEW, recounted
from tiny_guides import OneTable, all_findings, guide, loop, slot, told

from edi.envelope import Closed, Group, Interchange, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.stream import MAX_FAST, read
from mappings.tables import guide_tables

TINY = guide(
    loop("0100", "S", 1, slot("BHT", "R", 1)),
    loop("2000", "S", 0, slot("CLM", "R", 1), slot("REF[G1]", "S", 1), unit=True),
)
TABLES = OneTable(TINY)
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *240115*1230*^*00501*"
HEAD = f"{ISA}000000001*0*P*:~"
GS = "GS*XX*SENDER*RECEIVER*20240115*1230*1*X*V1~"
SET = "ST*999*0001~BHT*1~CLM*1~CLM*2~SE*5*0001~"
TAIL = "GE*1*1~IEA*1*000000001~"
FILE = HEAD + GS + SET + TAIL


def events(text, **options):
    data = text if isinstance(text, bytes) else text.encode("latin-1")
    return list(read(io.BytesIO(data), TABLES, **options))


def outline(found):
    """The events as words."""
    words = []
    for event in found:
        if isinstance(event, Unit):
            words.append(event.loop.id or "header")
        elif isinstance(event, Closed):
            words.append(f"/{type(event.of).__name__}")
        elif isinstance(event, Stray):
            words.append("TA1" if event.values else "stray")
        else:
            words.append(type(event).__name__)
    return words


def rules(text, tables=TABLES):
    return [rule for rule, _, _ in told(tables, text)]


def test_the_events_of_a_file():
    found = events(FILE)
    assert outline(found) == [
        "Interchange", "Group", "TransactionSet", "header", "2000", "2000", "/TransactionSet", "/Group",
        "/Interchange",
    ]
    assert all_findings(found) == []
    interchange, group, transaction, header, first, second = found[:6]
    assert (interchange.sender, interchange.receiver, interchange.control_number) == (
        "SENDER", "RECEIVER", "000000001"
    )
    assert (interchange.groups, interchange.complete, interchange.offset) == (1, True, 0)
    assert (group.functional_id, group.control_number, group.version) == ("XX", "1", "V1")
    assert (group.sets, group.declared_sets, group.complete, group.offset) == (1, 1, True, 106)
    assert (transaction.id, transaction.control_number, transaction.guide) == ("999", "0001", TINY)
    assert (transaction.segments, transaction.complete, transaction.errors) == (5, True, 0)
    assert FILE[transaction.offset : transaction.end] == SET
    assert [(u.text, u.segment, u.count, u.above) for u in (header, first, second)] == [
        ("ST*999*0001~BHT*1~", 1, 2, None), ("CLM*1~", 3, 1, header), ("CLM*2~", 4, 1, header)
    ]
    assert all(FILE[unit.offset : unit.end] == unit.text for unit in (header, first, second))
    assert first.segments() == [["CLM", "1"]]


ENDS = {"SE": "SE*5*0001~", "GE": "GE*1*1~", "IEA": "IEA*1*000000001~"}
MISSING = {"SE": "T102", "GE": "G103", "IEA": "I123"}


@pytest.mark.parametrize("gone", [c for n in (1, 2, 3) for c in itertools.combinations(ENDS, n)])
def test_trailers_missing_in_every_combination(gone):
    text = FILE
    for name in gone:
        text = text.replace(ENDS[name], "")
    assert sorted(rules(text)) == sorted(MISSING[name] for name in gone)
    found = events(text)
    closed = {type(event.of).__name__: event.of.complete for event in found if isinstance(event, Closed)}
    assert closed == {
        "TransactionSet": "SE" not in gone, "Group": "GE" not in gone, "Interchange": "IEA" not in gone
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("SE*5*", "SE*05*", []), ("SE*5*", "SE*4*", ["T104"]), ("SE*5*", "SE**", ["T104"]),
        ("SE*5*", "SE*٥*", ["T104"]), ("SE*5*", "SE*5.0*", ["T104"]),
        ("SE*5*", f"SE*{'5' * 5000}*", ["T104"]),
        ("SE*5*0001", "SE*5*1", ["T103"]), ("SE*5*0001", "SE*5", ["T103"]),
        ("SE*5*0001", "SE", ["T104", "T103"]),
        ("SE*5*0001", "SE*5*0001*X", ["E103"]), ("SE*5*0001", "SE*5*0001**", []),
        ("GE*1*1", "GE*2*1", ["G105"]), ("GE*1*1", "GE*1*2", ["G104"]), ("GE*1*1", "GE", ["G105", "G104"]),
        ("GE*1*1", "GE*1*1*1", ["G107"]), ("GE*1*1", "GE*1*01", ["G104"]), ("GE*1*1", "GE*01*1", []),
        ("IEA*1*", "IEA*0*", ["I121"]), ("IEA*1*", "IEA*x*", ["I121"]), ("IEA*1*", "IEA*00001*", []),
        ("IEA*1*000000001", "IEA*1*1", ["I101"]), ("IEA*1*000000001", "IEA", ["I121", "I101"]),
    ],
)
def test_counts_and_numbers(old, new, expected):
    text = FILE.replace(old, new).encode("utf-8").decode("latin-1")
    assert rules(text) == expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("GS*YY*SENDER*RECEIVER*20240115*1230*1*X*V1", []),
        ("GS*XX*S*RECEIVER*20240115*1230*1*X*V1", ["G107"]),
        ("GS*XX*SENDER*RECEIVERRECEIVER*20240115*1230*1*X*V1", ["G107"]),
        ("GS*XX*SENDER*REC\x01IVER*20240115*1230*1*X*V1", ["G107"]),
        ("GS*XX*SENDER*RECEIVER*20240230*1230*1*X*V1", ["G107"]),
        ("GS*XX*SENDER*RECEIVER*240115*1230*1*X*V1", ["G107"]),
        ("GS*XX*SENDER*RECEIVER*20240115*2530*1*X*V1", ["G107"]),
        ("GS*XX*SENDER*RECEIVER*20240115*12304501*1*X*V1", []),
        ("GS*XX*SENDER*RECEIVER*20240115*1230*1*T*V1", ["G107"]),
        ("GS*XX*SENDER*RECEIVER*20240115*1230*1*X*V1*X", ["G107"]),
        ("GS", ["G106", "G107", "G104"]),
        ("GS*XX*SENDER*RECEIVER*20240115*1230*0000000001*X*V1", ["G106", "G104"]),
    ],
)
def test_group_headers(new, expected):
    found = rules(FILE.replace(GS[:-1], new))
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("ST*999*0001", []), ("ST*999*001", ["T107", "T103"]), ("ST*999*0000000001", ["T107", "T103"]),
        ("ST*999*00 1", ["T107", "T103"]), ("ST*999", ["T107", "T103"]), ("ST*99*0001", ["T106"]),
        ("ST*9 9*0001", ["T106"]), ("ST", ["T106", "T107", "T103"]), ("ST**0001", ["T106"]),
        ("ST*999*0001*V2", ["T126"]), ("ST*999*0001*V1", []), ("ST*999*0001**X", ["E103"]),
        ("ST*999*0001*", ["E152"]),
    ],
)
def test_set_headers(new, expected):
    assert rules(FILE.replace("ST*999*0001", new)) == expected


def test_two_sets_and_two_groups():
    two = SET + SET.replace("0001", "0002")
    assert rules(HEAD + GS + two + "GE*2*1~IEA*1*000000001~") == []
    assert rules(HEAD + GS + SET + SET + "GE*2*1~IEA*1*000000001~") == ["T123"]
    other = (GS + SET + "GE*1*1~").replace("1230*1*X", "1230*2*X").replace("GE*1*1", "GE*1*2")
    assert rules(HEAD + GS + SET + "GE*1*1~" + other + "IEA*2*000000001~") == []
    assert rules(HEAD + (GS + SET + "GE*1*1~") * 2 + "IEA*2*000000001~") == ["G119"]


def test_a_group_without_sets_and_an_interchange_without_groups():
    assert rules(HEAD + GS + "GE*0*1~IEA*1*000000001~") == []
    assert rules(HEAD + "IEA*0*000000001~") == []
    assert rules(HEAD + "IEA*1*000000001~") == ["I121"]


def test_an_interchange_of_nothing_but_answers():
    answer = "TA1*000000009*240115*1230*A*000~"
    for count in "01":
        found = events(f"{HEAD}{answer}{answer}IEA*{count}*000000001~")
        assert outline(found) == ["Interchange", "TA1", "TA1", "/Interchange"]
        assert all_findings(found) == []
        assert found[1].values == ["TA1", "000000009", "240115", "1230", "A", "000"]
        assert found[1].interchange is found[0]
    assert rules(f"{HEAD}{answer}IEA*2*000000001~") == ["I121"]
    assert rules(HEAD + answer + GS + SET + TAIL) == []
    assert rules(HEAD + GS + SET + "GE*1*1~" + answer + "IEA*1*000000001~") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "REF*1~REF*2~" + GS + SET + TAIL, ["I124"]),
        (HEAD + GS + "REF*1~REF*2~" + SET + "REF*3~" + TAIL, ["I124"]),
        (HEAD + GS + SET + "GE*1*1~SE*1*1~IEA*1*000000001~", ["I124"]),
        (HEAD + SET + "IEA*0*000000001~", ["I124"]),
        (HEAD + GS + SET + GS.replace("*1*X", "*2*X") + SET + "GE*1*2~IEA*2*000000001~", ["G103"]),
        (HEAD + GS + SET + "GS*XX~" + TAIL, ["G103", "G106", "G107", "G105", "G104", "I121"]),
    ],
)
def test_segments_that_stand_where_none_may(text, expected):
    assert rules(text) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("GE*", ["G103", "I123"]), ("SE*", ["T102", "G103", "I123"]), ("CLM*2", ["T102", "G103", "I123"]),
        ("BHT", ["T102", "G103", "I123"]), ("ST*", ["G103", "I123"]), ("GS*", ["I123"]), ("IEA*", ["I123"]),
    ],
)
def test_a_new_interchange_inside_another(at, expected):
    """The next file begins where the last one broke off: both are read."""
    whole = FILE.replace("000000001", "000000002")
    text = FILE[: FILE.index(at)] + whole
    assert rules(text) == expected
    complete = [event.of.complete for event in events(text) if isinstance(event, Closed)]
    assert complete[-3:] == [True, True, True]


def test_interchanges_with_different_delimiters_in_one_file():
    forms = [("*:^~", ""), ("|>!\n", ""), ("*:^~", "\r\n"), ("\x1d\x1f\x1e\x1c", "\n"), ("+;&'", "\r\n"),
    ("|:^\r", "\n")]
    texts = []
    for number, (characters, ending) in enumerate(forms):
        text = FILE.replace("000000001", f"{number:09}").translate(str.maketrans("*:^~", characters))
        texts.append(text.replace(characters[3], characters[3] + ending))
    found = events("".join(texts))
    assert all_findings(found) == []
    opened = [event for event in found if isinstance(event, Interchange)]
    assert [(i.delimiters.all, i.delimiters.ending) for i in opened] == forms
    assert [i.offset for i in opened] == [sum(map(len, texts[:n])) for n in range(len(texts))]
    units = [event for event in found if isinstance(event, Unit)]
    whole = "".join(texts)
    assert [whole[unit.offset : unit.end] for unit in units] == [unit.text for unit in units]
    assert [unit.segments() for unit in units] == [
        [["ST", "999", "0001"], ["BHT", "1"]], [["CLM", "1"]], [["CLM", "2"]]
    ] * len(forms)
    assert [unit.accepted for unit in units] == [True] * 3 * MAX_FAST + [False] * 3 * (len(forms) - MAX_FAST)


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\r", "\n\n\n"])
def test_line_ends_after_terminators(ending):
    text = FILE.replace("~", "~" + ending)
    assert rules(text) == []
    units = [event for event in events(text, fast=False) if isinstance(event, Unit)]
    assert [unit.text for unit in units] == [text[unit.offset : unit.end] for unit in units]
    assert [unit.count for unit in units] == [2, 1, 1]


def test_mixed_line_ends():
    parts = [f"{part}~" for part in FILE.split("~")[:-1]]
    for first in ("", "\n", "\r\n"):
        endings = itertools.cycle(["\n", "", "\r\n", "\r", "\n\r\n"])
        text = parts[0] + first + "".join(part + next(endings) for part in parts[1:])
        assert rules(text) == []
        units = [event for event in events(text) if isinstance(event, Unit)]
        assert [text[unit.offset : unit.end] for unit in units] == [unit.text for unit in units]
        assert [unit.segments() for unit in units] == [
            [["ST", "999", "0001"], ["BHT", "1"]], [["CLM", "1"]], [["CLM", "2"]]
        ]


def test_lines_as_segments_with_both_line_ends():
    lines = FILE.replace("~", "\n").split("\n")[:-1]
    text = lines[0] + "\n" + "".join(line + end for line,
    end in zip(lines[1:], itertools.cycle(["\r\n", "\n"])))
    assert rules(text) == []
    units = [event for event in events(text, fast=False) if isinstance(event, Unit)]
    assert [unit.segments() for unit in units] == [
        [["ST", "999", "0001"], ["BHT", "1"]], [["CLM", "1"]], [["CLM", "2"]]
    ]


def test_a_byte_order_mark_and_blank_lines_around():
    assert rules("\xef\xbb\xbf" + FILE) == []
    assert rules("\r\n\n " + FILE + "\n\n\x1a\x00\x00  \t\r\n") == []
    assert [e.offset for e in events("\xef\xbb\xbf" + FILE) if isinstance(e, Interchange)] == [3]


def test_garbage_around():
    assert rules("garbage " + FILE) == ["F101"]
    assert rules(FILE + "garbage") == ["F101"]
    assert rules(FILE + "garbage" + FILE + "ISA*00") == ["F101", "F101"]
    assert rules(FILE + "ISA*00*cut off") == ["I122"]
    assert rules("ISA*00*cut off~" + FILE) == ["I122"]
    assert rules("ISA*00*x~ISA*00*y~") == ["I122", "I122"]
    places = [f.place.offset for f in all_findings(events("junk" + FILE + "\njunk"))]
    assert places == [0, 4 + len(FILE) + 1]


def test_an_interchange_that_cannot_be_cut_is_passed_over():
    bad = FILE.replace("*P*:~", "*P*:A")
    found = events(bad + FILE)
    assert outline(found)[:3] == ["Interchange", "/Interchange", "Interchange"]
    assert [f.rule.id for f in all_findings(found)] == ["I104"]
    assert [e.offset for e in found if isinstance(e, Interchange)] == [0, len(FILE)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"), (b"\r\n  \x00", "only blanks"), (b"\xef\xbb\xbf", "empty"),
        (b"ISA", "ISA segment is malformed"),
        (b"ISA*00*          *00", "cut off"), (b"hello", "no interchange"),
        (b"\x1f\x8b\x08\x00" + b"x" * 50, "compressed"),
        (FILE.encode("utf-16"), "UTF-16"), (FILE.encode("utf-16-be"), "UTF-16"),
        (FILE.encode("utf-16-le"), "UTF-16"),
        (FILE.encode("cp037"), "EBCDIC"), (FILE.lower().encode(), "no interchange"),
        (b"\x00" * 100_000, "only blanks"),
    ],
)
@pytest.mark.parametrize("chunk", [1, 1 << 19])
def test_what_is_no_interchange_is_refused_before_any_event(data, words, chunk):
    reading = read(io.BytesIO(data), TABLES, chunk=chunk)
    with pytest.raises(NotX12, match=words):
        next(reading)


def test_bytes_that_are_no_ascii():
    latin = FILE.replace("BHT*1", "BHT*M\xf6LLER")
    found = events(latin)
    assert [(f.rule.id, f.place.path) for f in all_findings(found)] == [("E151", "0100/BHT01")]
    assert found[-3].of.warnings == 1
    assert not found[-3].of.rejected
    assert next(unit.text for unit in found if isinstance(unit, Unit)) == "ST*999*0001~BHT*M\xf6LLER~"
    assert rules(FILE.replace("BHT*1", "BHT*\xc3\xb6")) == ["E151"]
    assert rules(FILE.replace("BHT*1", "BHT*\x85")) == ["E106"], "a control character"
    assert rules(FILE.replace("BHT*1", "BHT*" + "\xc3\xb6" * 10)) == ["E151"], "ten characters"


def test_a_set_of_no_known_guide_is_counted():
    tables = guide_tables()
    text = CLAIM.replace("ST*837*", "ST*834*")
    found = list(read(io.BytesIO(text.encode()), tables))
    assert [f.rule.id for f in all_findings(found)] == ["T101"]
    (transaction,) = [event for event in found if isinstance(event, TransactionSet)]
    assert (transaction.guide, transaction.segments, transaction.complete) == (None, 32, True)
    assert not [event for event in found if isinstance(event, Unit)]


def test_a_group_of_a_wrong_kind_says_nothing_of_its_sets():
    assert rules(CLAIM.replace("GS*HC*", "GS*FA*"), guide_tables()) == ["G101"]
    assert rules(CLAIM.replace("005010X224A2", "004010X097A1"), guide_tables()) == ["G102"]


def test_a_version_without_errata_is_read_as_the_guide():
    text = CLAIM.replace("005010X224A2", "005010X224")
    assert rules(text, guide_tables()) == ["U207"]


ASKED = recounted(
    REVIEW.replace("*11*SH-R-41*20250402*0915*18", "*13*SH-R-41*20250402*0915")
    .replace("TRN*2*", "TRN*1*")
    .replace("HCR*A3**0M^0V~\n", "")
)
"""The request that `REVIEW` responds to."""


def guides(text, **options):
    """The guides a file's sets are read by."""
    found = read(io.BytesIO(text.encode()), guide_tables(), **options)
    return [event.guide.name for event in found if isinstance(event, TransactionSet)]


def test_the_second_segment_tells_guides_of_one_version_apart():
    lines = REVIEW.replace("~\n", "\n")
    mixed = lines.replace("\n", "\r\n").replace("\r\n", "\n", 1)
    for text in (REVIEW, REVIEW.replace("\n", ""), REVIEW.replace("\n", "\r\n\r\n"), lines, mixed):
        assert guides(text) == guides(text, chunk=1) == ["278-response"]
        assert guides(text.replace("*0007*11*", "*0007*13*")) == ["278-request"]
        assert rules(text, guide_tables()) == []


def test_both_of_two_guides_may_stand_in_one_group():
    answer = REVIEW[REVIEW.index("ST*") : REVIEW.index("GE*")]
    question = ASKED[ASKED.index("ST*") : ASKED.index("GE*")].replace("*0001", "*0002")
    text = REVIEW.replace(answer, answer + question).replace("GE*1*", "GE*2*")
    assert guides(text) == ["278-response", "278-request"]
    assert rules(text, guide_tables()) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("*13*SH-R-41", "*99*SH-R-41", [("E207", "HEADER/BHT02", 2)]),
        ("*13*SH-R-41", "**SH-R-41", [("E201", "HEADER/BHT02", 2)]),
        ("BHT*0007*13*SH-R-41*20250402*0915~\n", "", [("S203", "HEADER/BHT", 2)]),
    ],
)
def test_a_second_segment_that_names_no_guide_is_told_by_the_first_of_them(old, new, found):
    text = recounted(ASKED.replace(old, new))
    assert guides(text) == ["278-request"]
    assert told(guide_tables(), text) == found


def test_a_second_segment_too_far_away_names_no_guide():
    far = REVIEW.replace("005010X217~\nBHT", f"005010X217*{'X' * 400}~\nBHT")
    assert guides(far) == ["278-request"]
    assert guides(REVIEW.replace("\nBHT", f"{chr(10) * 400}BHT")) == ["278-request"]
    assert guides(REVIEW[: REVIEW.index("BHT")]) == ["278-request"]
    assert guides(REVIEW[: REVIEW.index("*SH-R-41*2025")]) == ["278-response"]


def test_errors_and_warnings_are_counted_when_a_set_is_closed():
    text = FILE.replace("CLM*1~", "CLM*\xf6~").replace("CLM*2~", "CLM*2**3~").replace("SE*5", "SE*6")
    (closed,) = [e.of for e in events(text) if isinstance(e, Closed) and isinstance(e.of, TransactionSet)]
    assert (closed.errors, closed.warnings, closed.rejected) == (2, 1, True)


@pytest.mark.parametrize("chunk", [1, 5, 100, 1000])
def test_chunks_change_nothing(chunk):
    text = CLAIM.replace("CLM*SH-1001*190", "CLM*SH-1001*x") + CLAIM.replace("\n", "") + "rest"
    data = text.encode()

    def seen(size):
        return [
            (unit.text, unit.offset, unit.findings) if isinstance(unit, Unit) else type(unit).__name__
            for unit in read(io.BytesIO(data), guide_tables(), chunk=size)
        ]

    assert seen(chunk) == seen(1 << 19)


def test_findings_name_the_envelope_they_stand_in():
    text = FILE.replace("CLM*2~", "CLM*2*3*4~")
    (finding,) = all_findings(events(text))
    place = finding.place
    assert (place.interchange, place.group, place.set) == ("000000001", "1", "0001")
    assert (place.segment_id, place.segment, place.offset) == ("CLM", 4, text.index("CLM*2"))
    assert (place.loop, place.path, place.element) == ("2000", "2000/CLM03", 3)


def test_the_group_is_open_while_its_sets_are_read():
    open_things = set()
    for event in events(FILE):
        if isinstance(event, Interchange | Group | TransactionSet):
            open_things.add(event)
        elif isinstance(event, Closed):
            open_things.remove(event.of)
    assert not open_things

"""How partners are written to: their delimiters, line ends and conventions, in batches and in answers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from clearing_files import ELM, Answer, Person, ack277, claim, claims_file, dental_set, file, remittance
from clearing_places import NOW, PARTNERS, Place

from clearinghouse.checking import check
from clearinghouse.errors import SettingsError
from clearinghouse.partners_file import load_partners
from edi.findings import Finding
from mappings.tables import guide_tables
from store import events

DELTA_ID = 'id = "DELTAPAYER"'
OAK_ID = 'id = "OAKSTREET"'
CAPITALS = 'characters = "basic", upper_case = true, transliterate = true'


def agree(place: Place, setting: str, at: str = DELTA_ID) -> None:
    place.settings(at, f"{at}\n{setting}")


def reasons(place: Place) -> list[str]:
    """What the audit trail says of claims that are held back."""
    with place.house.store.read() as ledger:
        found = events.search(ledger, None, thing="claims")
        return [one.detail for one in found if one.event == "cannot be written"]


def assert_clean(text: str) -> None:
    found: list[Finding] = []
    verdict = check(io.BytesIO(text.encode("latin-1")), guide_tables(), NOW, found.append)
    assert verdict.clean, [(one.rule.id, one.place) for one in found]


# Batches.


def test_a_payer_s_delimiters_and_line_ends(place: Place) -> None:
    agree(place, """writing = { delimiters = "|>!'", line_end = "CRLF" }""")
    place.take("oak", claims_file(claim("C1"), claim("C2", "55.50")))
    (text,) = place.got("delta")
    assert text.startswith("ISA|00|          |00|          |ZZ|BITEWING       |ZZ|DELTAPAYER     |")
    assert "|!|00501|000000001|0|T|>'\r\nGS|HC|BITEWING|DELTAPAYER|" in text
    assert "CLM|C1|100|||11>B>1|Y|A|Y|Y'\r\nDTP|472|D8|20260302'\r\n" in text
    assert text.endswith("GE|1|1'\r\nIEA|1|000000001'\r\n")
    assert_clean(text)
    (batch,) = place.sets(sender="BITEWING")
    assert text[batch.offset : batch.offset + batch.length] == text[text.index("ST|") : text.index("GE|")]


def test_data_that_hold_a_set_delimiter_get_others_of_their_own(place: Place) -> None:
    agree(place, """writing = { delimiters = "|>!'", line_end = "LF" }""")
    place.take("oak", claims_file(claim("C1"), claim("C2", "55.50", "20260302", "NTE*ADD*PATIENT'S | OWN")))
    plain, odd = place.got("delta")
    assert "CLM|C1|" in plain
    assert (odd[3], odd[105:107]) == ("*", "~\n")
    assert "NTE*ADD*PATIENT'S | OWN~\n" in odd
    assert set(place.states().values()) == {"sent"}
    for text in (plain, odd):
        assert_clean(text)


def test_data_that_hold_a_set_delimiter_are_held_where_no_others_may_be_chosen(place: Place) -> None:
    agree(place, """writing = { delimiters = "|>!'", clash = "refuse" }""")
    told = place.take(
        "oak", claims_file(claim("C1"), claim("C2", "55.50", "20260302", "NTE*ADD*PATIENT'S OWN"))
    )
    assert (told["routed"], told["cannot be written"]) == (1, 1)
    assert place.states() == {"C1": "sent", "C2": "held"}
    assert reasons(place) == ["NTE02: the value contains a delimiter of the interchange to be written"]
    place.settings('clash = "refuse"', 'clash = "choose"')
    assert place.run()["routed"] == 1


def test_a_payer_that_takes_nothing_but_capitals(place: Place) -> None:
    agree(place, f"writing = {{ {CAPITALS} }}")
    one = claim("c-1", "100", "20260302", "NTE*ADD*caf\u00e9")
    whole = dental_set(Person("xd1", "M\u00dcller", "Jun\u00e9", [one]))
    place.drop("oak", "a.edi", file(whole).encode("utf-8"))
    place.drop("elm", "b.edi", file(whole, sender=ELM).encode("latin-1"))
    place.run()
    lines = place.lines("delta", "837D")
    assert lines.count("NM1*IL*1*MULLER*JUNE****MI*XD1") == 1
    assert [line for line in lines if line.startswith("CLM")] == ["CLM*C-1*100***11:B:1*Y*A*Y*Y"] * 2
    assert "NTE*ADD*CAFE" in lines
    assert place.got("delta")[0].isascii()
    assert_clean(place.got("delta")[0])


def test_what_a_payer_s_character_set_does_not_have_is_held_with_its_place(place: Place) -> None:
    agree(place, f"writing = {{ {CAPITALS} }}")
    told = place.take("oak", claims_file(claim("C1"), claim("C2", "55.50", "20260302", "NTE*ADD*SECRET_#1")))
    assert (told["routed"], told["cannot be written"]) == (1, 1)
    assert place.states() == {"C1": "sent", "C2": "held"}
    assert reasons(place) == ["NTE02: the value has a character outside the basic set"]
    assert "SECRET" not in str(told)


def test_answers_find_claims_that_were_sent_in_capitals(place: Place) -> None:
    agree(place, f"writing = {{ {CAPITALS} }}")
    place.take("oak", claims_file(claim("c-1"), claim("c-2", "70")))
    taken, lost = ("C-1", "A2:20:PR", "WQ", "100", ""), ("C-2", "A3:21", "U", "70", "")
    assert place.take("delta", ack277("BITEWING000000001", taken, lost))["277CA matched"] == 2
    assert place.states() == {"c-1": "in process", "c-2": "payer rejected"}
    place.take("delta", remittance("T1", Answer("C-1", 100, 80)))
    assert place.states()["c-1"] == "paid"


def test_an_interchange_holds_as_many_sets_as_the_payer_takes(place: Place) -> None:
    agree(place, "claims_per_set = 2\nsets_per_interchange = 2")
    told = place.take("oak", claims_file(*(claim(f"C{number}", f"{number}0") for number in range(1, 8))))
    assert (told["routed"], told["batches"]) == (7, 2)
    first, second = place.got("delta")
    assert [first.count(one) for one in ("ISA*", "ST*", "CLM*")] == [1, 2, 4]
    assert [second.count(one) for one in ("ISA*", "ST*", "CLM*")] == [1, 2, 3]
    assert (first[90:99], second[90:99]) == ("000000001", "000000002")
    numbers = [one.set_control for one in place.sets(sender="BITEWING")]
    assert numbers == [f"{number:09d}" for number in range(1, 5)]
    for text in (first, second):
        assert_clean(text)


# Answers.


def test_answers_in_the_delimiters_a_submitter_has_set(place: Place) -> None:
    agree(place, """writing = { delimiters = "|>!'", line_end = "LF" }""", OAK_ID)
    place.take("oak", claims_file(claim("C1"), claim("P|2'")))
    for kind in ("999", "277CA"):
        (text,) = place.got("oak", kind)
        assert text.startswith("ISA|")
        assert text.endswith("'\nGE|1|2'\nIEA|1|000000002'\n") or text.endswith("'\nIEA|1|000000001'\n")
        assert_clean(text)
    (text,) = place.got("oak", "277CA")
    assert "TRN|2|C1'\n" in text
    assert "TRN|2|P?2?'\n" in text


def test_answers_by_a_submitter_s_conventions_never_fail(place: Place) -> None:
    agree(place, f"writing = {{ {CAPITALS} }}", OAK_ID)
    text = claims_file(claim("c_1#"), claim("c\u00c3\u00a9\u00c3\u009f")).replace("*MARLOW*", "*marlow*")
    place.take("oak", text)
    lines = place.lines("oak", "277CA")
    assert "NM1*QC*1*MARLOW*JUNE****MI*XD1000001" in lines
    assert [line for line in lines if line.startswith("TRN*2*C")] == ["TRN*2*C?1?", "TRN*2*CE??"]
    assert_clean(place.got("oak", "277CA")[0])


def test_an_acknowledgment_tells_of_as_many_patients_as_a_submitter_takes(place: Place) -> None:
    agree(place, "patients_per_set = 2", OAK_ID)
    people = [Person(f"XD{n}", "MARLOW", f"P{n}", [claim(f"C{n}", f"{n}0")]) for n in range(1, 6)]
    refused = [line.replace("D0120*", "D0120*9") for line in claim("C6", "60")]
    place.take("oak", file(dental_set(*people, Person("XD6", "MARLOW", "P6", [refused]))))
    (text,) = place.got("oak", "277CA")
    assert_clean(text)
    sets = text.split("~ST*")[1:]
    assert [one.count("*QC*") for one in sets] == [2, 2, 2]
    assert [one.split("~")[1].split("*")[3][-4:] for one in sets] == ["0001", "0002", "0003"]
    totals = [[line for line in one.split("~") if line.startswith(("QTY", "AMT"))] for one in sets]
    assert totals == [
        ["QTY*90*2", "AMT*YU*30"], ["QTY*90*2", "AMT*YU*70"],
        ["QTY*90*1", "QTY*AA*1", "AMT*YU*50", "AMT*YY*60"],
    ]
    # Levels and their numbers begin anew in each, and each tells whose they are.
    assert all("HL*3*2*19*1~NM1*85*2*OAK STREET DENTAL" in one for one in sets)


def test_nothing_is_told_of_a_set_that_is_refused_behind_its_first_part(place: Place) -> None:
    agree(place, "patients_per_set = 1", OAK_ID)
    people = [Person(f"XD{n}", "MARLOW", f"P{n}", [claim(f"C{n}")]) for n in range(1, 4)]
    text = file(dental_set(*people)).replace("~SE*", "~QQQ*1~SE*")
    good = file(dental_set(Person("XD9", "MARLOW", "P9", [claim("C9")])), number=2)
    place.take("oak", text, good)
    told = [one for text in place.got("oak", "277CA") for one in text.split("~") if one.startswith("TRN*2*C")]
    assert told == ["TRN*2*C9"]


# Numbers.


def test_partners_of_one_interchange_id_share_their_numbers(place: Place) -> None:
    """Who has that id gets no number twice, whichever of them it is meant for."""
    place.settings('id = "WESTPAYER"', DELTA_ID)
    place.take("oak", file(dental_set(Person("X1", "A", "B", [claim("C1")]))))
    place.take("oak", file(dental_set(Person("X1", "A", "B", [claim("C2")]), payer="WST01"), number=2))
    place.take("oak", file(dental_set(Person("X1", "A", "B", [claim("C3")])), number=3))
    texts = [*place.got("delta"), *place.got("west")]
    numbers = [text[90:99] for text in texts]
    assert sorted(numbers) == ["000000001", "000000002", "000000003"]
    groups = [text.split("~")[1].split("*")[6] for text in texts]
    assert sorted(groups) == ["1", "2", "3"]


def test_numbers_of_batches_come_round(place: Place) -> None:
    from store import control_numbers

    with place.house.store.begin() as ledger:
        for name in ("interchange", "group", "set"):
            control_numbers.next_number(ledger, f"{name}:delta")
            ledger._connection.exec_driver_sql("UPDATE control_numbers SET last = 999999998")
    for number in (1, 2):
        place.take("oak", claims_file(claim(f"C{number}"), number=number))
    texts = sorted(place.got("delta"), key=lambda text: text[90:99], reverse=True)
    assert [text[90:99] for text in texts] == ["999999999", "000000001"]
    assert "GS*HC*BITEWING*DELTAPAYER*260305*0930*999999999*X" in texts[0].replace("*20260305*", "*260305*")
    assert [text.split("~ST*837*")[1][:9] for text in texts] == ["999999999", "000000001"]


# Settings.


def mistakes() -> Iterator[tuple[str, str]]:
    payer = "payers.delta.writing"
    yield 'delimiters = "*:^"', f"{payer}.delimiters: expected four different signs"
    yield 'delimiters = "**^~"', f"{payer}: delimiters: the delimiters are not four different characters"
    yield 'delimiters = "*:^A"', f"{payer}: delimiters: a delimiter is a letter"
    yield 'delimiters = "*:^."', f"{payer}: delimiters: amounts and periods of days are written with . and -"
    yield 'delimiters = "*:^\\n", line_end = "LF"', f"{payer}: line_end: the terminator of segments is"
    yield 'line_end = "CR"', f"{payer}.line_end: expected none, LF or CRLF"
    yield 'clash = "cut"', f"{payer}.clash: expected choose or refuse"
    yield 'characters = "latin"', f"{payer}.characters: expected any, extended or basic"
    yield 'characters = "basic", upper_case = "yes"', f"{payer}.upper_case: expected `bool`"
    yield 'case = "upper"', f"{payer}.case is no setting"
    yield 'too_long = "cut"', f"{payer}.too_long is no setting"


@pytest.mark.parametrize(("setting", "says"), list(mistakes()))
def test_mistakes_about_writing(tmp_path: Path, setting: str, says: str) -> None:
    path = tmp_path / "partners.toml"
    path.write_text(PARTNERS.replace(DELTA_ID, f"{DELTA_ID}\nwriting = {{ {setting} }}"))
    with pytest.raises(SettingsError) as told:
        load_partners(path)
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("setting", "name", "says"),
    [
        ('characters = "basic"', "Delta Plan", "its name cannot be written so: the value has a character"),
        ("""delimiters = "|>!'\"""", "DELTA'S PLAN", "its name cannot be written so: the value contains a"),
    ],
)
def test_names_that_cannot_be_written_as_wanted(tmp_path: Path, setting: str, name: str, says: str) -> None:
    path = tmp_path / "partners.toml"
    text = PARTNERS.replace("DELTA EXAMPLE PLAN", name)
    path.write_text(text.replace(DELTA_ID, f"{DELTA_ID}\nwriting = {{ {setting} }}"))
    with pytest.raises(SettingsError, match=says):
        load_partners(path)

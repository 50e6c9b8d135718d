"""Cells: what can stand in a column of a spreadsheet, how it is read, and what is expected where it is not.

Nothing is guessed: how days, decimals and characters are written is stated by whoever hands the sheet in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from edi.values import check_digit
from mappings.code_lists import code_list

DECIMALS = (".", ",")
ENCODINGS = ("utf-8", "cp1252")
DELIMITERS = (",", ";", "\t")
DATES: Mapping[str, tuple[re.Pattern[str], tuple[int, int, int]]] = {
    "YYYY-MM-DD": (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), (1, 2, 3)),
    "MM/DD/YYYY": (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), (3, 1, 2)),
    "DD.MM.YYYY": (re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})"), (3, 2, 1)),
    "YYYYMMDD": (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), (1, 2, 3)),
}
"""How a day may be written, and which parts of it are year, month and day."""
_YEARS = range(1850, 2200)
_AMOUNTS = {
    decimal: re.compile(
        rf"\$? ?([0-9]{{1,9}}|[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}}){{1,2}})"
        rf"(?:{re.escape(decimal)}([0-9]{{1,2}}))?"
    )
    for decimal, group in ((".", ","), (",", "."))
}
_PARTED = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class Form:
    """How a sheet is written, as stated. Without a `delimiter` the header line shows it.

    `short_rows`: a row may leave out empty cells at its end, as Excel writes some.
    """

    decimal: str = "."
    dates: str = "YYYY-MM-DD"
    encoding: str = "utf-8"
    delimiter: str | None = None
    short_rows: bool = False


PLAIN = Form()


class Misread(Exception):
    """The cell holds something else than its column wants."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column holds: the words for it (those of a day or an amount depend on the form), its reading."""

    words: str | Callable[[Form], str]
    take: Callable[[str, Form], Any]

    def expected(self, form: Form) -> str:
        """What is expected, in words."""
        return self.words if isinstance(self.words, str) else self.words(form)

    def read(self, text: str, form: Form) -> Any:
        """The value of a cell that is not empty; raises Misread."""
        return self.take(text, form)


def text(most: int) -> Kind:
    """A line of text. Its length is that in UTF-8: so it is sent."""

    def take(told: str, form: Form) -> str:
        told = told.replace("\xa0", " ")
        if not told.isprintable() or len(told.encode()) > most:
            raise Misread
        return " ".join(told.split(" "))

    return Kind(f"one line of text, at most {most} characters", take)


def identifier(most: int, least: int = 1) -> Kind:
    """A number or name something is known by. A number that a spreadsheet has rounded (1.2E+9) is none."""
    form = re.compile(rf"(?=.{{{least},{most}}}$)[0-9A-Za-z](?:[0-9A-Za-z ./_-]*[0-9A-Za-z])?")
    return matching(
        form, f"an id of {least} to {most} letters, digits and . / _ - (format the column as text)"
    )


def matching(
    form: re.Pattern[str], words: str, *, drop: str = "", upper: bool = False,
    holds: Callable[[str], bool] | None = None,
) -> Kind:
    """Text of that form; the characters of `drop` are taken out of it before."""
    gone = str.maketrans("", "", drop)

    def take(told: str, _: Form) -> str:
        told = told.translate(gone)
        told = told.upper() if upper else told
        if not told.isascii() or not form.fullmatch(told) or not (holds is None or holds(told)):
            raise Misread
        return told

    return Kind(words, take)


def coded(choices: Mapping[str, str], words: str) -> Kind:
    """A code, told by one of the words for it; capitals, blanks and punctuation make no difference."""

    def take(told: str, _: Form) -> str:
        found = choices.get(plain(told))
        if found is None:
            raise Misread
        return found

    return Kind(words, take)


def listed(name: str, words: str, *, width: int = 0, also: Mapping[str, str] | None = None) -> Kind:
    """A code of a list, filled with zeros (spreadsheets drop them), or one of the words for it in `also`."""
    more = also or {}

    def take(told: str, _: Form) -> str:
        code = more.get(plain(told)) or told.upper().zfill(width)
        if not code.isascii() or code not in code_list(name).codes:
            raise Misread
        return code

    return Kind(words, take)


def several(one: Kind, most: int, words: str) -> Kind:
    """Up to so many of a kind in one cell, parted by blanks, commas, semicolons or bars."""

    def take(told: str, form: Form) -> tuple[Any, ...]:
        parts = [part for part in _PARTED.split(told) if part]
        if not 1 <= len(parts) <= most:
            raise Misread
        return tuple(one.read(part, form) for part in parts)

    return Kind(words, take)


def plain(told: str) -> str:
    """Letters and digits only, without capitals: how headers and words are compared."""
    return "".join(ch for ch in told.casefold() if ch.isalnum())


def _take_day(told: str, form: Form) -> date:
    pattern, (year, month, day) = DATES[form.dates]
    found = pattern.fullmatch(told)
    if found is None or int(found[year]) not in _YEARS:
        raise Misread
    try:
        return date(int(found[year]), int(found[month]), int(found[day]))
    except ValueError:
        raise Misread from None


def _take_amount(told: str, form: Form) -> Decimal:
    found = _AMOUNTS[form.decimal].fullmatch(told)
    if found is None:
        raise Misread
    whole = "".join(ch for ch in found[1] if ch.isdigit())
    return Decimal(f"{whole}.{found[2]}" if found[2] else whole)


def _take_count(told: str, _: Form) -> Decimal:
    if not re.fullmatch(r"[1-9][0-9]{0,2}", told):
        raise Misread
    return Decimal(told)


def _take_pointer(told: str, _: Form) -> int:
    at = "1234ABCDabcd".find(told) if len(told) == 1 else -1
    if at < 0:
        raise Misread
    return at % 4 + 1


def _take_surfaces(told: str, _: Form) -> tuple[str, ...]:
    letters = [ch for ch in told.upper() if ch not in " ,;-/"]
    if not 1 <= len(letters) <= 5 or not set(letters) <= set("BDFILMO") or len(set(letters)) < len(letters):
        raise Misread
    return tuple(letters)


def _take_flag(told: str, _: Form) -> bool:
    found = {"y": True, "yes": True, "true": True, "1": True, "x": True,
             "n": False, "no": False, "false": False, "0": False}.get(plain(told))
    if found is None:
        raise Misread
    return found


DAY = Kind(lambda form: f"a date as {form.dates}", _take_day)
AMOUNT = Kind(lambda form: f"an amount such as 125{form.decimal}50", _take_amount)
COUNT = Kind("a whole number from 1 to 999", _take_count)
FLAG = Kind("yes or no", _take_flag)
SURFACES = Kind("surfaces of one tooth, such as MOD (B D F I L M O)", _take_surfaces)
POINTERS = several(
    Kind("", _take_pointer), 4, "one to four numbers of diagnoses of the claim (1 to 4, or A to D)"
)
PROCEDURE = matching(re.compile(r"D[0-9]{4}"), "a procedure code such as D0120", upper=True)
PROCEDURES = several(PROCEDURE, 20, "procedure codes such as D0120 D1110")
NPI = matching(re.compile(r"[0-9]{10}"), "an NPI: ten digits with a right check digit", holds=check_digit)
TAX_ID = matching(re.compile(r"[0-9]{9}"), "a tax number of nine digits", drop="- ")
TAXONOMY = matching(
    re.compile(r"[0-9]{2}[0-9A-Z]{7}X"), "a taxonomy code such as 1223G0001X", upper=True
)
TELEPHONE = matching(re.compile(r"[2-9][0-9]{9}"), "a telephone number of ten digits", drop="+()-. ")
POSTAL_CODE = matching(
    re.compile(r"[0-9]{5}(?:[0-9]{4})?"),
    "five or nine digits (format the column as text, so that zeros in front stay)", drop="- ",
)
STATE = listed("states", "the two letters of a state or territory")
PLACE = listed("place_of_service", "a place of service such as 11 (an office)", width=2)
TEETH = several(
    listed("tooth", ""), 32, "teeth in universal numbering (1 to 32, A to T; 51 to 82, AS to TS)"
)
DIAGNOSES = several(
    matching(re.compile(r"[A-Z][0-9][0-9A-Z]{1,5}"), "", drop=".", upper=True), 4,
    "one to four diagnosis codes of ICD-10-CM such as K02.9, the main one first",
)
AREAS = several(
    listed(
        "oral_cavity", "", width=2,
        also={"ur": "10", "ul": "20", "ll": "30", "lr": "40", "ua": "01", "la": "02", "fm": "00"},
    ),
    5, "areas of the mouth: UR UL LL LR, UA LA (arches), FM (full mouth), or 00 to 40",
)
SERVICE_TYPES = several(
    listed("service_types", ""), 20, "service type codes such as 35 (dental care) or 23 24 25"
)
SEX = coded(
    {"f": "F", "female": "F", "m": "M", "male": "M", "u": "U", "unknown": "U"}, "F, M or U (unknown)"
)
RELATIONSHIP = coded(
    {
        "self": "18", "18": "18", "subscriber": "18", "insured": "18", "spouse": "01", "01": "01", "1": "01",
        "child": "19", "19": "19", "dependent": "19", "lifepartner": "53", "53": "53", "unknown": "21",
        "21": "21", "other": "G8", "g8": "G8",
    },
    "the relation to the subscriber: self, spouse, child, life partner, other or unknown",
)
SELF = "18"

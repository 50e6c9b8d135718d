"""The page: whole in itself, linked from end to end, everything in it escaped, bounded, fit to be read."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from clearing_files import claim, claims_file, dental_set, file, person
from damage import damage
from lxml import html
from lxml.html import HtmlElement

from clearinghouse.reports import page as pages
from clearinghouse.reports.gathering import gather
from clearinghouse.reports.page import PageReport
from clearinghouse.reports.results import Asked
from clearinghouse.reports.running import Totals, run
from mappings.overrides import parse_override

SAMPLES = Path(__file__).parent.parent.parent / "samples"
NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
CLEAN = claims_file(claim("C1"), claim("C2", "55.5"))
FAULTY = CLEAN.replace("*Y*A*Y*Y", "*Y*A*Y*Q", 1)
HOSTILE = "<script>alert(1)</script>&\x1b[31m\x07\"'\u00e2\u0080\u00ae"


def made(*paths: Path, **asked: object) -> tuple[str, HtmlElement, Totals]:
    """The page about some files: as text, as a document; and what they came to."""
    parts: list[str] = []
    wanted = Asked(NOW, with_view=True, **asked)  # type: ignore[arg-type]
    gathered = gather([str(path) for path in paths])
    totals = run(gathered, wanted, 1, PageReport(parts.append, wanted, gathered), lambda size: None)
    text = "".join(parts)
    return text, html.document_fromstring(text), totals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files: clean, faulty, and one with a warning."""
    (tmp_path / "a.edi").write_text(CLEAN)
    (tmp_path / "b.edi").write_text(FAULTY)
    (tmp_path / "c.edi").write_bytes((SAMPLES / "faulty/balancing/B301.edi").read_bytes())
    return tmp_path


def assert_sound(text: str, document: HtmlElement) -> None:
    """Every id once, every link to one of them, nothing from elsewhere, nothing that runs."""
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = document.xpath("//a/@href")
    assert links
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(link.startswith("#") for link in links)
    assert not document.xpath("//script|//img|//link|//iframe|//object|//form|//@src|//@style|//base")
    assert not [name for name in document.xpath("//@*") if name.attrname.startswith("on")]
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = re.findall(r"<style>(.*)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]", text)


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def cells(row: HtmlElement) -> list[str]:
    return [words(cell) for cell in row]


def test_the_summary_leads_to_every_place_and_back(folder: Path) -> None:
    text, document, totals = made(folder)
    assert_sound(text, document)
    rows = document.xpath("//section[@id='summary']//tbody/tr")
    assert [cells(row) for row in rows] == [
        [f"{folder}/a.edi", "✓ clean", "0", "0", "2", "28", ""],
        [f"{folder}/b.edi", "✕ faulty", "1", "0", "2", "28", "E207 ×1"],
        [f"{folder}/c.edi", "✓ clean", "0", "1", "0", "35", "B301 ×1"],
    ]
    (to_rules,) = rows[1].xpath(".//td[@class='rules']/a/@href")
    (line,) = document.xpath(f"//h3[@id='{to_rules[1:]}']/following-sibling::div[1]//tbody/tr")
    assert "SNIP 2, guide" in words(line)
    (to_note,) = line.xpath(".//td[@class='places']/a/@href")
    (note,) = document.xpath(f"//*[@id='{to_note[1:]}']")
    assert words(note).startswith("1 ✕ error E207 2300/CLM09, segment 18, byte")
    assert note.xpath(".//a[@class='back']/@href") == [to_rules]
    assert document.xpath("//section[@id='f2']//p[@class='back-line']/a/@href") == ["#summary"]
    (marked,) = note.getparent().xpath("./code/mark")
    assert (words(marked), marked.get("class")) == ("Q", "error")
    (reference,) = note.getparent().xpath("./code/sup/a")
    assert (reference.get("href"), reference.get("aria-label")) == (to_note, "error 1")
    assert not totals.clean


def test_a_finding_says_what_is_wrong_what_to_do_and_by_which_rule(folder: Path) -> None:
    from edi.rulebook import RULES

    _, document, _ = made(folder / "b.edi")
    (note,) = document.xpath("//div[contains(@class, 'note')]")
    rule = RULES["E207"]
    assert rule.sentence in words(note)
    assert words(note.xpath(".//span[@class='mend']")[0]) == rule.mend
    assert words(note.xpath(".//b")[0]) == "E207"


def test_the_file_stands_there_segment_by_segment(folder: Path) -> None:
    _, document, _ = made(folder / "a.edi")
    shown = [words(code) for code in document.xpath("//ol[@class='file']/li/code")]
    assert shown == [" ".join(part.split()) for part in CLEAN.split("~")[:-1]]
    loops = [words(loop) for loop in document.xpath("//li[starts-with(@class, 'loop')]")]
    assert loops[:3] == ["HEADER heading", "1000A submitter", "1000B receiver"]
    assert loops.count("2300 claim") == 2
    assert "d4" in document.xpath("//li[starts-with(@class, 'loop')][contains(., '2300')]")[0].get("class")


def test_what_each_set_was_checked_with(folder: Path) -> None:
    text = 'payer = "A <b>Plan"\nguide = "837D"\n[rows."2300/CLM01"]\nmax = 30\n'
    override = parse_override(text, "p.toml")
    text, document, _ = made(folder, overrides=(override,))
    assert_sound(text, document)
    dental = "837D 005010X224A2 with p.toml"
    assert [cells(row)[:8] for row in document.xpath("//table[.//th='Guide']//tbody/tr")] == [
        ["0001", dental, "accepted", "0", "0", "2", "28", "000000001, 1"],
        ["0001", dental, "rejected", "1", "0", "2", "28", "000000001, 1"],
        ["0001", "277CA 005010X214", "accepted", "0", "1", "0", "35", "000000701, 701"],
    ]
    assert "with p.toml (A <b>Plan, 837D)" in words(document)


def test_the_page_says_that_it_holds_phi(folder: Path) -> None:
    _, document, _ = made(folder / "a.edi")
    assert "Protected health information" in words(document.xpath("//header/p[@class='phi']")[0])


def test_it_can_be_read_without_colours_and_by_a_screen_reader(folder: Path) -> None:
    _, document, _ = made(folder)
    assert document.get("lang") == "en"
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1|//h2|//h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in document.xpath("//table"):
        assert table.xpath("count(thead//th[not(@scope='col')])") == 0
        assert table.xpath("count(tbody//tr[not(th[@scope='row'])])") == 0
    for section in document.xpath("//section"):
        assert document.xpath(f"//*[@id='{section.get('aria-labelledby')}']")
    for badge in document.xpath("//*[starts-with(@class, 'badge')]"):
        assert words(badge).split(" ", 1)[1] in ("clean", "faulty", "error", "warning")
    assert document.xpath("//a[@class='skip']/@href") == ["#summary"]


def _colours(style: str) -> list[dict[str, str]]:
    return [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it."""

    def light(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_text_stands_out_from_its_paper() -> None:
    style = (Path(pages.__file__).parent / "templates/page.css").read_text()
    light, dark = _colours(style)
    for theme in (light, light | dark):
        for text, paper in (
            ("ink", "paper"), ("ink", "panel"), ("soft", "paper"), ("soft", "panel"), ("link", "paper"),
            ("link", "panel"), ("error", "error-paper"), ("error", "panel"), ("warning", "warning-paper"),
            ("warning", "panel"), ("clean", "clean-paper"), ("ink", "error-paper"), ("ink", "warning-paper"),
        ):
            assert _contrast(theme[text], theme[paper]) >= 4.5, (text, paper)


def test_everything_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "<i>&\x1b[0m.edi"
    text = FAULTY.replace("*MARLOW*", f"*{HOSTILE}*").replace("CLM*C1*", f"CLM*{HOSTILE}*")
    path.write_bytes(text.replace("*Y*A*Y*Q", f"*Y*A*Y*{HOSTILE}").encode("latin-1"))
    page, document, _ = made(path)
    assert_sound(page, document)
    assert not document.xpath("//i[not(ancestor::code)]")
    shown = words(document.xpath("//li[contains(@class, 'marked')]/code/mark")[0])
    assert shown == "<script>alert(1)</script>&\\x1b[31m\\x07\"'\\u202e"
    assert "<i>&\\x1b[0m.edi" in words(document.xpath("//h2")[1])


@pytest.mark.parametrize("terminator", ["'", "\n", "<", "&"])
def test_delimiters_that_mean_something_in_html(tmp_path: Path, terminator: str) -> None:
    path = tmp_path / "a.edi"
    path.write_text(FAULTY.translate(str.maketrans({"~": terminator, "*": '"', ":": ">"})))
    page, document, totals = made(path)
    assert_sound(page, document)
    assert totals.claims == 2


def test_whatever_stands_in_a_file(tmp_path: Path) -> None:
    rng = random.Random("page")
    segments = (SAMPLES / "clean/claim_secondary_by_line.edi").read_text().split("~\n")
    paths = []
    for number in range(20):
        paths.append(tmp_path / f"{number}.edi")
        paths[-1].write_bytes("~\n".join(damage(rng, list(segments))).encode("latin-1", "replace"))
    for number, data in enumerate((b"", b"\x00" * 300, b"ISA*00*", bytes(range(256)) * 3, b"<b>")):
        paths.append(tmp_path / f"junk{number}.edi")
        paths[-1].write_bytes(data)
    page, document, totals = made(*paths)
    assert_sound(page, document)
    assert totals.files == 25
    assert len(document.xpath("//section[@class='of-file']")) == 25
    shown = len(document.xpath("//div[starts-with(@class, 'note')]"))
    assert shown == min(totals.errors + totals.warnings, 200)


def test_a_huge_file_makes_no_huge_page(tmp_path: Path) -> None:
    wrong = [part.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for part in claim("BAD")]
    people = [person(wrong if number % 200 == 7 else claim(f"C{number}")) for number in range(2_000)]
    path = tmp_path / "a.edi"
    path.write_text(file(dental_set(*people)))
    page, document, totals = made(path)
    assert_sound(page, document)
    assert (totals.errors, totals.claims) == (10, 2_000)
    assert path.stat().st_size > 400_000
    assert len(page) < 100_000
    assert len(document.xpath("//li[@class='gap']")) == 11
    assert len(document.xpath("//mark")) == 10
    assert "The file, where findings lie on it" in words(document)


def test_many_findings_are_told_up_to_a_number(tmp_path: Path) -> None:
    wrong = [[part.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for part in claim(f"C{number}")] for number in range(9)]
    for name in ("a.edi", "b.edi", "c.edi"):
        (tmp_path / name).write_text(claims_file(*wrong))
    page, document, _ = made(tmp_path, most=12)
    assert_sound(page, document)
    assert len(document.xpath("//div[starts-with(@class, 'note')]")) == 12
    counts = [words(cell) for cell in document.xpath("//table[.//th='Places']//tbody//td[@class='n']")]
    assert counts == ["9", "9"]
    assert "6 more findings not shown" in words(document.xpath("//section[@id='f2']")[0])
    assert "9 findings, not shown" in words(document.xpath("//section[@id='f3']")[0])


def test_a_page_of_many_files_shows_the_first_and_tells_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MAX_ROWS", 40)
    page, document, _ = made(folder)
    assert_sound(page, document)
    assert len(document.xpath("//ol[@class='file']")) == 1
    assert "validate it alone" in words(document.xpath("//section[@id='f3']")[0])
    assert len(document.xpath("//div[starts-with(@class, 'note')]")) == 2
    monkeypatch.setattr(pages, "MAX_FILES", 1)
    page, document, _ = made(folder)
    assert_sound(page, document)
    (row,) = document.xpath("//section[@id='summary']//tbody/tr")
    assert cells(row)[1] == "✕ faulty"
    assert "2 more files not listed here" in words(document)


def test_what_could_not_be_read_and_what_was_left(folder: Path) -> None:
    (folder / "gone.edi").symlink_to(folder / "nowhere")
    (folder / "round").symlink_to(folder)
    page, document, _ = made(folder, stop_after=1)
    assert_sound(page, document)
    troubles = [words(one) for one in document.xpath("//p[@class='trouble']")]
    assert troubles[-1] == "It cannot be read (No such file or directory)."
    assert troubles[0].startswith("Stopped at byte")
    assert "this folder is read already" in words(document.xpath("//ul[@class='passed']")[0])

"""The compiled guides by what an envelope says, with a payer's overrides in their place."""

import pytest

from edi.errors import GuideError
from mappings.overrides import parse_override
from mappings.registry import guide_named, names
from mappings.tables import GuideTables, guide_tables

STRICTER = """
payer = "Example Dental Plan"
guide = "837D"

[rows."2300/CLM01"]
max = 20
"""

OF_RESPONSES = """
payer = "Example Dental Plan"
guide = "278-response"

[rows."2000F/HCR02"]
max = 20
"""


@pytest.mark.parametrize(
    ("group", "version", "set_id", "set_version", "name"),
    [
        ("HC", "005010X224A2", "837", "005010X224A2", "837D"), ("HC", "005010X224", "837", "", "837D"),
        ("HC", "005010X999", "837", "005010X224A2", "837D"), ("HP", "005010X221A1", "835", "", "835"),
        ("FA", "005010X231A1", "999", "005010X231A1", "999"),
        ("HN", "005010X214", "277", "005010X214", "277CA"), ("HN", "005010X212", "277", "005010X212", "277"),
        ("HR", "005010X212", "276", "005010X212", "276"), ("HS", "005010X279", "270", "", "270"),
        ("HB", "005010X279A1", "271", "005010X279A1", "271"),
        ("HB", "005010X279A1", "270", "005010X279A1", None), ("HR", "005010X212", "277", "005010X212", None),
        ("HP", "005010X224A2", "837", "005010X224A2", None), ("HC", "005010X224A2", "835", "", None),
        ("HC", "004010X097A1", "837", "", None), ("", "", "", "", None),
    ],
)
def test_the_guide_of_a_set(group, version, set_id, set_version, name):
    table = guide_tables().table(group, version, set_id, set_version)
    assert (table.guide.name if table else None) == name
    if table:
        assert table is guide_tables().table_named(name), "compiled once"


def test_the_guide_of_a_set_that_its_second_segment_names():
    tables = guide_tables()
    request = tables.table("HI", "005010X217", "278", "005010X217", ["BHT", "0007", "13"])
    response = tables.table("HI", "005010X217", "278", "", ["BHT", "0007", "11"])
    assert request is tables.table_named("278-request") is tables.table("HI", "005010X217", "278", "")
    assert response is tables.table_named("278-response")
    strict = GuideTables([parse_override(OF_RESPONSES, "plan.toml")])
    assert strict.table("HI", "005010X217", "278", "").guide is guide_named("278-request")
    table = strict.table("HI", "005010X217", "278", "", ["BHT", "0007", "11"])
    assert (table.guide.name, table.guide is response.guide) == ("278-response", False)


def test_versions_and_groups():
    tables = guide_tables()
    assert tables.knows_version("005010X224A2")
    assert tables.knows_version("005010X224")
    assert not tables.knows_version("004010X097A1")
    assert tables.knows_group("HC", "005010X224A2")
    assert not tables.knows_group("HP", "005010X224A2")
    assert not tables.knows_group("HC", "005010X999")
    assert tables.knows_group("HS", "005010X279A1")
    assert tables.knows_group("HB", "005010X279A1"), "two kinds of group have this version"
    assert not tables.knows_group("HN", "005010X279A1")


def test_a_name_of_no_guide():
    with pytest.raises(GuideError, match="no guide is called"):
        guide_tables().table_named("850")


def test_overrides_stand_in_for_the_guide():
    override = parse_override(STRICTER, "plan.toml")
    tables = GuideTables([override, parse_override(STRICTER.replace("20", "18"), "again.toml")])
    table = tables.table("HC", "005010X224A2", "837", "005010X224A2")
    assert table is tables.table_named("837D")
    assert table.guide is not guide_named("837D")
    claim = next(row for _, row in table.guide.walk() if getattr(row, "ref", "") == "CLM")
    assert claim.elements[0].max == 18, "the later one wins"
    assert tables.table_named("835").guide is guide_named("835")
    assert guide_tables().table_named("837D").guide is guide_named("837D")


def test_an_override_of_no_guide():
    with pytest.raises(GuideError, match="850"):
        GuideTables([parse_override(STRICTER.replace("837D", "850"), "plan.toml")])


def test_the_shared_tables_are_one():
    assert guide_tables() is guide_tables()
    assert {guide_tables().table_named(name).guide.name for name in names()} == set(names())

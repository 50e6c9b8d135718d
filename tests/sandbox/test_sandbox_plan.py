"""The plan file: what it says, and what is refused with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sandbox.plan import PlanError, load_plan

HEAD = """
[payer]
id = "SBXDENTAL"
name = "SANDBOX DENTAL PLAN"
tax_id = "990000017"
interchange_id = "SANDBOXPAYER"
street = "400 SAMPLE PLAZA"
city = "PORTLAND"
state = "OR"
zip = "972040001"
contact = { name = "PROVIDER SERVICES", telephone = "5035550140" }
"""
PLAN = """
[plans.standard]
deductible = 50
maximum = 1500.5
copay = "12.50"
fees = { D0120 = 48.07 }
"""
MEMBER = """
[[members]]
id = "SBX1"
family = "ALDERMAN"
given = "ROSA"
born = 1984-03-12
plan = "standard"
from = 2026-01-01
"""
DEPENDENT = """
[[members.dependents]]
family = "ALDERMAN"
given = "FELIX"
born = 2014-07-02
"""


def load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "plan.toml"
    path.write_text(text)
    return load_plan(path)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(PlanError) as caught:
        load(tmp_path, text)
    return str(caught.value)


def test_a_plan_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(HEAD + PLAN + MEMBER + DEPENDENT)
    file = load_plan(path)
    plan = file.plans["standard"]
    assert (plan.deductible, plan.maximum, plan.copay, plan.fees["D0120"]) == (5000, 150050, 1250, 4807)
    assert (plan.percent.basic, plan.percent_of("D0120"), plan.percent_of("D2740")) == (80, 100, 50)
    assert plan.orthodontic_maximum is None
    (member,) = file.members
    assert (member.id, member.born, member.start, member.until) == (
        "SBX1", date(1984, 3, 12), date(2026, 1, 1), None,
    )
    assert member.dependents[0].given == "FELIX"
    assert file.payment.method == "CHK"
    assert file.payer.filing == "12"


def test_classes_of_service_types_and_the_network(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(
        HEAD + PLAN
        + "service_types = { 24 = 'major' }\nnetwork = ['1992000012']\npercent_outside = { basic = 40 }\n"
    )
    plan = load_plan(path).plans["standard"]
    assert [plan.class_of_type(one) for one in ("23", "24", "25", "36", "38", "30")] == [
        "preventive", "major", "basic", "major", "orthodontic", None,
    ]
    assert plan.types_of(("major",)) == ("24", "27", "36", "39")
    assert (plan.is_outside("1992000012"), plan.is_outside("1992000020")) == (False, True)
    assert (plan.percent_of("D2391"), plan.percent_of("D2391", True)) == (80, 40)


def test_the_sample_plan_is_read() -> None:
    file = load_plan(Path(__file__).parents[2] / "samples/demo/plan.toml")
    assert set(file.plans) == {"standard", "copay", "limited"}
    assert len(file.members) == 22


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = ", "plan.toml: Invalid value"),
        (PLAN, "missing required field `payer`"),
        (HEAD, "missing required field `plans`"),
        (HEAD + "[plans]", "`$.plans`"),
        (HEAD + PLAN + "colour = 1", "unknown field `colour` - at `$.plans[...]`"),
        (HEAD + PLAN.replace("50\n", "50.005\n"), "`$.plans[...].deductible`"),
        (HEAD + PLAN.replace("50\n", "-5\n"), "dollars without a sign"),
        (HEAD + PLAN.replace("50\n", "nan\n"), "dollars without a sign"),
        (HEAD + PLAN.replace("50\n", "true\n"), "dollars without a sign"),
        (HEAD + PLAN.replace("50\n", '"٥٠"\n'), "dollars without a sign"),
        (HEAD + PLAN.replace("D0120", "0120"), "`$.plans[...].fees`"),
        (HEAD + PLAN + "percent = { basic = 101 }", "`$.plans[...].percent.basic`"),
        (HEAD + PLAN + "classes = { D0120 = 'free' }", "`$.plans[...].classes[...]`"),
        (HEAD + PLAN + "limits = { D0120 = 0 }", "`$.plans[...].limits[...]`"),
        (HEAD + PLAN + "service_types = { 30 = 'basic' }", "`$.plans[...].service_types`"),
        (HEAD + PLAN + f"title = '{'T' * 51}'", "`$.plans[...].title`"),
        (HEAD + PLAN + "network = ['1992000013']", "plans.standard: a provider of the network"),
        (HEAD + PLAN + "percent_outside = { basic = 40 }", "plans.standard: percent_outside needs a network"),
        (HEAD + PLAN + "documented = ['crowns']", "`$.plans[...].documented[0]`"),
        (HEAD + PLAN + "[inquiries]\ndays_back = -1", "`$.inquiries.days_back`"),
        (HEAD + PLAN + "[reviews]\nwithout_documents = 'maybe'", "`$.reviews.without_documents`"),
        (HEAD.replace("PLAZA", "PLAZA~"), "`$.payer.street`"),
        (HEAD + PLAN + "[payment]\nmethod = 'ACH'", "ACH needs the payer's own bank"),
        (
            HEAD + PLAN + "[payment.payees]\n1992000013 = { routing = '990000017', account = '8110' }",
            "an NPI with its right check digit",
        ),
        (HEAD + PLAN + MEMBER + MEMBER, "members[1]: the id is another member's already"),
        (HEAD + PLAN + MEMBER.replace("standard", "gold"), "members[0]: there is no plan of that name"),
        (HEAD + PLAN + MEMBER + "until = 2025-12-31", "members[0]: until is before from"),
        (HEAD + PLAN + MEMBER + DEPENDENT + DEPENDENT, "members[0]: two dependents"),
        (
            HEAD + PLAN + MEMBER + DEPENDENT + "from = 2026-02-01\nuntil = 2026-01-01",
            "members[0].dependents: until is before from",
        ),
        (HEAD + PLAN + MEMBER.replace("1984-03-12", "1984-13-12"), "plan.toml: "),
        (HEAD + PLAN + MEMBER.replace('"ROSA"', '"Rosa"'), "`$.members[0].given`"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    message = refusal(tmp_path, text)
    assert message.startswith("plan.toml: ")
    assert told in message
    assert "ALDERMAN" not in message
    assert "ROSA" not in message.upper()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"plan\.toml: cannot be read"):
        load_plan(tmp_path / "plan.toml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanError, match=r"plan\.toml"):
        load_plan(tmp_path / "plan.toml")

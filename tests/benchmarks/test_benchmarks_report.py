"""The runner really runs and checks; the report judges goals by the rates it is given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import claim_store, jobs, ours_claims, report
from benchmarks.generate import cached_file
from benchmarks.jobs import OUR_JOBS, PEER_JOBS, Job
from benchmarks.runner import Result, line, run_all, run_job
from clearinghouse.claim_overview import list_claims
from store import claims

SPLIT_JOB = Job(jobs.SPLIT, "CPython", "837D", 1, "benchmarks.peers.bare_split", repeats=2, peer=False)


def result(who: str, work: str, kind: str, rate: float, megabytes: int = 10, peak_kb: int = 20_000) -> Result:
    """A job that made `rate` MB/s."""
    job = Job(work, who, kind, megabytes, "nowhere")
    size = megabytes * 1_000_000
    seconds = megabytes / rate
    return Result(job, size, 9, megabytes * 2_000, seconds, seconds, peak_kb, 2 * seconds, 2 * seconds)


def test_the_best_of_all_runs_is_kept(tmp_path: Path) -> None:
    told: list[Result] = []
    best = run_all([SPLIT_JOB], tmp_path, None, told.append)
    assert len(told) == 2
    fastest, slowest = sorted(told, key=lambda one: one.seconds)
    assert (best[0].seconds, best[0].slowest) == (fastest.seconds, slowest.seconds)
    assert best[0].segments > 40_000
    assert 5_000 < best[0].peak_kb < 64_000
    assert "MB/s" in line(best[0])


def test_a_cached_file_is_made_once_and_again_when_its_generator_changed(tmp_path: Path) -> None:
    path, facts = cached_file(tmp_path, "835", 1)
    before = path.stat().st_mtime_ns
    assert cached_file(tmp_path, "835", 1) == (path, facts)
    assert path.stat().st_mtime_ns == before
    told = path.with_suffix(".json")
    told.write_text(told.read_text().replace('"source": "', '"source": "0'))
    assert cached_file(tmp_path, "835", 1) == (path, facts)
    assert path.stat().st_mtime_ns != before


def test_a_peer_without_environment_and_a_job_that_fails_are_told(tmp_path: Path) -> None:
    peer = next(job for job in PEER_JOBS if job.peer and job.megabytes == 1)
    assert "environment" in run_job(peer, tmp_path, None).failure
    broken = Job("read", "nobody", "837D", 1, "benchmarks.peers.no_such_driver", peer=False)
    failed = run_job(broken, tmp_path, None)
    assert failed.failure == "failed with exit code 1"
    assert failed.failure in report.figures([failed])


@pytest.mark.parametrize(("rate", "verdict"), [(21.0, "met"), (19.0, "missed")])
def test_goals_are_judged_by_the_ratio(rate: float, verdict: str) -> None:
    results = [
        result(jobs.US, jobs.VALIDATE, "835", rate),
        result("pyx12", jobs.VALIDATE, "835", 0.1, megabytes=1),
    ]
    table = report.goals(results)
    assert f"{rate * 10:.1f} x ({rate * 5:.1f} to {rate * 20:.1f})" in table
    assert table.count(verdict) == 1
    assert len(table.splitlines()) == 3


def test_memory_is_judged_over_all_sizes() -> None:
    sizes = [(1, 30_000), (10, 40_000), (100, 70_000)]
    results = [result(jobs.US, jobs.READ, "835", 9, megabytes, peak) for megabytes, peak in sizes]
    assert "missed" in report.goals(results)
    assert "missed" not in report.goals(results[:2])


def test_the_page_names_what_was_run() -> None:
    some = [result(jobs.US, jobs.READ, "835", 9), result("pyx12", jobs.VALIDATE, "835", 0.1)]
    page = report.page(some, "make bench", "| list by CLM01 |")
    assert "| list by CLM01 |" in page
    assert "make bench" in page
    assert "pyx12 4.0.0" in page
    assert "| read " in page
    assert "Other work" not in page


def test_the_page_tells_of_other_work_on_the_core() -> None:
    shared = replace(result(jobs.US, jobs.READ, "835", 9), cpu_seconds=0.5)
    assert "waited 55 %" in report.page([shared], "make bench", "")


def test_a_job_that_accepts_a_faulty_file_has_no_figures(tmp_path: Path) -> None:
    clean = next(job for job in OUR_JOBS if job.work == jobs.VALIDATE and job.megabytes == 1)
    assert run_job(clean, tmp_path, None).failure == ""
    blind = replace(clean, damage_every=10_000)
    assert run_job(blind, tmp_path, None).failure == "accepted a faulty file"


def test_jobs_are_chosen_by_words_and_size() -> None:
    everything = (*OUR_JOBS, *PEER_JOBS)
    assert report.wanted(everything, [], False) == list(everything)
    assert {job.megabytes for job in report.wanted(everything, [], True)} == {1, 10}
    assert {job.who for job in report.wanted(everything, ["pyx12"], False)} == {"pyx12"}
    assert len(set(everything)) == len(everything)


def test_looking_for_claims_is_timed_on_a_store_that_has_them(tmp_path: Path) -> None:
    """Every question is asked of claims that are there: a few of them finds something."""
    house = claim_store.build(tmp_path / "house", 300)
    try:
        with house.store.read() as ledger:
            known = claims.get(ledger, None, 150)
            assert known is not None
        asked = ours_claims.questions(known)
        answers = {
            name: len(list_claims(house, account, one, limit=50)[0]) for name, (account, one) in asked.items()
        }
        assert all(answers[f"CLM01, {who}"] == 1 for who in ("operator", "account"))
        assert answers["group processed, operator"] == 50
        assert answers["check or EFT trace, operator"] > 1
        assert answers["payer (none), account"] == 0
    finally:
        house.close()
    told = ours_claims.page({"show one": (1.0, 2.0, 60.0, 70.0), "list": (51.0, 52.0, 60.0, 70.0)})
    assert [line.rstrip(" |").rpartition(" ")[2] for line in told.splitlines()[2:]] == ["met", "missed"]

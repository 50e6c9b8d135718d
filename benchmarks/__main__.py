"""`python -m benchmarks`: run all jobs, print the table, write docs/benchmarks.md."""

from __future__ import annotations

import argparse

from benchmarks import ours_claims
from benchmarks.environment import peers_python
from benchmarks.jobs import OUR_JOBS, PEER_JOBS
from benchmarks.report import goals, page, wanted
from benchmarks.runner import ROOT, Result, line, run_all, stay_on_one_core

CACHE = ROOT / ".bench"
PAGE = ROOT / "docs" / "benchmarks.md"
COMMAND = "make bench"


def main() -> None:
    """The page is written only when every job was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("words", nargs="*", help="only jobs whose name has all these words, e.g. 835 read")
    parser.add_argument("--quick", action="store_true", help="leave out files above 10 MB")
    parser.add_argument("--no-peers", action="store_true", help="leave out the peers")
    chosen = parser.parse_args()
    jobs = wanted((*OUR_JOBS, *PEER_JOBS), chosen.words, chosen.quick)
    if chosen.no_peers:
        jobs = [job for job in jobs if not job.peer]
    python = peers_python(CACHE / "venv") if any(job.peer for job in jobs) else None
    stay_on_one_core()

    def tell(result: Result) -> None:
        print(line(result), flush=True)

    results = run_all(jobs, CACHE / "files", python, tell)
    print(goals(results))
    if not (chosen.words or chosen.quick or chosen.no_peers):
        looking = ours_claims.page(ours_claims.looked())
        PAGE.write_text(page(results, COMMAND, looking))
        print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""Makes valid files of the dental transactions and 837P, of any size, from a seed, and keeps them in a cache.

`python -m benchmarks.generate KIND MEGABYTES [--damage-every N] [--seed N] > file` writes one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import BinaryIO

from benchmarks import dental_claims, inquiries, professional_claims, remittances
from benchmarks.claim_files import ClaimFile, Claims
from benchmarks.dental_claims import dental_claim
from benchmarks.envelope import Facts, Interchange, SetBody
from benchmarks.inquiries import Inquiries, InquiryFile
from benchmarks.invented import Cast
from benchmarks.professional_claims import professional_claim
from benchmarks.remittances import RemittanceFile

MEGABYTE = 1_000_000
Fill = Callable[[str, SetBody], tuple[str, list[str]]]
Start = Callable[[Interchange, Cast], Fill]


def _claims(claims: Claims) -> tuple[str, str, Start]:
    def start(interchange: Interchange, cast: Cast) -> Fill:
        return ClaimFile(interchange, cast, claims).fill

    return "HC", claims.version, start


def _inquiries(kind: Inquiries) -> tuple[str, str, Start]:
    def start(interchange: Interchange, cast: Cast) -> Fill:
        return InquiryFile(interchange, cast, kind).fill

    return inquiries.GROUPS[kind.set_id], kind.version, start


def _remittances(interchange: Interchange, cast: Cast) -> Fill:
    return RemittanceFile(interchange, cast).fill


KINDS: dict[str, tuple[str, str, Start]] = {
    "835": ("HP", remittances.VERSION, _remittances),
    "837D": _claims(Claims(dental_claims.VERSION, dental_claim, secondary=0.12, genders="MFMFMFMFMFMFU")),
    "837P": _claims(Claims(professional_claims.VERSION, professional_claim)),
    **{name: _inquiries(kind) for name, kind in inquiries.KINDS.items()},
    "837P-x12sdk": _claims(Claims(professional_claims.VERSION_X12SDK, professional_claim)),
}
"""Kind: (group id, version, what fills its sets)."""


def write_file(out: BinaryIO, kind: str, size: int, seed: int = 1, damage_every: int = 0) -> Facts:
    """Write one interchange of about `size` bytes (never less); what stands in it.

    The same arguments give the same bytes. `damage_every`: one fault in every so many claims (0: none).
    """
    group_id, version, start = KINDS[kind]
    random = Random(f"{kind}/{size}/{seed}")
    interchange = Interchange(out, group_id, version, size, Random(seed), damage_every)
    fill = start(interchange, Cast(random))
    while not interchange.facts.sets or interchange.facts.size < size:
        interchange.write_set(fill)
    return interchange.close()


def _source_digest() -> str:
    """Of the generator's own modules: what they make is stale when they change."""
    digest = hashlib.sha256()
    for name in (
        "invented",
        "envelope",
        "damage",
        "remittances",
        "claim_files",
        "inquiries",
        "dental_claims",
        "professional_claims",
        "generate",
    ):
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()


def cached_file(
    directory: Path, kind: str, megabytes: int, damage_every: int = 0, seed: int = 1
) -> tuple[Path, Facts]:
    """The made file of these arguments, made now if it is not there or its generator has changed."""
    suffix = f"-every{damage_every}" if damage_every else ""
    path = directory / f"{kind}-{megabytes}MB{suffix}-seed{seed}.edi"
    told = path.with_suffix(".json")
    digest = _source_digest()
    if path.exists() and told.exists():
        kept = json.loads(told.read_text())
        if kept.pop("source") == digest:
            return path, Facts(**kept)
    directory.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=1 << 20) as out:
        facts = write_file(out, kind, megabytes * MEGABYTE, seed, damage_every)
    told.write_text(json.dumps({"source": digest, **asdict(facts)}))
    return path, facts


def main() -> None:
    """Write one file to standard output."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate")
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("megabytes", type=float)
    parser.add_argument("--damage-every", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    facts = write_file(
        sys.stdout.buffer, chosen.kind, int(chosen.megabytes * MEGABYTE), chosen.seed, chosen.damage_every
    )
    print(json.dumps(asdict(facts)), file=sys.stderr)


if __name__ == "__main__":
    main()

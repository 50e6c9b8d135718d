"""The peers' own environment: made once below `.bench/`, filled by pip by package name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PEERS = ("pyx12==4.0.0", "x12sdk==2.2.0", "oxedi==0.6.0")


def peers_python(directory: Path) -> Path | None:
    """The interpreter of the peers' environment; None where pip cannot fill it (no network, no wheel)."""
    bin_directory = directory / ("Scripts" if sys.platform == "win32" else "bin")
    python = bin_directory / "python"
    told = directory / "peers.txt"
    wanted = "\n".join(PEERS)
    if python.exists() and told.exists() and told.read_text() == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", str(directory)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
    if subprocess.run(install, check=False).returncode != 0:
        return None
    told.write_text(wanted)
    return python

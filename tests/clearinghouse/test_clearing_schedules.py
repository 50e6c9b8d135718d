"""Schedules: crontab lines and systemd units, as the system itself reads them where it can be asked."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clearinghouse.calendar import Calendar, Hours, Schedule
from clearinghouse.schedules import crontab, jobs, units

CALENDAR = Calendar(
    payers={
        "delta": Hours(zone=ZoneInfo("America/Chicago"), cut_off=time(17)),
        "west": Hours(zone=ZoneInfo("Pacific/Honolulu"), cut_off=time(0, 15), weekdays=frozenset({0, 4})),
        "north": Hours(),
    },
    schedule=Schedule(every=10, opens=time(6), closes=time(22), nightly=time(18, 15)),
)
HOUSE = Path("/srv/oak & elm/100% $HOME")
ANALYZE = shutil.which("systemd-analyze")


def test_a_crontab_line_by_line() -> None:
    text = crontab(jobs(CALENDAR), "/opt/bitewing", Path("/srv/house"))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    run = "/opt/bitewing run --wait 600"
    end = "--house /srv/house --log /srv/house/run.log"
    assert lines == [
        "CRON_TZ=America/New_York",
        f"*/10 6-21 * * * {run} --step intake --step collection --step conversion --step validation "
        f"--step matching --step delivery {end}",
        "CRON_TZ=America/Chicago",
        f"30 16 * * 1,2,3,4,5 {run} {end}",
        "CRON_TZ=Pacific/Honolulu",
        f"45 23 * * 0,4 {run} {end}",
        "CRON_TZ=America/New_York",
        f"0 7 * * 1,2,3,4,5 {run} --step followup --step routing --step delivery {end}",
        "30 6 * * 1,2,3,4,5 /opt/bitewing due list --late --house /srv/house",
        "30 6 * * 1,2,3,4,5 /opt/bitewing trend --house /srv/house",
        f"15 18 * * * {run} {end}",
        "0 22 * * * /opt/bitewing report daily --house /srv/house",
    ]


def test_a_folder_of_any_name_survives_cron_and_the_shell() -> None:
    for line in crontab(jobs(CALENDAR), "bitewing", HOUSE).splitlines():
        if line[0] in "#C":
            continue
        assert not re.search(r"(?<!\\)%", line), "an open percent sign ends the command"
        words = shlex.split(line.replace(r"\%", "%"))
        assert words[words.index("--house") + 1] == str(HOUSE)


def test_every_service_has_its_timer() -> None:
    made = units(jobs(CALENDAR), sys.executable, HOUSE, "bitewing")
    names = {name.rpartition(".")[0] for name in made}
    assert sorted(made) == sorted(f"{name}.{kind}" for name in names for kind in ("service", "timer"))
    for name in names:
        service, timer = made[f"{name}.service"], made[f"{name}.timer"]
        assert "Type=oneshot\nUser=bitewing\n" in service
        (start,) = re.findall(r"^ExecStart=(.*)$", service, re.MULTILINE)
        assert '"/srv/oak & elm/100%% $$HOME"' in start
        assert "[Install]\nWantedBy=timers.target\n" in timer
    assert "OnCalendar=*-*-* 06..21:00/10:00 America/New_York\nPersistent=no" in made["bitewing-intake.timer"]
    assert "OnCalendar=Sun,Thu *-*-*" not in made["bitewing-send-west.timer"]
    assert "OnCalendar=Thu,Sun *-*-* 23:45:00 Pacific/Honolulu" in made["bitewing-send-west.timer"]
    assert "Persistent=yes" in made["bitewing-nightly.timer"]


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here to ask; the other tests read the units")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    made = units(jobs(CALENDAR), sys.executable, HOUSE)
    for name, text in made.items():
        (tmp_path / name).write_text(text)
    paths = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run([str(ANALYZE), "verify", *paths], capture_output=True, text=True, timeout=60)
    ours = [line for line in done.stderr.splitlines() if "bitewing" in line]
    assert ours == []
    for name, text in made.items():
        if name.endswith(".timer"):
            (when,) = re.findall(r"^OnCalendar=(.*)$", text, re.MULTILINE)
            asked = [str(ANALYZE), "calendar", when]
            assert subprocess.run(asked, capture_output=True, timeout=60).returncode == 0, when
    broken = tmp_path / "bitewing-broken.service"
    broken.write_text("[Service]\nType=never\n")
    told = subprocess.run([str(ANALYZE), "verify", str(broken)], capture_output=True, text=True, timeout=60)
    assert "bitewing-broken" in told.stderr, "it says nothing of anything"

"""OpenSSH's sshd as the sandbox's SFTP server: found, configured, and run as a child that cannot outlive us.

Run as ``python -m sandbox.openssh_server`` with one line of JSON on standard input; it writes its port and
ends when standard input does.
"""

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from sandbox.lifetime import die_with_parent, end_on_request, last, read_order

_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+=@,:-]+")
_SYSTEM_PATH = "/usr/sbin:/usr/local/sbin:/sbin:/opt/homebrew/sbin"
_RUN_DIRECTORY = Path("/run/sshd")
_STARTS = 5


def find() -> str | None:
    """Return sshd's absolute path (it must be started by it), or None where it is not installed."""
    found = shutil.which("sshd") or shutil.which("sshd", path=_SYSTEM_PATH)
    return os.path.abspath(found) if found is not None else None


def obstacle(root: Path, work: Path) -> str | None:
    """Return why sshd cannot serve these directories, or None if it can be tried."""
    if find() is None:
        return "OpenSSH's sshd is not installed"
    if not (_PLAIN_PATH.fullmatch(str(root)) and _PLAIN_PATH.fullmatch(str(work))):
        return "sshd's configuration cannot name these directories"
    if os.geteuid() == 0:
        try:
            _RUN_DIRECTORY.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            return "sshd's run directory cannot be made"
    return None


def login() -> str:
    """Return the only user sshd lets in here: the one who runs this process."""
    return pwd.getpwuid(os.geteuid()).pw_name


def configuration(root: Path, work: Path, port: int) -> list[str]:
    """Return sshd's configuration: loopback, our keys only, SFTP in `root` only."""
    return [
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f"HostKey {work / 'host_key'}",
        f"AuthorizedKeysFile {work / 'client_key.pub'}",
        f"AllowUsers {login()}",
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "UsePAM no",
        "StrictModes no",
        "PidFile none",
        "UseDNS no",
        "PrintMotd no",
        "PermitTTY no",
        "PermitTunnel no",
        "AllowTcpForwarding no",
        "AllowAgentForwarding no",
        "X11Forwarding no",
        "MaxStartups 100",
        "LoginGraceTime 20",
        "LogLevel VERBOSE",
        f"Subsystem sftp internal-sftp -d {root}",
        f"ForceCommand internal-sftp -d {root}",
    ]


def _write_configuration(sshd: str, root: Path, work: Path, port: int) -> Path:
    """Write the configuration, with the newer options where this sshd knows them."""
    path = work / "sshd_config"
    for newer in (["PerSourcePenalties no"], []):
        path.write_text("\n".join([*configuration(root, work, port), *newer]) + "\n", encoding="ascii")
        tried = subprocess.run([sshd, "-t", "-f", str(path)], capture_output=True, timeout=10, check=False)
        if tried.returncode == 0:
            return path
    sys.exit("sshd refuses its configuration: " + tried.stderr.decode(errors="replace"))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as tried:
            tried.settimeout(5)
            return tried.recv(4) == b"SSH-"
    except OSError:
        return False


def _started(root: Path, work: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start sshd on a free port, on another one if somebody was faster, and wait until it answers."""
    sshd = find()
    if sshd is None:
        sys.exit("sshd is gone")
    for _ in range(_STARTS):
        port = _free_port()
        path = _write_configuration(sshd, root, work, port)
        process = subprocess.Popen(
            [sshd, "-D", "-e", "-f", str(path)], stdin=subprocess.DEVNULL, preexec_fn=die_with_parent
        )
        end = time.monotonic() + 5
        while process.poll() is None and time.monotonic() < end:
            if _answers(port):
                return process, port
            time.sleep(0.01)
        process.kill()
        process.wait()
    sys.exit("sshd does not answer")


def main() -> None:
    """Serve until standard input ends or the limit is reached."""
    order = read_order()
    end_on_request()
    process, port = _started(Path(order["root"]), Path(order["work"]))
    try:
        print(port, flush=True)
        last(order["limit"], lambda: process.poll() is None)
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()

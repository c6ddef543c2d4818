"""What the launcher knows of its processes where there is no /proc, as on macOS."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import environment, postgres, processes

ROOT = Path(__file__).resolve().parents[2]
# `ps` as macOS has it: what follows an = is a header, to the end of the word, and lines are cut at 79 columns.
PS = f"""#!{sys.executable}
import os, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from launcher.processes import PROC, _stat
words, columns, headers, pids, wide = sys.argv[1:], [], [], [], False
while words:
    word = words.pop(0)
    if word == "-ww":
        wide = True
    elif word == "-p":
        pids = [words.pop(0)]
    elif word == "-ax":
        pids = [entry.name for entry in PROC.iterdir() if entry.name.isdigit()]
    elif word == "-o":
        column, _, header = words.pop(0).partition("=")
        columns.append(column)
        headers.append(header)
lines = [" ".join(headers)] if any(headers) else []
for pid in pids:
    fields = _stat(int(pid))
    if fields:
        said = Path(PROC, pid, "cmdline").read_bytes().replace(b"\\0", b" ").decode()
        known = dict(pid=pid, pgid=fields[2], stat=fields[0] + "s", lstart="Thu Nov " + fields[19], command=said)
        lines.append(" ".join(known[column] for column in columns))
for line in lines:
    print(line if wide else line[:79])
sys.exit(len(lines) == 0)
"""


@pytest.fixture
def _no_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if processes.HAS_PROC:
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "ps").write_text(PS)
        (folder / "ps").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(processes, "HAS_PROC", False)


@pytest.mark.usefixtures("_no_proc")
def test_a_process_is_known_told_from_others_and_ended_with_its_children() -> None:
    sleeping = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    leader = subprocess.Popen([sys.executable, "-c", sleeping, "a" * 100], start_new_session=True)
    first = processes.mark(leader.pid)

    assert first
    assert processes.mark(os.getpid()) != first
    assert "a" * 100 in processes.command(leader.pid)
    assert leader.pid in processes.members(leader.pid)

    processes.end(leader.pid, [(signal.SIGTERM, 5.0)], leader.poll)

    assert leader.poll() == -signal.SIGTERM
    assert processes.members(leader.pid) == []
    assert processes.mark(leader.pid) is None
    assert processes.command(leader.pid) == ""


@pytest.mark.slow
@pytest.mark.usefixtures("_no_proc")
def test_the_embedded_database_is_seen_to_start_and_to_stop(tmp_path: Path) -> None:
    var = tmp_path / ("long-" * 12)
    try:
        postgres.ensure_running(var)

        assert postgres.alive(var)
    finally:
        assert postgres.release(var)
    assert not postgres.alive(var)
    shutil.rmtree(var)


def test_a_mac_s_children_may_be_forked() -> None:
    assert environment.for_python({}, "darwin").items() >= environment.FORKS_OF_MACOS.items()
    assert environment.for_python({"PGGSSENCMODE": "prefer"}, "darwin")["PGGSSENCMODE"] == "prefer"
    assert not environment.for_python({}, "linux").keys() & environment.FORKS_OF_MACOS.keys()

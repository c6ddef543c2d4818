"""Children to supervise: each writes what happens to it in a common file."""

import signal
import sys
from pathlib import Path

from launcher.processes import StopRequest
from launcher.supervisor import Child, Supervisor

# Waits for SIGTERM with a child of its own, as gunicorn and Celery do.
FAITHFUL = """
import os, signal, subprocess, sys
diary, name = sys.argv[1:3]
def note(word):
    with open(diary, "a") as file:
        file.write(f"{name} {word}\\n")
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
def leave(*_):
    note("left")
    os._exit(0)
signal.signal(signal.SIGTERM, leave)
note(f"came {os.getpid()} {helper.pid}")
signal.pause()
"""
DEAF = FAITHFUL.replace("signal.SIGTERM, leave", "signal.SIGTERM, signal.SIG_IGN")
FRAIL = """
import sys
with open(sys.argv[1], "a") as file:
    file.write(f"{sys.argv[2]} came\\n")
sys.exit("la panne du jour")
"""


def child(diary: Path, name: str, script: str = FAITHFUL, patience: float = 5) -> Child:
    signals = ((signal.SIGTERM, patience),)
    return Child(name, f"Le {name}", [sys.executable, "-c", script, str(diary), name], signals)


def supervisor(folder: Path, children: list[Child], said: list[str] | None = None) -> Supervisor:
    return Supervisor(
        children=children,
        environment={"PATH": "/usr/bin:/bin"},
        cwd=folder,
        logs=folder / "journaux",
        record=folder / "processes.json",
        say=(said if said is not None else []).append,
        stop=StopRequest(),
    )

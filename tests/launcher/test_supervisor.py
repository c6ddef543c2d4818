import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher import processes
from launcher.errors import Refused
from tests.launcher.children import DEAF, FRAIL, child, supervisor


def wait_for(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def lines(diary: Path) -> list[str]:
    return diary.read_text().splitlines() if diary.exists() else []


def pids(diary: Path) -> list[int]:
    return [int(pid) for line in lines(diary) if " came " in line for pid in line.split()[2:]]


@pytest.fixture
def diary(tmp_path) -> Path:
    return tmp_path / "diary"


def test_children_leave_together_with_their_own_children_and_are_told_in_the_reverse_order(
    tmp_path, diary
) -> None:
    house = supervisor(tmp_path, [child(diary, name) for name in ("web", "worker", "beat")])
    house.start(most=1)
    wait_for(lambda: len(pids(diary)) == 2)
    assert "web came" in lines(diary)[0]
    house.start()
    wait_for(lambda: len(pids(diary)) == 6)

    told: list[str] = []
    house.shut_down(lambda one: told.append(one.name))

    assert sorted(line for line in lines(diary) if "left" in line) == ["beat left", "web left", "worker left"]
    assert told == ["beat", "worker", "web"]
    assert [processes.mark(pid) for pid in pids(diary)] == [None] * 6
    assert not house.record.exists()


def test_a_child_deaf_to_sigterm_is_killed_after_its_patience(tmp_path, diary) -> None:
    house = supervisor(tmp_path, [child(diary, "web", DEAF, patience=0.3)])
    house.start()
    wait_for(lambda: len(pids(diary)) == 2)
    begun = time.monotonic()

    house.shut_down()

    assert 0.3 <= time.monotonic() - begun < 3
    assert [processes.mark(pid) for pid in pids(diary)] == [None, None]


def test_a_child_that_dies_is_told_and_started_again_without_its_orphans(tmp_path, diary) -> None:
    said: list[str] = []
    house = supervisor(tmp_path, [child(diary, "web")], said)
    house.start()
    wait_for(lambda: len(pids(diary)) == 2)
    first, helper = pids(diary)
    os.kill(first, signal.SIGKILL)

    wait_for(lambda: house.tick() or len(pids(diary)) == 4)

    log = tmp_path / "journaux" / "web.log"
    assert said == [f"Le web s’est arrêté (signal 9) : nouvel essai dans 1 s. Journal : {log}"]
    assert processes.mark(helper) is None
    recorded = json.loads(house.record.read_text())
    assert [row["pid"] for row in recorded] == [pids(diary)[2]]
    house.shut_down()


def test_a_child_that_never_stands_is_refused_with_its_last_words(tmp_path, diary) -> None:
    house = supervisor(tmp_path, [child(diary, "web", FRAIL)])
    house.start()

    with pytest.raises(Refused) as refusal:
        house.wait_until(lambda: False, seconds=20)

    log = tmp_path / "journaux" / "web.log"
    assert str(refusal.value) == f"Le web ne démarre pas : « la panne du jour ». Journal : {log}"
    assert len(lines(diary)) == 3
    house.shut_down()


def test_what_a_killed_supervisor_left_is_ended_at_the_next_start(tmp_path, diary) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.launcher.children import child, supervisor\n"
        "folder = Path(sys.argv[1])\n"
        "supervisor(folder, [child(folder / 'diary', name) for name in ('web', 'worker')]).start()\n"
        "time.sleep(60)\n"
    )
    killed = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=dict(os.environ))
    wait_for(lambda: len(pids(diary)) == 4)
    killed.kill()
    killed.wait()

    ended = supervisor(tmp_path, [child(diary, "web"), child(diary, "worker")]).end_orphans()

    assert ended == ["worker", "web"]
    assert [processes.mark(pid) for pid in pids(diary)] == [None] * 4


def test_a_stranger_with_a_recorded_number_is_left_alone(tmp_path, diary) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    house = supervisor(tmp_path, [child(diary, "web")])
    house.record.write_text(json.dumps([{"name": "web", "pid": stranger.pid, "mark": "another birth"}]))

    assert house.end_orphans() == []

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_broken_record_is_no_obstacle(tmp_path, diary) -> None:
    house = supervisor(tmp_path, [child(diary, "web")])
    house.record.write_text("{")

    assert house.end_orphans() == []
    assert not house.record.exists()

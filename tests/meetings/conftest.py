import pytest
import time_machine

from tests.factories.meetings import NOW


@pytest.fixture(autouse=True)
def now():
    """Seventeen days before the meeting."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller

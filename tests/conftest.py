"""What every test stands on."""

import os

os.environ.setdefault("TESTING", "1")

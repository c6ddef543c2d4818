"""What people tells those who stand above it.

`paper_added` is sent after the commit with `paper` (its id): a booking may have waited for it.
"""

from django.dispatch import Signal

paper_added = Signal()

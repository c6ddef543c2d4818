"""What the ledger tells those who stand above it.

`ledger_changed` is sent after the commit with `spaces` (ids of the leaves touched) and `claims` (ids): caches,
plannings and feeds listen.
"""

from django.dispatch import Signal

ledger_changed = Signal()

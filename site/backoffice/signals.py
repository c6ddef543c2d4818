"""What the back office tells whoever listens above."""

from django.dispatch import Signal

# A whole list left as a spreadsheet: sender is the model, `user` who took it.
list_exported = Signal()

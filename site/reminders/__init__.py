"""Telling people once: a ledger of notices that survives workers, brokers and mail servers.

It knows no application above it: each registers its kinds (`reminders.registry`), writes its rows
(`reminders.services.schedule`) and takes them back (`cancel`) in its own transactions.
"""

"""Pages of reminders: one's own, the unsubscription, and the ledger in the back office."""

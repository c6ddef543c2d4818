"""Personal data: what the house holds of a person, how long, what they consented to, and how it goes.

It knows no application above it: each says what it holds (`privacy.holdings.register`) and how long it keeps
it (`privacy.retention.register`). What reminders, jobs, the vault and the journal hold is said here, since
they lie below.
"""

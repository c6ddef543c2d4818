"""The trial by fire of reminders: `make chaos`.

Real workers, beats, broker, PostgreSQL and SMTP server, killed, flushed, hung and restarted while hundreds
of notices fall due and some of what they tell is cancelled or moved. Prints figures, fails on any broken
promise.
"""

"""Calendars as other programs write them."""


def ics(*events: str, zones: str = "") -> bytes:
    """A calendar of these events, each a few lines."""
    parts = [
        f"BEGIN:VEVENT\nUID:{number}@ailleurs\n{event}\nEND:VEVENT" for number, event in enumerate(events)
    ]
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *([zones] if zones else []), *parts,
                      "END:VCALENDAR", ""])  # fmt: skip
    return text.replace("\n", "\r\n").encode()


def event(
    start: str = "20260303T140000", end: str = "20260303T160000", title: str = "Chorale", more: str = ""
):
    lines = [
        f"DTSTART{start if start[0] in ':;' else ':' + start}",
        f"DTEND{end if end[0] in ':;' else ':' + end}",
    ]
    return "\n".join([*lines, f"SUMMARY:{title}", *([more] if more else [])])

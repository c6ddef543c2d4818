"""How the house writes an hour where Django writes it by itself: 23\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}59."""

TIME_FORMAT = "G\N{NO-BREAK SPACE}\\h\N{NO-BREAK SPACE}i"
DATETIME_FORMAT = f"j F Y, {TIME_FORMAT}"
SHORT_DATETIME_FORMAT = f"d/m/Y, {TIME_FORMAT}"

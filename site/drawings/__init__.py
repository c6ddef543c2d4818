"""The house's drawings: plain data in, SVG out. Flat elevations, plans and sections, never perspective.

Every function takes dataclasses of this package, escapes what it writes, and gives the same picture
for the same data. Colours are CSS classes (`ink`, `brick`, `wall`…), so day and night are the page's.
"""

"""A Typst source with one of each piece of signage that a page may use."""

SAMPLE = """
#import "house.typ": *
#let data = json("data.json")
#show: house.with(title: data.title, place: data.place)
#ledger(("Heure", "Quoi"), data.rows)
"""

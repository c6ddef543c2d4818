"""Spreadsheets in and out: lists as people really send them, and files no formula can hide in."""

from sheets.matching import match, normal
from sheets.reading import Row, Sheet, Unreadable, read
from sheets.values import NotUnderstood, boolean, day, decimal, moment, whole_number
from sheets.writing import write_csv, write_xlsx

__all__ = [
    "NotUnderstood",
    "Row",
    "Sheet",
    "Unreadable",
    "boolean",
    "day",
    "decimal",
    "match",
    "moment",
    "normal",
    "read",
    "whole_number",
    "write_csv",
    "write_xlsx",
]

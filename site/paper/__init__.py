"""Printed pages: a Typst template and its data become a tagged PDF in the house's letters."""

from paper.printing import NotPrinted, pdf

__all__ = ["NotPrinted", "pdf"]

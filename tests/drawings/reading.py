"""Read a drawing back as the XML it is."""

import re
from xml.etree import ElementTree as ET


def parse(svg: str) -> ET.Element:
    """Parse a drawing; a page's HTML needs no namespace, so there is none to strip."""
    return ET.fromstring(svg)


def titles(svg: str) -> list[str]:
    return [node.text or "" for node in parse(svg).iter("title")]


def count(svg: str, name: str, class_: str) -> int:
    return sum(1 for node in parse(svg).iter(name) if node.get("class") == class_)


def classes(svg: str) -> set[str]:
    return {name for found in re.findall(r'class="([^"]*)"', svg) for name in found.split()}

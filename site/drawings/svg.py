"""The few SVG elements that the drawings are made of, as text that is safe to put in a page."""

from collections.abc import Iterable
from html import escape

type Attribute = str | int | float | None


def number(value: float) -> str:
    """Write a coordinate with at most two decimals and no trailing zero: 12, 12.5, -0.25."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _attributes(attributes: dict[str, Attribute]) -> str:
    written = []
    for name, value in attributes.items():
        if value is None:
            continue
        # `class_` and `stroke_width` are how Python lets us write class and stroke-width.
        key = name.rstrip("_").replace("_", "-")
        text = number(value) if isinstance(value, int | float) else value
        written.append(f' {key}="{escape(text)}"')
    return "".join(written)


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element. Children are markup already made by this module; attributes are escaped here."""
    opening = f"<{name}{_attributes(attributes)}"
    return f"{opening}>{''.join(children)}</{name}>" if children else f"{opening}/>"


def rect(x: float, y: float, width: float, height: float, class_: str, **more: Attribute) -> str:
    return element("rect", x=x, y=y, width=width, height=height, class_=class_, **more)


def circle(cx: float, cy: float, r: float, class_: str, **more: Attribute) -> str:
    return element("circle", cx=cx, cy=cy, r=r, class_=class_, **more)


def line(x1: float, y1: float, x2: float, y2: float, class_: str, **more: Attribute) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_, **more)


def path(d: str, class_: str, **more: Attribute) -> str:
    return element("path", d=d, class_=class_, **more)


def polygon(points: Iterable[tuple[float, float]], class_: str) -> str:
    written = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return element("polygon", points=written, class_=class_)


def text(x: float, y: float, content: str, class_: str, **more: Attribute) -> str:
    return element("text", escape(content), x=x, y=y, class_=class_, **more)


def group(*children: str, **attributes: Attribute) -> str:
    return element("g", *children, **attributes)


def link(href: str, label: str, *children: str, **more: Attribute) -> str:
    """Wrap children in a link whose name is the label. Only addresses of this site are accepted."""
    if not href.startswith("/") or href.startswith("//"):
        raise ValueError(f"A drawing links inside the site only, not to {href!r}.")
    return element("a", element("title", escape(label)), *children, href=href, aria_label=label, **more)


def picture(
    *children: str,
    width: float,
    height: float,
    title: str,
    description: str = "",
    class_: str = "drawing",
    role: str = "img",
    **more: Attribute,
) -> str:
    """Return the whole drawing, named for those who cannot see it; without a title it is decoration.

    A drawing with links in it takes the role "group": an image would hide them from a screen reader.
    """
    if not title:
        return element(
            "svg",
            *children,
            viewBox=f"0 0 {number(width)} {number(height)}",
            class_=class_,
            aria_hidden="true",
            focusable="false",
            **more,
        )
    names = [element("title", escape(title))]
    if description:
        names.append(element("desc", escape(description)))
    return element(
        "svg",
        *names,
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        class_=class_,
        role=role,
        aria_label=f"{title}. {description}" if description else title,
        **more,
    )

"""What an open page shows to whoever reads it: what axe finds, and what lies beside the screen."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script


def overflow_of(page) -> int:
    """How many pixels one must slide sideways to read it all."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def violations_of(page) -> list[str]:
    """Axe is read once in each page, and tells only what it found wrong."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in page.evaluate("axe.run({resultTypes: ['violations']}).then(told => told.violations)")
        for node in violation["nodes"]
    ]

"""What an open page shows to whoever reads it: what axe finds, and what lies beside the screen."""

from axe_playwright_python.sync_playwright import Axe


def overflow_of(page) -> int:
    """How many pixels one must slide sideways to read it all."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def violations_of(page) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]

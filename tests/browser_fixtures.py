"""Reports in a real browser: without network, and with an eye on whatever goes wrong in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mtqe.reporters.html import Html
from mtqe.scorecard import Scorecard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Visit = Callable[..., "Page"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; skips the test where there is none."""
    path = os.environ.get("MTQE_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.skip("no browser here: install Chromium, or set MTQE_BROWSER to its path")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    # It is spoken to through a pipe: no socket is needed.
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Open the report of a scorecard: card -> page, when everything is drawn.

    The test fails where the page wrote to the console, or asked for anything but itself.
    """
    contexts, troubles = [], []

    def open_report(
        card: Scorecard, fragment: str = "", reporter: Html | None = None, **options: Any
    ) -> Page:
        path = tmp_path / "report.html"
        path.write_bytes((reporter or Html()).render(card)["report.html"])
        context = browser.new_context(offline=True, **({"locale": "en-US"} | options))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda found: troubles.append(f"console: {found.text}"))
        page.on("pageerror", lambda found: troubles.append(f"error: {found}"))
        page.on("dialog", lambda found: troubles.append(f"dialog: {found.message}"))
        page.on("request", lambda request: troubles.extend(_elsewhere(request.url, path)))
        page.goto(path.as_uri() + fragment)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("[data-ready]", state="attached")
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert troubles == []


def _elsewhere(url: str, path: Path) -> list[str]:
    return [] if url.partition("#")[0] == path.as_uri() else [f"request: {url}"]

"""What every test of the desk in a real browser shares: screens, and what a page must not do on any of them."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

HOST = "http://desk.example.org"
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SCREENS = {"desk": (1280, 900), "phone": (390, 844), "small": (320, 640)}


def faults(page: Page) -> list[str]:
    found: dict[str, Any] = Axe().run(page, options=AXE).response
    told = [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told + ([f"{over} px too wide"] if over > 0 else [])

# SPDX-License-Identifier: GPL-3.0-or-later
"""A page in headless Chromium: what it made of it, and what it complained about."""

import html.parser
import subprocess
import tempfile

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Page(html.parser.HTMLParser):
    """What is in the DOM that Chromium made of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.ids, self.links, self.text, self.attributes = set(), [], [], [], set()
        self.feed(text)
        self.text = " ".join("".join(self.text).split())

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)

    def handle_data(self, data):
        self.text.append(data)


def browse(path, *options):
    """Opens a file; its standard output, for instance of --dump-dom."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        result = subprocess.run([*CHROMIUM, f"--user-data-dir={profile}", "--enable-logging=stderr", "--v=0", *options,
                                 f"file://{path}"], capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr[-2000:]
    complaints = [line for line in result.stderr.splitlines() if "CONSOLE" in line and "Slow network" not in line]
    assert not complaints, f"{path}: {complaints[:3]}"
    return result.stdout


def check_page(page):
    """It runs nothing, loads nothing, and every link leads somewhere."""
    assert "script" not in page.tags and "img" not in page.tags, page.tags
    assert not [name for name in page.attributes if name.startswith("on")], page.attributes
    assert len(set(page.ids)) == len(page.ids), "two elements have one id"
    ends = {f"#{end}" for end in page.ids}
    wrong = [link for link in page.links if link not in ends and not link.startswith("https://www.rfc-editor.org/rfc/")]
    assert not wrong, f"links that lead nowhere: {wrong[:5]}"

"""A page in a real browser, and how to say what was found of it."""

import csv
import json
import time

checks = []


def check(what, ok, *seen):
    checks.append(bool(ok))
    if not ok:
        print(f"FAILED: {what}", *seen, sep="\n    ", flush=True)


def rows(path):
    with open(path, newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f))


def signed(thousandths):
    """As the page prints a score: two decimals, a true minus, half away from zero."""
    h = (abs(thousandths) + 5) // 10
    return ("" if h == 0 else "+" if thousandths > 0 else "−") + f"{h // 100}.{h % 100:02}"


def thousandths(cell):
    return round(float(cell) * 1000)


def distinct(quotes):
    """One row for each distinct quotation."""
    seen, out = set(), []
    for q in quotes:
        first = q["duplicate_of"] or q["quote_id"]
        if first not in seen:
            seen.add(first)
            out.append(q)
    return out


class Page:
    """A page from disk, with all it said and asked for."""

    def __init__(self, browser, path, place="", **context):
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.path, self.said, self.asked = path, [], []
        self.page.on("console", lambda m: self.said.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.on("dialog", lambda d: (self.said.append(f"dialog {d.message}"), d.dismiss()))
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.go(place)

    def go(self, place=""):
        start = time.monotonic()
        self.page.goto("about:blank")
        self.page.goto(f"file://{self.path}{place}")
        self.page.wait_for_selector("html[data-ready]")
        self.page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
        return time.monotonic() - start

    def hash(self, place):
        self.page.evaluate("h => { location.hash = h }", place)
        self.page.wait_for_timeout(60)

    def axis(self):
        """Data and words of each speaker's line."""
        return self.page.eval_on_selector_all(
            "#axis-chart tr[data-speaker]",
            """rs => rs.map(r => ({...r.dataset, few: r.classList.contains("few"),
                text: [...r.cells].slice(0, 4).map(c => [...c.childNodes].filter(n => n.nodeName !== "SMALL" && n.className !== "unit").map(n => n.textContent).join("").trim())}))""",
        )

    def all_axis(self):
        while self.page.locator("#axis-chart button.more").count():
            self.page.locator("#axis-chart button.more").click()
        return self.axis()

    def set_filter(self, **fields):
        self.page.evaluate("document.querySelectorAll('#filters details').forEach(d => { d.open = true })")
        for name, value in fields.items():
            field = self.page.locator(f"#filters [name={name}]")
            kind = field.evaluate("f => f.type")
            if kind == "select-one":
                field.select_option(label=value)
            elif kind == "checkbox":
                field.set_checked(value)
            else:
                field.fill(value)
            self.page.wait_for_timeout(300)

    def too_wide(self):
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def beyond_the_edge(self):
        """What a reader would have to scroll sideways for, in the page or in a box of it."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter(n => {
                if (n.closest(".hidden, .skip, svg svg, defs, datalist") || !n.getClientRects().length) return false;
                const b = n.getBoundingClientRect();
                return b.width > 0 && (b.right > innerWidth + 1 || b.left < -1);
            }).slice(0, 5).map(n => n.outerHTML.slice(0, 150))"""
        )

    def saved(self, button, to):
        """What a button saves, as a file in a folder."""
        with self.page.expect_download() as waiting:
            self.page.locator(button).click()
        path = to / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def close(self, name):
        own = ("file://", "about:blank", "blob:")
        outside = [u for u in self.asked if not u.startswith(own)]
        check(f"{name}: no request leaves the disk", not outside, outside)
        check(f"{name}: nothing on the console", not self.said, self.said[:5])
        check(f"{name}: no script of an article ran", self.page.evaluate("window.harmed") is None)
        self.context.close()


def changed(path, to, change):
    """A page with other data in it: `change` is given what was embedded, and the texts."""
    page = path.read_text(encoding="utf-8")

    def block(name):
        start = page.index(f'id="{name}">') + len(f'id="{name}">')
        return start, page.index("</script>", start)

    parts = {name: json.loads(page[slice(*block(name))]) for name in ("data", "texts")}
    change(parts["data"], parts["texts"])
    for name, value in parts.items():
        start, end = block(name)
        page = page[:start] + json.dumps(value).replace("<", "\\u003c") + page[end:]
    to.write_text(page, encoding="utf-8")
    return to

"""report.html in a real browser: what a reader sees, clicks and hears, and that nothing leaves the machine."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote as percent

import archives
import hostile
import many
import view_tests
from axe_playwright_python.sync_playwright import Axe
from browser import Page, check, checks, distinct, rows, signed, thousandths
from playwright.sync_api import sync_playwright

TREE = Path(__file__).resolve().parents[2]
OPEN_WITHIN = 2.0
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def opens_and_equals_the_csv(p, out):
    speakers = rows(out / "speakers.csv")
    # those with three quotations on the axis come first; both parts by that number, then as in speakers.csv
    speakers.sort(key=lambda s: (int(s["on_axis"]) < 3, -int(s["on_axis"])))
    shown = p.all_axis()
    check(
        "a line for each speaker, by quotations on the axis",
        [s["speaker_id"] for s in speakers] == [r["speaker"] for r in shown],
    )
    check(
        "those with fewer than three are pale and not ranked",
        [int(s["on_axis"]) < 3 for s in speakers] == [r["few"] for r in shown]
        and "fewer than 3 quotations" in p.page.inner_text(".unranked"),
    )
    for s, r in zip(speakers, shown):
        exact = {"count": s["quotations"], "n": s["on_axis"]}
        for key, column in (("mean", "mean_stance"), ("low", "ci_low"), ("high", "ci_high")):
            exact[key] = str(thousandths(s[column])) if s[column] else None
        got = {k: r.get(k) for k in exact}
        check(f"figures of {s['speaker']}", got == exact, got, exact)
        words = [
            s["speaker"],
            f"{int(s['on_axis']):,}",
            signed(thousandths(s["mean_stance"])) if s["mean_stance"] else "–",
            f"{signed(thousandths(s['ci_low']))} to {signed(thousandths(s['ci_high']))}" if s["ci_low"] else "–",
        ]
        check(f"figures of {s['speaker']} as read", r["text"] == words, r["text"], words)
    dots = p.page.locator("#axis-chart .dot").count()
    want = sum(int(s["on_axis"]) for s in speakers)
    check("a dot for each distinct quotation on the axis", dots == want, dots, want)


def speaker_sections_equal_the_csv(p, out):
    for s in rows(out / "speakers.csv"):
        p.hash(f"#speaker/{percent(s['speaker_id'], safe='')}")
        facts = p.page.eval_on_selector_all(
            "#speaker-body .facts div",
            "ds => Object.fromEntries(ds.map(d => [d.firstChild.innerText, d.lastChild.innerText]))",
        )
        mean = signed(thousandths(s["mean_stance"])) if s["mean_stance"] else "–"
        check(
            f"section of {s['speaker']}",
            p.page.inner_text("#speaker-name") == s["speaker"]
            and facts["Mean"] == mean
            and facts["Quotations"] == s["quotations"]
            and facts["On the axis, repeats left out"] == s["on_axis"],
            facts,
        )
        table = p.page.locator("#speaker-body table.quotes tbody tr").count()
        check(f"table of {s['speaker']}", table == min(50, int(s["quotations"])), table)
        labels = [
            s[k]
            for k in ("strong_pressure", "lean_pressure", "neutral", "lean_peace", "strong_peace", "off_axis")
            if s[k] != "0"
        ]
        spread = p.page.eval_on_selector_all("#speaker-body .spread b", "bs => bs.map(b => b.innerText)")
        check(f"labels of {s['speaker']}", spread == labels, spread, labels)


def sorting(p):
    p.go()

    def numbers():
        return [int(r["mean"]) for r in p.all_axis() if "mean" in r and not r["few"]]

    p.page.click("[data-sort=mean]")
    first = numbers()
    check("sorted by mean, peace first", first == sorted(first, reverse=True) and len(set(first)) > 3, first)
    check("the heading says so", p.page.get_attribute("th:has([data-sort=mean])", "aria-sort") == "descending")
    p.page.click("[data-sort=mean]")
    check("and the other way round", numbers() == sorted(first))
    check("the address holds the order", "sort=-mean" in p.page.url, p.page.url)
    p.page.click("[data-sort=name]")
    names = [r["text"][0] for r in p.axis() if not r["few"]]
    check("sorted by name", names == sorted(names, key=str.casefold) or names[0].lower() < names[-1].lower(), names)
    p.page.click("[data-sort=count]")
    counts = [int(r["n"]) for r in p.axis()]
    check("sorted by count", counts == sorted(counts, reverse=True))


def filtered_figures(quotes):
    by = defaultdict(list)
    for q in quotes:
        if q["speaker"]:
            by[q["speaker_id"]].append(q)
    out = {}
    for s, list_ in by.items():
        scores = [thousandths(q["stance_score"]) for q in distinct(list_) if q["stance_score"]]
        out[s] = (len(list_), round(sum(scores) / len(scores), 3) if scores else None)
    return out


def filters(p, out):
    quotes = rows(out / "quotes.csv")
    whole = [r["text"] for r in p.all_axis()]
    cases = [
        ({"type": "indirect"}, lambda q: q["type"] == "indirect"),
        ({"outlet": "Northlight"}, lambda q: q["outlet"] == "Northlight"),
        ({"from": "2025-10-28"}, lambda q: q["date"] >= "2025-10-28"),
        ({"to": "2025-10-27"}, lambda q: q["date"] and q["date"] <= "2025-10-27"),
        ({"name": "90 % or more"}, lambda q: q["speaker"] and float(q["speaker_confidence"]) >= 0.9),
        ({"score": "70 % or more"}, lambda q: float(q["stance_confidence"]) >= 0.7),
        ({"speaker": "VÀRN", "type": "direct"}, lambda q: "varn" in q["speaker"].lower() and q["type"] == "direct"),
    ]
    for fields, keep in cases:
        p.go()
        p.set_filter(**fields)
        kept = [q for q in quotes if keep(q)]
        want = filtered_figures(kept)
        got = {
            r["speaker"]: (int(r["count"]), round(float(r["mean"]), 3) if "mean" in r else None) for r in p.all_axis()
        }
        check(f"filter {fields} changes the rows", got == want and 0 < len(got) < len(whole), got, want)
        wrong = [(r["speaker"], *view_tests.intervals_differ(r, kept)) for r in p.axis()]
        wrong = [w for w in wrong if len(w) > 1]
        check(f"filter {fields}: intervals are those of a bootstrap over articles", not wrong, *wrong)
        check(
            f"filter {fields}: the page says so",
            f"{len(kept)} of {len(quotes)} quotation" in p.page.inner_text("#shown"),
            p.page.inner_text("#shown"),
        )
    p.page.click("#reset")
    check("cleared, all is as before", [r["text"] for r in p.all_axis()] == whole)
    p.set_filter(speaker="nobody of this name")
    check("nobody: it says so", "No quotation" in p.page.inner_text("#axis-chart"))


def dots(p, out):
    quotes = {q["quote_id"]: q for q in rows(out / "quotes.csv")}
    p.go()
    dot = p.page.locator("tr[data-speaker=oda-varn] .dot").last
    dot.hover()
    tip = p.page.inner_text("#tip")
    q = next(q for q in quotes.values() if q["speaker_id"] == "oda-varn" and q["quote"][:30] in tip)
    check(
        "pointing at a dot shows speaker and words", "Oda Varn" in tip and (q["title"] or q["article_id"]) in tip, tip
    )
    dot.click()
    p.page.wait_for_timeout(100)
    marked = p.page.eval_on_selector_all("#reader mark.here", "ms => ms.map(m => m.textContent).join(' … ')")
    check("a click on it shows the quotation in its article", marked == q["quote"], marked, q["quote"])
    inside = p.page.eval_on_selector(
        "#reader mark.here",
        "m => { const b = m.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }",
    )
    check("and it is in sight", inside)
    # and back to its row
    p.page.locator(f"#reader a.label[data-q='{p.page.get_attribute('#reader mark.here', 'data-q')}']").click()
    p.page.wait_for_timeout(100)
    row = p.page.inner_text("#speaker-body tr.here")
    check("its label leads to its row", q["quote"][:40] in row, row)
    p.page.locator("#speaker-body tr.here td.where a").click()
    p.page.wait_for_timeout(100)
    check("and the row to its place", p.page.locator("#reader mark.here").count() >= 1)
    p.page.go_back()
    p.page.wait_for_timeout(100)
    check("the browser's way back works", "#row/" in p.page.url)

    # the same with keys
    p.go()
    p.page.locator("tr[data-speaker=marek-dolny] svg.lane").focus()
    p.page.keyboard.press("ArrowRight")
    low = p.page.inner_text("#tip .badge .hidden")
    p.page.keyboard.press("End")
    high = p.page.inner_text("#tip .badge .hidden")
    check("arrow keys go from dot to dot", "pressure" in low and "peace" in high, low, high)
    check(
        "and a screen reader hears it", high in p.page.inner_text("#say") and "Marek Dolny" in p.page.inner_text("#say")
    )
    p.page.keyboard.press("Enter")
    p.page.wait_for_timeout(100)
    check("Enter reads it", p.page.evaluate("location.hash").startswith("#quote/"))
    p.go()
    p.page.locator("#timeline .dot").first.click()
    p.page.wait_for_timeout(100)
    check("a dot of the timeline leads to its article", p.page.locator("#reader mark.here").count() >= 1)


def every_place(p, out):
    """All rows, by their links: the marks hold exactly the row's words."""
    wrong = []
    for q in rows(out / "quotes.csv"):
        id_ = q["quote_id"]
        p.hash(f"#quote/{percent(id_, safe='')}")
        got = p.page.evaluate(
            """() => [...document.querySelectorAll('#reader mark.here')].map(m => m.textContent).join('')"""
        )
        quote = q["quote"]
        plain = quote[1:] if quote[:2] in ("'=", "'+", "'-", "'@") else quote
        # paragraphs part the marks, and " … " the spans
        if got.replace("\n", "") != plain.replace(" … ", "").replace("\n", ""):
            wrong.append((id_, got, plain))
    check("every row's link leads to its words", not wrong, *wrong[:3])
    check("one of them stands inside another", any(q["nested"] == "true" for q in rows(out / "quotes.csv")))


def article_marks(p):
    p.hash("#article/wire-ceasefire")
    cues = p.page.eval_on_selector_all("#reader .text .cue", "cs => cs.map(c => c.textContent)")
    mentions = p.page.eval_on_selector_all("#reader .text .mention", "cs => cs.map(c => c.textContent)")
    check("cues and mentions are underlined in place", "told" in cues and "Varn" in mentions, cues, mentions)
    label = p.page.inner_text("#reader .text a.label >> nth=0")
    check("each quotation carries name and number, not colour alone", "Oda Varn" in label and "+0." in label, label)


def matrix_and_time(p, out):
    quotes = rows(out / "quotes.csv")
    p.go()
    cells = defaultdict(dict)
    for q in quotes:
        if q["stance_score"] and q["speaker"]:
            cells[(q["speaker"], q["outlet"] or "no outlet given")].setdefault(
                q["duplicate_of"] or q["quote_id"], thousandths(q["stance_score"])
            )
    got = p.page.eval_on_selector_all("#matrix button.cell", "bs => bs.map(b => b.getAttribute('aria-label'))")
    for text in got:
        name, rest = text.split(" in ", 1) if not text.startswith("unnamed") else text.rsplit(" in ", 1)
        outlet, figures = rest.rsplit(": mean ", 1)
        scores = list(cells[(name, outlet)].values())
        want = signed(round(sum(scores) / len(scores) + 1e-9)) if scores else None
        mean, n = figures.split(", ")[0], figures.split(", ")[1].split()[0]
        # halves of a thousandth may fall either way
        close = scores and abs(float(mean.replace("−", "-")) * 1000 - sum(scores) / len(scores)) <= 5.001
        check(f"cell {text}", close and int(n) == len(scores), want)
    check("the matrix has cells", len(got) > 10, len(got))
    p.page.locator("#matrix button.cell").nth(1).click()
    p.page.wait_for_timeout(150)
    check("a cell shows its quotations", "Filtered" in p.page.inner_text("#shown") and "#speaker/" in p.page.url)

    p.go()
    p.page.click("#timeline summary")
    table = p.page.eval_on_selector_all("#timeline tbody tr", "rs => rs.map(r => [...r.cells].map(c => c.innerText))")
    by = defaultdict(list)
    for q in distinct(quotes):
        if q["stance_score"] and q["date"]:
            by[q["date"]].append(thousandths(q["stance_score"]))
    check("the timeline's table", [(r[0], int(r[1])) for r in table] == [(d, len(by[d])) for d in sorted(by)], table)


def search(p):
    p.hash("#speaker/oda-varn")
    before = p.page.locator("#speaker-body table.quotes tbody tr").count()
    p.page.fill("#speaker-body [name=find]", "guns")
    p.page.wait_for_timeout(350)
    after = p.page.locator("#speaker-body table.quotes tbody tr").count()
    check("search in a speaker's quotations", after == 1 and before > 3, before, after)
    p.page.fill("#articles [name=article]", "beacon")
    p.page.wait_for_timeout(350)
    check("search in the articles", p.page.locator("#articles ul.articles li").count() == 1)


def hostile_article(p, record):
    p.go(f"#article/{percent(record['id'], safe='')}")
    text = p.page.evaluate("document.querySelector('#reader').textContent")
    check("a script in an article is shown as text", "<script>window.harmed = true</script>" in text)
    check("a script in the title too", record["title"] in text)
    check("a script in the outlet too", record["outlet"] in text)
    check("no element came of it", p.page.locator("#reader script, #reader img").count() == 0)
    check("the page has its own scripts alone", p.page.evaluate("document.scripts.length") == 3)


def the_policy_holds(browser, path):
    """Even a script that got into the page could not run, nor fetch."""
    p = Page(browser, path)
    ran = p.page.evaluate("""async () => {
        const s = document.createElement('script'); s.textContent = 'window.injected = true'; document.body.append(s);
        let fetched = 'yes'; try { await fetch('https://example.invalid/') } catch { fetched = 'no' }
        return [window.injected ?? null, fetched];
    }""")
    check(
        "the policy stops scripts and requests",
        ran == [None, "no"] and any("Content Security Policy" in s for s in p.said),
        ran,
        p.said,
    )
    p.context.close()


def accessible(p, name):
    for place in ("", "#speaker/oda-varn", "#article/wire-ceasefire", "#about?q=the&type=direct"):
        p.go(place)
        if "?" in place:
            p.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = Axe().run(p.page).response["violations"]
        check(
            f"accessible ({name} {place}): axe finds nothing",
            not found,
            *[f"{v['id']}: {v['help']}; {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found],
        )


def phone(browser, path, shots):
    p = Page(
        browser, path, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    for place in ("", "#speaker/oda-varn", "#article/wire-ceasefire", "#made", "#?q=the", "#about"):
        p.go(place)
        p.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        p.page.wait_for_timeout(100)
        check(f"phone {place}: no scrolling to the side", p.too_wide() <= 0, p.too_wide())
        beyond = p.beyond_the_edge()
        check(f"phone {place}: nothing is wider than the phone", not beyond, *beyond)
    p.go()
    p.page.locator("tr[data-speaker=oda-varn] .dot").last.tap()
    p.page.wait_for_timeout(150)
    check("a tap shows the card with its link", p.page.locator("#tip a").count() == 1 and p.page.is_visible("#tip"))
    p.page.locator("#tip a").tap()
    p.page.wait_for_timeout(150)
    check("and the link leads to the article", p.page.locator("#reader mark.here").count() >= 1)
    accessible(p, "phone")
    if shots:
        p.go()
        p.page.screenshot(path=shots / "phone.png", full_page=False)
        p.go("#article/wire-ceasefire")
        p.page.screenshot(path=shots / "phone-article.png")
    p.close("phone")


def dark_and_print(browser, path, shots):
    p = Page(browser, path, viewport={"width": 1280, "height": 900}, color_scheme="dark")
    shade = p.page.evaluate("getComputedStyle(document.body).backgroundColor")
    check("dark where the reader's screen is", max(int(x) for x in shade[4:-1].split(",")) < 60, shade)
    accessible(p, "dark")
    if shots:
        p.go()
        p.page.screenshot(path=shots / "dark.png")
        p.go("#article/longread-border")
        p.page.screenshot(path=shots / "dark-article.png")
    p.page.emulate_media(media="print", color_scheme="light")
    check(
        "printed without controls",
        not p.page.is_visible("#filters") and not p.page.is_visible("nav") and p.page.is_visible("#axis-chart table"),
    )
    check(
        "but with the figures of the matrix",
        p.page.locator("#matrix .cell").first.is_visible() and not p.page.is_visible("#axis-chart button.more"),
    )
    if shots:
        p.page.pdf(path=shots / "print.pdf", format="A4")
    p.close("dark")


def without_scripts(browser, path, out):
    c = browser.new_context(java_script_enabled=False)
    page = c.new_page()
    page.goto(f"file://{path}")
    text = page.inner_text("noscript")
    check("without scripts the figures are still there", all(s["speaker"] in text for s in rows(out / "speakers.csv")))
    c.close()


def program(args, *command):
    done = subprocess.run([args.program, *map(str, command)], capture_output=True, text=True)
    check(f"{command[0]} succeeds", done.returncode == 0, done.stderr)
    return done.stdout


def folders(browser, args, work, out):
    """`report` from folders: of several runs, of a hostile one."""
    evil, again = work / "evil", work / "again"
    row = hostile.folder(out, evil)
    archives.copied(out, again).close()
    page = work / "both.html"
    program(args, "report", out, again, evil, "-o", page)
    p = Page(browser, page)
    quotes = rows(out / "quotes.csv")
    check(
        "two runs over the same articles and a third are one page",
        p.page.inner_text(".lead").startswith(f"{len(quotes) + 1} quotations"),
        p.page.inner_text(".lead"),
    )
    once = {s["speaker_id"]: s["mean_stance"] for s in rows(out / "speakers.csv")}
    twice = {r["speaker"]: r.get("mean") for r in p.all_axis()}
    same = all(
        (twice[s] is None) == (not m) and (not m or abs(int(twice[s]) - thousandths(m)) <= 1) for s, m in once.items()
    )
    check("what ran in both counts once: the means are those of one", same)
    shown = [r for r in p.axis() if r["text"][0] == row["speaker"]]
    check("a hostile speaker is a name", len(shown) == 1)
    p.go(f"#speaker/{percent(shown[0]['speaker'], safe='')}")
    check("with its words", row["quote"] in p.page.inner_text("#speaker"))
    check("an address that is none is no link", p.page.locator("a[target]").count() == 0)
    safe = rows(p.saved("[data-save='quotations.csv']", work))
    kept = next(q for q in safe if q["speaker"] == row["speaker"])
    check(
        "in a file, a cell that begins as a formula has an apostrophe",
        kept["article_id"] == "'" + row["article_id"],
        kept,
    )
    cells = [c for q in safe for c in q.values() if c]
    harmful = [c for c in cells if c[0] in "=+@\t\r" or (c[0] == "-" and not c[1:].replace(".", "").isdigit())]
    check("and no cell that a spreadsheet would run", not harmful, harmful[:3])
    p.close("several runs")
    hole = Page(browser, page)
    hole.go("#quote/%E0%A4%A")
    hole.close("a broken address")


def nothing_found(browser, args, work, out):
    empty = work / "empty"
    db = archives.emptied(out, empty)
    archives.add(db, "plain", "Nobody said anything.", [])
    db.commit()
    db.close()
    program(args, "report", empty)
    p = Page(browser, empty / "report.html")
    check(
        "a run without a quotation says so",
        "no quotations" in p.page.inner_text("#axis-chart"),
        p.page.inner_text("#axis-chart"),
    )
    check(
        "the finding says so too",
        "No quotation of a named speaker" in p.page.inner_text("#finding"),
        p.page.inner_text("#finding"),
    )
    check(
        "and what is not known of it",
        "not known" in p.page.inner_text("#timeline") and "not known" in p.page.inner_text("#matrix"),
    )
    check("one article is one", "in 1 article." in p.page.inner_text(".lead"), p.page.inner_text(".lead"))
    p.close("nothing found")


def many_articles(browser, args, work, out):
    """2,000 articles, 50,000 quotations: opens within two seconds and stays usable."""
    big = work / "big"
    many.folder(out, big, 2000)
    t = time.monotonic()
    program(args, "report", big)
    made = time.monotonic() - t
    path = big / "report.html"
    p = Page(browser, path, viewport={"width": 1280, "height": 900})
    # the machine may be busy with something else: one time within the limit shows that it can be done
    opened = OPEN_WITHIN
    for _ in range(5):
        opened = min(opened, p.go())
    check(f"2,000 articles open within {OPEN_WITHIN} s", opened < OPEN_WITHIN, opened)

    def timed(js):
        return p.page.evaluate(
            f"() => {{ const t = performance.now(); {js}; document.body.offsetHeight; return performance.now() - t }}"
        )

    filtering = timed(
        "const f = document.querySelector('#filters'); f.elements.type.value = '0'; f.elements.outlet.selectedIndex = 3; f.dispatchEvent(new Event('input')); document.querySelector('[data-sort=mean]').click()"
    )
    p.page.wait_for_timeout(800)
    check("a filter works there", "Filtered" in p.page.inner_text("#shown"), p.page.inner_text("#shown"))
    article = timed("location.hash = '#quote/wire-001999%2325'; dispatchEvent(new Event('hashchange'))")
    check("and a place in the last article", p.page.locator("#reader mark.here").count() >= 1)
    speaker = timed("document.querySelector('#axis-chart tbody a').click(); dispatchEvent(new Event('hashchange'))")
    check("each step within a second", max(filtering, article, speaker) < 1000, filtering, article, speaker)
    print(
        f"2,000 articles, 50,000 quotations: made in {made:.1f} s, {path.stat().st_size / 1e6:.1f} MB, opens in {opened:.2f} s, "
        f"sort {filtering:.0f} ms, article {article:.0f} ms, speaker {speaker:.0f} ms"
    )
    p.close("2,000 articles")

    more = work / "more"
    many.folder(out, more, 2001, quotes_each=5)
    program(args, "report", more)
    p = Page(browser, more / "report.html")
    check(
        "past 2,000 articles it says so", "Beyond 2000" in p.page.inner_text("#large"), p.page.inner_text("main")[:200]
    )
    check(
        "there are bars for dots",
        p.page.locator("#axis-chart .bar").count() > 100 and p.page.locator(".dot").count() == 0,
    )
    check("and the strongest quotations", p.page.locator("#speaker-body table.quotes tbody tr").count() == 10)
    check(
        "and time and outlets",
        p.page.locator("#timeline .mean").count() == 12 and p.page.locator("#matrix .cell").count() > 50,
    )
    p.set_filter(q="bridge")
    hits = p.page.locator("#found-body mark.hit").count()
    check(
        "which can be searched", hits > 0 and "on this page" in p.page.inner_text("#shown"), p.page.inner_text("#shown")
    )
    saved = rows(p.saved("[data-save='quotations.csv']", work))
    check("and saved", saved and all("bridge" in (q["quote"] + q["sentence"]).lower() for q in saved), len(saved))
    p.set_filter(q="")
    p.hash(p.page.get_attribute("#speaker-body table.quotes td.where a", "href"))
    check("which stand in their sentences", p.page.locator("#reader mark.here").count() >= 1)
    found = Axe().run(p.page).response["violations"]
    check("accessible (past 2,000)", not found, *[v["id"] for v in found])
    p.close("2,001 articles")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--screenshots", type=Path, help="a folder to put pictures of the page into")
    args = parser.parse_args()
    shots = args.screenshots
    if shots:
        shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        work = Path(work)
        record = hostile.article(work / "evil.jsonl")
        out = work / "out"
        program(args, "score", TREE / "data/samples", work / "evil.jsonl", "-o", out, "--quiet")
        path = out / "report.html"
        # a sandbox of its own is not to be had as root
        flags = FLAGS + (["--no-sandbox"] if os.getuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=args.chromium, args=flags)
        p = Page(browser, path, viewport={"width": 1280, "height": 900})
        if shots:
            p.page.screenshot(path=shots / "desktop.png")
        parts = [
            lambda: opens_and_equals_the_csv(p, out),
            lambda: speaker_sections_equal_the_csv(p, out),
            lambda: sorting(p),
            lambda: filters(p, out),
            lambda: dots(p, out),
            lambda: every_place(p, out),
            lambda: article_marks(p),
            lambda: matrix_and_time(p, out),
            lambda: search(p),
            lambda: view_tests.finding(p, out),
            lambda: view_tests.search_all(p, out),
            lambda: view_tests.addresses(browser, path),
            lambda: view_tests.copies(browser, path, out),
            lambda: view_tests.files(browser, path, out, work),
            lambda: view_tests.printed(browser, path, out),
            lambda: view_tests.groups(browser, lambda *c: program(args, *c), work, out),
            lambda: view_tests.sources_and_corrections(browser, lambda *c: program(args, *c), path, work, out),
            lambda: view_tests.gaps(browser, path, work),
            lambda: view_tests.without_texts(browser, lambda *c: program(args, *c), work, out),
            lambda: hostile_article(p, record),
            lambda: accessible(p, "desktop"),
            lambda: p.close("desktop"),
            lambda: the_policy_holds(browser, path),
            lambda: phone(browser, path, shots),
            lambda: dark_and_print(browser, path, shots),
            lambda: without_scripts(browser, path, out),
            lambda: folders(browser, args, work, out),
            lambda: nothing_found(browser, args, work, out),
            lambda: many_articles(browser, args, work, out),
        ]
        for part in parts:
            try:
                part()
            except Exception:
                check("no part breaks off", False, traceback.format_exc())
        browser.close()
    failed = checks.count(False)
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

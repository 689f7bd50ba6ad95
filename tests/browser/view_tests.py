"""What a reader finds, shares and takes away: the finding, search, addresses, copies, files, paper, groups."""

import json
import random
import re
import struct
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import defaultdict

import archives
from axe_playwright_python.sync_playwright import Axe
from browser import Page, changed, check, distinct, rows, signed, thousandths


def folded(text):
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def words_of(text):
    return " " + " ".join(re.findall(r"[^\W_]+", folded(text)))


def bootstrap(quotes):
    """95 % interval in thousandths, by resampling articles; None for fewer than two of them."""
    by = defaultdict(list)
    for q in quotes:
        by[q["article_id"]].append(thousandths(q["stance_score"]))
    articles = list(by.values())
    if len(articles) < 2:
        return None
    rnd = random.Random(1)
    means = []
    for _ in range(2000):
        drawn = rnd.choices(articles, k=len(articles))
        means.append(sum(map(sum, drawn)) / sum(map(len, drawn)))
    means.sort()
    return means[50], means[1949]


def intervals_differ(shown, kept):
    """Nothing where a line of the page has the interval of its rows; else both. Random draws may differ a little."""
    own = [q for q in distinct([q for q in kept if q["speaker_id"] == shown["speaker"]]) if q["stance_score"]]
    want = bootstrap(own)
    got = (float(shown["low"]), float(shown["high"])) if "low" in shown else None
    if want is None or got is None:
        return () if want == got else (got, want)
    # with few articles the means of samples are few, and a percentile may fall on the next of them
    scale = max(want[1] - want[0], 20)
    apart = max(abs(a - b) for a, b in zip(got, want))
    return () if apart <= 0.2 * scale else (got, want)


def finding(p, out):
    p.go()
    quotes = distinct(rows(out / "quotes.csv"))
    sides = defaultdict(list)
    for s in rows(out / "speakers.csv"):
        if s["speaker"].startswith("unnamed: ") or int(s["on_axis"]) < 3:
            continue
        articles = {q["article_id"] for q in quotes if q["speaker"] == s["speaker"] and q["stance_score"]}
        low, high = (float(s["ci_low"]), float(s["ci_high"])) if s["ci_low"] else (-1, 1)
        clear = len(articles) >= 6
        sides["peace" if clear and low > 0 else "pressure" if clear and high < 0 else "neither"].append(s)
    said = p.page.inner_text("#finding-body")
    everyone = sum(map(len, sides.values()))
    check("the finding counts who has enough quotations", f"{everyone} named speakers" in said and everyone > 5, said)
    if len(sides["neither"]) == everyone:
        check("and claims nothing where nothing is clear", "none stands clearly on one side" in said, said)
        ends = sorted(sides["neither"], key=lambda s: float(s["mean_stance"]))
        for s in (ends[0], ends[-1]):
            words = f"{s['speaker']} (mean {signed(thousandths(s['mean_stance']))}, "
            check("but says how far the means reach", words in said, said, words)
            check("with how many quotations", f"{s['on_axis']} quotations in " in said, said)
    else:
        check("and who stands on a side", "stands most clearly on the side of" in said, said)
    p.set_filter(least="500")
    check("with a minimum that nobody reaches it says so", "Too little to say" in p.page.inner_text("#finding-body"))
    check(
        "and nobody is ranked", all(r["few"] for r in p.axis()) and "fewer than 500" in p.page.inner_text(".unranked")
    )
    p.set_filter(least="1")
    check("the minimum can be one", sum(r["few"] for r in p.axis()) < sum(r["n"] == "0" for r in p.axis()) + 1)
    check("it stands in the address", "least=1" in p.page.url, p.page.url)
    p.go("#about")
    check("the axis is explained where the finding links to", p.page.is_visible("#about .levels"))
    text = p.page.inner_text("#about")
    check("with what it is not", "no judgement of who is right" in text and "serve defence" in text)


def search_all(p, out):
    quotes = rows(out / "quotes.csv")

    def found(*parts, keep=lambda q: True):
        hits = []
        for q in quotes:
            hay = words_of(q["quote"]) + " | " + words_of(q["sentence"]).strip()
            if keep(q) and all(" " + part in hay for part in parts):
                hits.append(q["quote_id"])
        return hits

    def shown():
        while p.page.locator("#found-body button.more").count():
            p.page.locator("#found-body button.more").click()
        return p.page.eval_on_selector_all("#found-body tr[data-quote]", "rs => rs.map(r => r.dataset.quote)")

    cases = [
        ("CÉASEFIRE", ("ceasefire",), {}),
        ("talk", ("talk",), {}),
        ("said wednesday", ("said", "wednesday"), {}),
        ('"would not"', ("would not",), {}),
    ]
    for typed, parts, _ in cases:
        p.go()
        p.set_filter(q=typed)
        want = found(*parts)
        got = shown()
        check(
            f"search {typed}: all rows with these words, and no others",
            got == want and 0 < len(want) < len(quotes),
            got,
            want,
        )
        check(f"search {typed}: the page says how many", f"{len(want)} quotation" in p.page.inner_text("#found-count"))
        lit = p.page.eval_on_selector_all("#found-body mark.hit", "ms => ms.map(m => m.textContent)")
        starts = tuple(w for part in parts for w in part.split())
        check(f"search {typed}: the words are marked", lit and all(folded(w).startswith(starts) for w in lit), lit[:9])
        counts = sum(int(r["count"]) for r in p.all_axis())
        named = sum(1 for q in quotes if q["quote_id"] in want and q["speaker"])
        check(f"search {typed}: the chart is of these", counts == named, counts, named)
    p.go()
    p.set_filter(q="the", type="indirect")
    want = found("the", keep=lambda q: q["type"] == "indirect")
    check("search and filters together", shown() == want and len(want) > 3, want)
    in_sentence = [q for q in quotes if " said" not in words_of(q["quote"]) and " said" in words_of(q["sentence"])]
    p.go("#?q=said")
    row = p.page.locator(f"#found-body tr[data-quote='{in_sentence[0]['quote_id']}']")
    check("words beyond the quotation are shown in their sentence", "In: " in row.inner_text(), row.inner_text())
    p.set_filter(q="zzzz")
    check("nothing found: it says so", "No quotation fits" in p.page.inner_text("#found-body"))
    p.go()
    check("without a search the list is folded", not p.page.is_visible("#found-body"))


def fields(p):
    return p.page.evaluate(
        "() => Object.fromEntries([...document.querySelector('#filters').elements].filter(e => e.name)"
        ".map(e => [e.name, e.type === 'checkbox' ? e.checked : e.value]))"
    )


def addresses(browser, path):
    p = Page(browser, path, viewport={"width": 1280, "height": 900})
    check("a fresh page has no view in its address", "?" not in p.page.url, p.page.url)
    all_rows, start = p.all_axis(), fields(p)
    p.set_filter(outlet="Northlight")
    one = p.axis()
    p.set_filter(q="the")
    p.set_filter(q="the bridge or", type="direct", named=True)
    p.set_filter(q="the", score="30 % or more")
    p.set_filter(**{"from": "2025-10-27"})
    address, want, rows_shown = p.page.url, fields(p), p.axis()
    check(
        "the address holds the view",
        all(
            x in address
            for x in ("outlet=Northlight", "q=the", "type=direct", "named=1", "score=30", "from=2025-10-27")
        ),
        address,
    )
    other = Page(browser, path, address[address.index("#") :], viewport={"width": 1280, "height": 900})
    check(
        "another window opens the same view", fields(other) == want and other.axis() == rows_shown, fields(other), want
    )
    check(
        "with what was searched for",
        other.page.is_visible("#found-body") and other.page.locator("#found-body mark.hit").count() > 0,
    )
    other.page.reload()
    other.page.wait_for_selector("html[data-ready]")
    check("so does a reload", fields(other) == want)
    other.close("another window")

    p.hash("#speaker/oda-varn")
    check("a link of the page keeps the view", fields(p) == want and "#speaker/oda-varn?" in p.page.url, p.page.url)
    check("and leads where it says", p.page.inner_text("#speaker-name") == "Oda Varn")
    p.page.go_back()
    p.page.wait_for_timeout(100)
    check("the way back leads to the view before", p.page.url == address and fields(p) == want, p.page.url, address)
    seen = []
    for _ in range(12):
        p.page.go_back()
        p.page.wait_for_timeout(80)
        seen.append(p.page.url)
        if fields(p) == start:
            break
    check("and step by step to the page as it was opened", fields(p) == start and p.all_axis() == all_rows, *seen)
    p.page.go_forward()
    p.page.wait_for_timeout(80)
    check("and forward again", p.axis() == one, p.page.url)
    for odd in (
        "#?outlet=Nowhere&type=sung&from=x&name=7&least=-3&sort=up&group=q",
        "#nowhere?q=",
        "#speaker/%E0%A4%A?type=7",
        "#quote/x%00?",
    ):
        p.go(odd)
        check(
            f"an address that cannot be is passed over ({odd})",
            fields(p) == start and len(p.all_axis()) == len(all_rows),
            p.page.url,
        )
    p.close("addresses")


def copies(browser, path, out):
    p = Page(
        browser,
        path,
        "#?type=direct",
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )

    def copied(button):
        button.click()
        p.page.wait_for_timeout(100)
        return p.page.evaluate("navigator.clipboard.readText()")

    link = p.page.get_by_text("Copy link to this view")
    check("a link to the view is copied", copied(link) == p.page.url and "type=direct" in p.page.url)
    check("and said", p.page.inner_text("#say") == "Copied")
    quotes = [q for q in rows(out / "quotes.csv") if q["type"] == "direct"]
    p.go("#speaker/oda-varn")
    q = next(
        q for q in rows(out / "quotes.csv") if q["speaker_id"] == "oda-varn" and q["title"] and q["type"] == "direct"
    )
    text = copied(p.page.locator(f"#speaker-body tr[data-quote='{q['quote_id']}'] button"))
    for part in (q["quote"], "Oda Varn", q["title"], q["outlet"], q["date"]):
        check("a quotation is copied with its source", part in text, text, part)
    unsure = next(q for q in quotes if q["speaker"] and float(q["speaker_confidence"]) < 0.895)
    p.go(f"#speaker/{unsure['speaker_id']}")
    text = copied(p.page.locator(f"#speaker-body tr[data-quote='{unsure['quote_id']}'] button"))
    check("a name that is less sure says so where it goes", "check before use" in text, text)
    # where the newer way is not to be had
    p.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    p.page.get_by_text("Copy link to this view").click()
    p.page.wait_for_timeout(100)
    check("and the older way does it too", p.page.evaluate("navigator.clipboard.readText()") == p.page.url)
    p.close("copies")


def png_size(path):
    head = path.read_bytes()[:24]
    return struct.unpack(">II", head[16:24]) if head[:8] == b"\x89PNG\r\n\x1a\n" else None


def files(browser, path, out, work):
    p = Page(browser, path, viewport={"width": 1280, "height": 900})
    quotes = rows(out / "quotes.csv")
    saved = rows(p.saved("[data-save='quotations.csv']", work))
    check("all quotations in a file", len(saved) == len(quotes), len(saved))
    columns = [c for c in quotes[0] if c in saved[0]]
    check("with the columns of quotes.csv and the address", list(saved[0]) == columns + ["url"], list(saved[0]))
    check("all that the page can know", set(quotes[0]) - set(columns) <= {"made_by"}, list(quotes[0]))
    for ours, theirs in zip(saved, quotes):
        # the page does not know where a new line in the words was
        same = {c: " ".join(theirs[c].split()) for c in columns}
        got = {c: " ".join(ours[c].split()) for c in columns}
        check(
            f"row {theirs['quote_id']} is that of quotes.csv",
            got == same,
            *[(c, got[c], same[c]) for c in columns if got[c] != same[c]],
        )
    p.set_filter(type="indirect", q="the")
    some = rows(p.saved("[data-save='quotations.csv']", work))
    check("what is filtered, in a file", 0 < len(some) < len(quotes) and all(q["type"] == "indirect" for q in some))

    p.go()
    speakers = {s["speaker_id"]: s for s in rows(out / "speakers.csv")}
    for s in rows(p.saved("[data-save='speakers.csv']", work)):
        whole = speakers[s["speaker_id"]]
        same = all(s[c] == whole[c] for c in ("speaker", "quotations", "on_axis", "mean_stance", "ci_low", "ci_high"))
        check(f"the chart's figures of {s['speaker']}", same and s["ranked"] == str(int(s["on_axis"]) >= 3).lower(), s)
    time = rows(p.saved("[data-save='time.csv']", work))
    by = defaultdict(list)
    for q in distinct(quotes):
        if q["stance_score"] and q["date"]:
            by[q["date"]].append(float(q["stance_score"]))
    want = [(d, str(len(x)), round(sum(x) / len(x), 3)) for d, x in sorted(by.items())]
    got = [(t["day_from"], t["on_axis"], float(t["mean_stance"])) for t in time]
    close = len(got) == len(want) and all(g[:2] == w[:2] and abs(g[2] - w[2]) < 0.0011 for g, w in zip(got, want))
    check("the figures over time", close, got, want)
    outlets = rows(p.saved("[data-save='outlets.csv']", work))
    cells = p.page.evaluate("document.querySelectorAll('#matrix .cell').length")
    check("the table of outlets", len(outlets) >= cells > 10, len(outlets), cells)

    for name, words in (("speakers", "Oda Varn"), ("time", "Oct"), ("outlets", "Northlight")):
        svg = p.saved(f"[data-save='{name}.svg']", work)
        root = ElementTree.parse(svg).getroot()
        text = "".join(root.itertext())
        check(
            f"{name}: the SVG says what it is of",
            words in text and f"{len(quotes)} quotations" in text.replace("All ", ""),
            text[:300],
        )
        used = {a for n in root.iter() for a in n.attrib}
        check(f"{name}: it needs no style sheet", not used & {"class", "style"} and "fill" in used, used)
        png = png_size(p.saved(f"[data-save='{name}.png']", work))
        size = (2 * float(root.attrib["width"]), 2 * float(root.attrib["height"]))
        check(f"{name}: the PNG is twice its size", png == size and png[0] > 1000, png, size)
    drawn = len(
        [n for n in ElementTree.parse(work / "quotestance-speakers.svg").getroot().iter() if n.tag.endswith("circle")]
    )
    check("all dots are in the picture", drawn == p.page.locator("#axis-chart .dot").count(), drawn)
    p.close("files")


def printed(browser, path, out):
    quotes = rows(out / "quotes.csv")
    # the width of A4 with margins of a centimetre
    p = Page(browser, path, "#article/wire-ceasefire", viewport={"width": 718, "height": 1000})
    before = p.page.inner_text("main")
    p.page.evaluate("() => { window.told = 0; addEventListener('beforeprint', () => { window.told += 1 }) }")
    p.page.pdf(format="A4")
    check("the browser tells the page that it prints", p.page.evaluate("window.told") == 1)
    check("after which all is as it was", p.page.inner_text("main") == before)
    p.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    p.page.emulate_media(media="print")
    p.page.wait_for_timeout(200)
    shown = p.page.eval_on_selector_all(
        "#found-body tr[data-quote]", "rs => rs.filter(r => r.getClientRects().length).map(r => r.dataset.quote)"
    )
    check("every quotation is printed", shown == [q["quote_id"] for q in quotes], len(shown))
    said = p.page.inner_text("#printed")
    check("and the page says what is", f"all {len(quotes)} quotations" in said and "speakers.csv" in said, said)
    check("every speaker too", len(p.axis()) == len(rows(out / "speakers.csv")))
    check(
        "and what is folded on a screen", p.page.is_visible("#about .levels") and p.page.is_visible("#timeline table")
    )
    check(
        "without controls",
        not p.page.is_visible("#filters") and not p.page.is_visible(".save") and not p.page.is_visible(".do button"),
    )
    beyond = p.beyond_the_edge()
    check("nothing is cut off at the edge", p.too_wide() <= 0 and not beyond, p.too_wide(), *beyond)
    cut = p.page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter(n => !n.closest(".hidden, svg") && n.getClientRects().length
            && getComputedStyle(n).overflow !== "visible" && (n.scrollWidth > n.clientWidth + 1 || n.scrollHeight > n.clientHeight + 1))
            .map(n => n.outerHTML.slice(0, 120))"""
    )
    check("nor in a box", not cut, *cut[:3])
    p.page.emulate_media(media="screen")
    p.page.evaluate("dispatchEvent(new Event('afterprint'))")
    p.close("printed")


TOPICS = ["Arden bridge", "Sull waters", ""]


def by_topic(program, work, out):
    """The page of a run whose articles are on two matters and on none, half of each kind with an address."""
    folder = work / "topics"
    db = archives.copied(out, folder)
    for position, columns in db.execute("SELECT position, columns FROM documents").fetchall():
        topic = TOPICS[2 if position == 4 else position % 2]
        url = ["https://news.example/a?b=1&c", "javascript:window.harmed=true", "http://news.example/x"][position % 3]
        columns = {**json.loads(columns), "topic": topic, "url": url}
        db.execute("UPDATE documents SET columns = ?, url = ? WHERE position = ?", (json.dumps(columns), url, position))
    db.commit()
    db.close()
    program("report", folder, "--group-by", "topic")
    return folder


def groups(browser, program, work, out):
    folder = by_topic(program, work, out)
    p = Page(browser, folder / "report.html", viewport={"width": 1280, "height": 900})
    data = p.page.evaluate("JSON.parse(document.getElementById('data').textContent)")

    def mean_of(group, speaker):
        i = next(k for k, s in enumerate(data["speakers"]) if s[1] == speaker)
        scores, seen = [], set()
        for k, q in enumerate(data["quotes"]):
            first = q[9] if q[9] >= 0 else k
            if q[3] == i and q[15] == group and first not in seen:
                seen.add(first)
                scores += [] if q[4] is None else [q[4]]
        return len(scores), sum(scores) / len(scores) if scores else None

    number = {name: k for k, name in enumerate(data["groups"])}
    largest = max((number[t] for t in TOPICS[:2]), key=lambda g: sum(q[15] == g for q in data["quotes"]))
    check("the largest group is shown first", p.page.eval_on_selector("[name=group]", "s => s.value") == str(largest))
    other = next(number[t] for t in TOPICS[:2] if number[t] != largest)
    for group, name in ((largest, None), (other, data["groups"][other]), (number[""], "no topic given")):
        if name:
            p.set_filter(group=name)
        shown = {r["speaker"]: (int(r["n"]), float(r["mean"]) if "mean" in r else None) for r in p.all_axis()}
        want = {s: mean_of(group, s) for s in shown}
        same = all(
            shown[s][0] == want[s][0] and (want[s][1] is None or abs(shown[s][1] - want[s][1]) < 0.01) for s in shown
        )
        check(f"means are of the group {data['groups'][group]!r} alone", same and len(shown) > 3, shown, want)
    check("a group stands in the address", "group=" in p.page.url, p.page.url)
    said = p.page.inner_text("#finding")
    for s in rows(folder / "speakers.csv"):
        if not s["ci_low"]:
            continue
        p.set_filter(group=s["topic"] or "no topic given")
        shown = next(r for r in p.all_axis() if r["speaker"] == s["speaker_id"])
        got = [shown.get(k) for k in ("n", "mean", "low", "high")]
        want = [s["on_axis"], *(str(thousandths(s[c])) for c in ("mean_stance", "ci_low", "ci_high"))]
        close = abs(float(got[1]) - float(want[1])) < 1 and [got[0], *got[2:]] == [want[0], *want[2:]]
        check(f"{s['speaker']} on {s['topic']}: the figures are those of speakers.csv", close, got, want)
    p.go("#?groups=all")
    said = p.page.inner_text("#finding")
    check("the finding is by group", all(n in said for n in ("Arden bridge", "Sull waters", "no topic given")), said)
    p.set_filter(group="all together (mixes them)")
    check("all together is marked as mixing", "mixes unlike matters" in p.page.inner_text("#finding"))
    check(
        "in its figures too",
        "all values of topic together" in p.page.inner_text("#shown") and "groups=all" in p.page.url,
    )
    found = Axe().run(p.page).response["violations"]
    check("accessible (groups)", not found, *[v["id"] for v in found])
    p.hash("#speaker/oda-varn")
    table = p.page.inner_text("#speaker-body table.plain")
    check("a speaker's means stand side by side", "Arden bridge" in table and "Sull waters" in table, table)
    saved = rows(p.saved("[data-save='quotations.csv']", work))
    check(
        "a file has the group",
        list(saved[0])[-1] == "topic" and {q["topic"] for q in saved} == {"Arden bridge", "Sull waters", ""},
    )
    p.close("groups")


def sources_and_corrections(browser, program, path, work, out):
    def change(data, texts):
        data["corrections"].append("speaker;stance")
        data["quotes"][0][16] = len(data["corrections"]) - 1

    page = changed(work / "topics/report.html", work / "sources.html", change)
    p = Page(
        browser,
        page,
        "#?groups=all",
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    p.page.evaluate("document.getElementById('found').open = true")
    p.page.wait_for_timeout(100)
    while p.page.locator("#found-body button.more").count():
        p.page.locator("#found-body button.more").click()
    links = p.page.eval_on_selector_all("a[target]", "as => as.map(a => [a.href, a.rel])")
    check(
        "sources are linked",
        len(links) > 10 and {a for a, _ in links} == {"https://news.example/a?b=1&c", "http://news.example/x"},
        set(map(tuple, links)),
    )
    check("without telling where the reader comes from", all("noopener" in r and "noreferrer" in r for _, r in links))
    check("one row is marked as corrected", p.page.locator("#found-body .corrected").count() == 1)
    check("and says in what", "speaker, stance" in p.page.get_attribute("#found-body .corrected", "title"))
    p.page.locator("#found-body tr:has(a.source[href*='b=1']) button").first.click()
    p.page.wait_for_timeout(100)
    copied = p.page.evaluate("navigator.clipboard.readText()")
    check("a copied quotation has its address", "https://news.example/a?b=1&c" in copied, copied)
    data = p.page.evaluate("JSON.parse(document.getElementById('data').textContent).articles")
    p.hash(f"#article/{next(a[0] for a in data if a[5])}")
    check("an article links to where it was published", "news.example" in p.page.inner_text("#reader a.source"))
    p.close("sources")


def gaps(browser, path, work):
    """Months without an article break the line; ticks are days that people name."""
    days = ["2024-11-05", "2024-12-20", "2025-01-03", "2025-06-01", "2025-07-30", "2026-02-11", "2026-03-01"]

    def change(data, texts):
        for k, a in enumerate(data["articles"]):
            a[3] = days[k]

    p = Page(browser, changed(path, work / "gaps.html", change), viewport={"width": 1280, "height": 900})
    lines, means = p.page.locator("#timeline .trend").count(), p.page.locator("#timeline .mean").count()
    check("a line joins months that follow each other, and no others", means == 7 and lines == 4, means, lines)
    ticks = p.page.eval_on_selector_all(
        "#timeline svg > .tick", "ts => ts.map(t => t.textContent).filter(t => /[a-z]/.test(t))"
    )
    check(
        "ticks are months, with the year where it changes",
        ticks[0].endswith("2024") or ticks[0].endswith("2025"),
        ticks,
    )
    check("as many as can be read", 4 <= len(ticks) <= 12, ticks)
    boxes = p.page.eval_on_selector_all(
        "#timeline svg > .tick",
        "ts => ts.filter(t => /[a-z]/.test(t.textContent)).map(t => { const b = t.getBoundingClientRect(); return [b.left, b.right] })",
    )
    check("none upon another", len(boxes) > 3 and all(a[1] < b[0] for a, b in zip(boxes, boxes[1:])), boxes)
    p.page.set_viewport_size({"width": 360, "height": 740})
    p.page.wait_for_timeout(500)
    fewer = p.page.locator("#timeline svg > .tick").count()
    check("fewer where there is less room", 0 < fewer - 3 < len(ticks), fewer, ticks)
    p.close("gaps")


def without_texts(browser, program, work, out):
    page = work / "notext.html"
    program("report", out, "--no-text", "-o", page)
    p = Page(browser, page, "#article/wire-ceasefire", viewport={"width": 1280, "height": 900})
    check("the page says that it has no texts", "made without the articles' texts" in p.page.inner_text("#no-text"))
    check("an article shows its quotations alone", "without the text around them" in p.page.inner_text("#reader"))
    check("each marked", p.page.locator("#reader .text mark").count() > 5)
    texts = p.page.evaluate("JSON.parse(document.getElementById('texts').textContent)")
    quotes = rows(out / "quotes.csv")
    check("no other word of an article is in it", set(texts) <= {q["quote"] for q in quotes}, len(texts))
    p.close("without texts")

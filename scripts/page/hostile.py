"""Names and texts in snapshots that try to become markup, scripts or more."""

import json
import random
import subprocess
import sys

COUNT = 200
# In as many snapshots; `--all` opens more of them, with fewer names each.
SNAPSHOTS = 50 if "--all" in sys.argv else 20
PIECES = [
    "</script><script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "<!--", "-->", "<script>", "]]>", "&lt;b&gt;", "\"onload=\"hacked()",
    "'><svg onload=window.hacked=1>", "</title></svg><iframe srcdoc='<script>parent.hacked=1</script>'>", "javascript:window.hacked=1", "${window.hacked=1}",
    "\\u003cscript>", "</style><style>*{display:none}", "{{constructor.constructor('window.hacked=1')()}}", "\u2028\u2029", "&quot;", "%3Cscript%3E",
    "a\nb", "\t", "مرحبا", "漢字", "🦆", "__proto__", "constructor", "<base href=http://example.com>", "<meta http-equiv=refresh content=0>", "\u202egnp.",
]


def snapshot(names):
    """A sum of scalars with these names, in modules with these names."""
    scalar = lambda value: {"shape": [], "precision": "single", "elements": [value]}  # noqa: E731
    nodes, edges = [], []
    total = None
    for index, name in enumerate(names):
        number = len(nodes)
        nodes.append({"id": number, "name": f"{name}#{index}", "scope": index % 3, "tensor": {
            "role": "input", "label": name, "dtype": "float32", "requiresGradient": True, "value": scalar(index),
            "gradient": {"status": "computed", "value": scalar(1)}}})
        if total is None:
            total = number
            continue
        nodes.append({"id": number + 1, "name": f"add_{index}", "scope": index % 3, "operation": {
            "type": name if index % 5 == 0 else "add", "attributes": [{"name": name, "value": name}], "derivatives": ["{g}", "{g}"], "source": name}})
        nodes.append({"id": number + 2, "name": f"add_{index}.output", "scope": index % 3, "tensor": {
            "role": "result", "dtype": "float32", "requiresGradient": True, "isRoot": index == len(names) - 1, "value": scalar(index),
            "gradient": {"status": "computed", "value": scalar(1)}}})
        edges += [
            {"from": total, "to": number + 1, "position": 0}, {"from": number, "to": number + 1, "position": 1},
            {"from": number + 1, "to": number + 2, "position": 0}]
        total = number + 2
    edges.sort(key=lambda edge: (edge["to"], edge["position"]))
    scopes = [{"id": 0, "type": names[0] or "M", "path": "", "parameterCount": 0}] + [
        {"id": id, "parent": 0, "type": names[id % len(names)] or "M", "path": names[id % len(names)] or "m", "parameterCount": 0} for id in (1, 2)]
    return {"version": 4, "title": names[0], "scopes": scopes, "nodes": nodes, "edges": edges}


def run(browser, program, folder, reader_of):
    """Opens a page of each, and says how many are broken."""
    random.seed(7)
    names = [random.choice(PIECES) + random.choice(["", "x", random.choice(PIECES)]) for _ in range(COUNT)]
    failures = 0
    size = COUNT // SNAPSHOTS
    for index in range(SNAPSHOTS):
        own = names[index * size:(index + 1) * size]
        file, page = folder / "hostile.json", folder / "hostile.html"
        file.write_text(json.dumps(snapshot(own)), encoding="utf-8")
        drawn = subprocess.run([program, "render", file, "-o", page], capture_output=True, text=True)
        if drawn.returncode:
            # A snapshot may be refused, with a sentence.
            if "error:" not in drawn.stderr or "Fatal" in drawn.stderr:
                failures += 1
                print(f"hostile snapshot {index}: {drawn.stderr[-300:]}", file=sys.stderr)
            continue
        try:
            with reader_of(browser, page) as reader:
                for card in reader.page.locator("#figure .card").all()[:3]:
                    card.click(force=True)
                reader.page.keyboard.press("/")
                reader.page.keyboard.type(own[0].replace("\n", "")[:20])
                assert reader.page.evaluate("window.hacked === undefined"), "a name was run"
                assert reader.page.locator("#toolbar").is_visible(), "the page is broken"
                is_frame = reader.page.locator("iframe, base, img").count()
                assert not is_frame, "a name became an element"
                shown = reader.page.evaluate(
                    "JSON.parse(pageTexts[0]).snapshot.nodes.filter(node => node.tensor?.role === 'input').map(node => node.tensor.label)")
                assert shown == own, f"names {shown} in place of {own}"
        except Exception as error:
            failures += 1
            print(f"hostile snapshot {index}, {own}: {error}", file=sys.stderr)
    return failures

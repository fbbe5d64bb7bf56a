"""Markdown documents with markers in places of every kind; all else in them must stay as it is."""

import re

PIECES = [
    "text {n}", "text {n} with `code {n}`", "# heading {n}", "> quote {n}", "> > deep {n}", "- item {n}", "1. item {n}", "  continued {n}",
    "    indented {n}", "\tindented {n}", "```", "```md", "~~~", "`````", "---", "***", "+++", "", "", "", " ", "<div>", "</div>", "<pre>", "</pre>",
    "<br>", "<iframe src='{n}'></iframe>", "<script>", "</script>", "<details><summary>{n}</summary>", "</details>", "<?php {n}", "?>",
    "<![CDATA[{n}", "]]>", "<!X {n}", "<!-- note {n} -->", "<!-- open {n}", "-->", "{{/* jsx {n} */}}", "| a{n} | b |", "|---|---|",
    "![image {n}](x{n}.svg)", "[link {n}]: x", "_emphasis {n}_", "\\<!-- smolgrad-viz list -->",
]  # fmt: skip
COMMANDS = [
    "eval 'x*2' x=3", "eval 'x*2' x=3 -o a.svg", "eval 'tanh(x)' x=1 -o sub/b.svg", "eval x x=1 -o b.png", "eval 'x' x=1 --caption 'A _b_.'",
    "eval 'x*w' x=1 w=2 --pair -o p.svg", "eval 'x*' x=1", "trace nothing", "", "eval 'x' x=1 -o ../out.svg", "eval 'x' x=1 -o /tmp/x.svg",
    "render /dev/stdin", "render -", "render s.json", "eval 'x' x=1 --alt 'a --> b'", "embed .", "eval 'x' x=1 --title \"a\nb\"", "eval 'x' x=1 -o a.md",
]  # fmt: skip
BREAKS = ["\n", "\n", "\n", "\r\n", "\r"]


def attempt(trial, generator):
    document, name = make(generator), generator.choice(["a.md", "a.md", "docs/b.markdown", "c.mdx"])
    if name != "docs/b.markdown" and generator.random() < 0.1:
        document = b"\xef\xbb\xbf" + document
    trial.write(name, document)
    before = set(trial.folder.parent.iterdir())
    trial.run("embed", name)
    after = trial.read(name)
    words_before, words_after = tokens(document), tokens(after)
    if words_before != words_after:
        lost = [word for word in words_before if word not in words_after]
        raise trial.fault(f"the author's words have changed: {lost[:5]}", ["embed", name])
    if b"smolgrad-viz" not in document and after != document:
        raise trial.fault("changed a document without a marker", ["embed", name])
    trial.run("embed", name)
    if trial.read(name) != after:
        raise trial.fault("a second run changes the document", ["embed", name])
    files = {path: path.read_bytes() for path in trial.folder.rglob("*") if path.is_file()}
    trial.run("embed", "--check", name)
    if files != {path: path.read_bytes() for path in trial.folder.rglob("*") if path.is_file()}:
        raise trial.fault("--check writes something", ["embed", "--check", name])
    new = {path for path in set(trial.folder.parent.iterdir()) - before if path.suffix in (".svg", ".png")}
    if new:
        raise trial.fault(f"wrote outside of the folder: {sorted(new)}", ["embed", name])


def make(generator):
    """A document whose words all have numbers of their own, so that what is lost is seen."""
    end = generator.choice(BREAKS)
    lines = []
    if generator.random() < 0.1:
        lines += ["---", "title: word900", "---"]
    for number in range(generator.randrange(1, 25)):
        prefix = generator.choice(["", "", "", "", "> ", "- ", "  ", "    "])
        if generator.random() < 0.3:
            command = generator.choice(COMMANDS)
            opening, closing = generator.choice([("<!-- ", " -->")] * 5 + [("{/* ", " */}"), ("<!--", "-->")])
            lines.append(f"{prefix}{opening}smolgrad-viz {command}{closing}")
            lines += generator.choice(
                [[], [""], [f"{prefix}![old](old.svg)", f"{prefix}<!-- /smolgrad-viz -->"], [f"{prefix}<!-- /smolgrad-viz -->"],
                 [f"text word{number}", "<!-- /smolgrad-viz -->"], ["", "![old](old.svg)", "", "<!-- /smolgrad-viz -->"]]
            )  # fmt: skip
        else:
            lines.append(prefix + generator.choice(PIECES).format(n=f"word{number}"))
    return (end.join(lines) + generator.choice(["", end])).encode()


def tokens(document):
    return re.findall(rb"word\d+", document)

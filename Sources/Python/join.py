"""Joins the modules of the recorder to the one file of examples/pytorch, which can be copied beside any program.

    python3 join.py            writes the file
    python3 join.py --check    fails if it is not in step
"""

import ast
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
RECORDER = HERE / "smolgrad_viz" / "recorder"
FILE = HERE.parents[1] / "examples" / "pytorch" / "smolgrad_snapshot.py"

# Each stands behind those that it needs.
MODULES = [
    "trees", "tables", "survey", "arrays", "calls", "sources", "values", "guards", "watches", "gradients", "costs", "checks", "history", "hooks",
    "module_hooks", "modules", "names", "ends", "snapshot", "writer", "tags", "flops", "operation", "progress", "records", "watcher", "recorder", "tracing",
]

INTRODUCTION = '''"""Records what a PyTorch model computes, forward and backward, as a snapshot that smolgrad-viz draws.

    from smolgrad_snapshot import trace

    snapshot = trace(model, x, loss=lambda y: F.mse_loss(y, target))
    snapshot.save("model.json")

Then `smolgrad-viz render model.json`. Around a training step of your own:

    with Recorder(model) as recorder:
        loss = step()
        loss.backward()
    recorder.snapshot(loss).save("step.json")

A call of one of PyTorch's functions is one operation, as it stands in the model: `F.cross_entropy` is one, not the several that it is
made of. docs/snapshot.md describes the format.

This file is made of the modules of Sources/Python/smolgrad_viz/recorder by Sources/Python/join.py; change those.
"""
'''


def declared(statement):
    """The names that a statement declares."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [name.id for target in statement.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    return []


def joined():
    """The text of the file."""
    missing = {path.stem for path in RECORDER.glob("*.py")} - {"__init__", *MODULES}
    if missing:
        sys.exit(f"{sorted(missing)[0]}.py is missing from the list in join.py")
    imports, bodies, owners = {}, [], {}
    for name in MODULES:
        text = (RECORDER / f"{name}.py").read_text(encoding="utf-8")
        # In one file they have one scope.
        for word in [word for statement in ast.parse(text).body for word in declared(statement)]:
            if owners.setdefault(word, name) != name:
                sys.exit(f"{owners[word]}.py and {name}.py both declare '{word}'")
        lines = text.splitlines()
        title = ""
        for statement in ast.parse(text).body:
            is_import = isinstance(statement, (ast.Import, ast.ImportFrom))
            if isinstance(statement, ast.Expr) and statement.lineno == 1:
                title = ast.get_docstring(ast.parse(text)).splitlines()[0]
            elif not is_import:
                continue
            if is_import and getattr(statement, "level", 0) == 0:
                imports[ast.unparse(statement)] = statement
            for line in range(statement.lineno - 1, statement.end_lineno):
                lines[line] = None
        body = "\n".join(line for line in lines if line is not None).strip()
        bodies.append(f"# {title}\n\n\n{body}\n")
    own = sorted(line for line in imports if "torch" not in line)
    return "\n".join([INTRODUCTION, *own, "", *sorted(line for line in imports if "torch" in line), "", ""]) + "\n\n".join(bodies)


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        FILE.write_text(joined(), encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != joined():
        sys.exit(f"{FILE.name} is not in step with the recorder; run Sources/Python/join.py")

"""Snapshots, made by the structure that docs/snapshot.md describes, and then spoiled a little or not at all."""

import copy
import json

import words

ROLES = ["input", "parameter", "buffer", "constant", "result", "forward"]
TYPES = ["float16", "float32", "float64", "int32", "int64", "bool"]
OPERATIONS = ["add", "mul", "sub", "matmul", "relu", "tanh", "cat", "sum", "softmax", "conv2d", "view", "transpose", "split", "f"]
FORMATS = ["svg", "svg", "svg", "svg", "json", "dot", "text", "alt"]


def attempt(trial, generator):
    snapshot = valid_snapshot(generator)
    is_spoiled = generator.random() < 0.5
    if is_spoiled:
        snapshot = spoiled(snapshot, generator)
    data = json.dumps(snapshot, ensure_ascii=generator.random() < 0.3)
    if is_spoiled and generator.random() < 0.15:
        data = spoiled_text(data, generator)
    trial.write("s.json", data)
    kind = generator.choice(FORMATS)
    options = some_options(snapshot, generator)
    command = ["render", "s.json", "-o", "-", "--format", kind, *options]
    code, output = trial.run(*command)
    if code != 0:
        # Whatever is asked of it, a snapshot that reads back is valid; a valid one without options must be drawn.
        if not options and not is_spoiled:
            raise trial.refused("a valid snapshot", command)
        return
    check(trial, kind, output, command)
    # A budget is a clock: what fits into it depends on what else the machine does.
    if generator.random() < 0.2 and not any(word.startswith("--budget") for word in options):
        again = trial.run(*command)[1]
        if again != output:
            raise trial.fault("other bytes in a second run", command)
    if kind == "json":
        trial.write("again.json", output)
        plain = ["render", "again.json", "-o", "-", "--format", "json", "--depth", "all"]
        if trial.run(*plain)[0] != 0:
            raise trial.fault("writes a snapshot that it does not read", command)


def check(trial, kind, output, command):
    if kind == "svg":
        trial.check_svg(output, command)
    elif kind == "json":
        trial.check_json(output, command)
    elif kind == "dot":
        trial.check_dot(output, command)
    else:
        output.decode()


def some_options(snapshot, generator):
    def texts(list_name, member):
        entries = snapshot.get(list_name)
        entries = entries if isinstance(entries, list) else []
        return [entry.get(member) for entry in entries if isinstance(entry, dict)]

    things = texts("nodes", "name") + texts("scopes", "path")
    things = [thing for thing in things if isinstance(thing, str) and "\0" not in thing] or ["x"]

    def thing():
        return generator.choice(things)

    choices = [
        lambda: ["--depth", generator.choice(["auto", "all", "0", "1", "2", "99"])],
        lambda: ["--expand", thing()],
        lambda: ["--roll"],
        lambda: ["--focus", thing(), "--radius", generator.choice(["0", "1", "3", "1000000"])],
        lambda: ["--path", f"{thing()}..{thing()}"],
        lambda: ["--only", thing()],
        lambda: ["--hide", generator.choice(["constants", "parameters,results", "views,casts", "detached,buffers"])],
        lambda: ["--theme", generator.choice(["auto", "light", "dark", "print"])],
        lambda: ["--view", generator.choice(["values", "gradients", "both", "backward"])],
        lambda: ["--explain", generator.choice(["none", "contributions", "full"])],
        lambda: ["--shared-leaves", generator.choice(["once", "per-use"])],
        lambda: ["--detail", generator.choice(["full", "compact"])],
        lambda: ["--direction", generator.choice(["right", "down"])],
        lambda: [f"--title={words.text(generator)}".replace("\0", "")],
        lambda: ["--budget", generator.choice(["1", "0.01", "5"])],
    ]
    # Names that begin with a dash would be options.
    return [
        word
        for make in generator.sample(choices, generator.choice([0, 0, 1, 2, 4]))
        for word in joined(make())
    ]


def joined(option):
    if len(option) == 2:
        return [f"{option[0]}={option[1]}"]
    return [f"{option[0]}={option[1]}", *option[2:]] if len(option) > 2 else option


def valid_snapshot(generator):
    scopes = some_scopes(generator)
    nodes, edges, results = [], [], []
    names = set()
    identifiers = iter(generator.sample(range(1000), 200))

    def name():
        wanted = words.text(generator)
        while wanted in names:
            wanted += f"_{len(names)}"
        names.add(wanted)
        return wanted

    def node(**members):
        made = {"id": next(identifiers), "name": name(), **members}
        if scopes and generator.random() < 0.7:
            made["scope"] = generator.choice(scopes)["id"]
        nodes.append(made)
        return made["id"]

    for _ in range(generator.randrange(1, 6)):
        results.append(node(tensor=tensor(generator, generator.choice(ROLES))))
    for _ in range(generator.choice([0, 1, 2, 5, 15])):
        operation = node(operation=some_operation(generator))
        for position in range(generator.choice([0, 1, 1, 2, 2, 3, 12])):
            edge = {"from": generator.choice(results), "to": operation, "position": position}
            if generator.random() < 0.3:
                source = next(made for made in nodes if made["id"] == edge["from"])
                shape = source["tensor"]["value"]["shape"]
                edge["contribution"] = {"value": array(generator, shape)}
            edges.append(edge)
        for position in range(generator.choice([1, 1, 1, 2, 5])):
            result = node(tensor=tensor(generator, "result"))
            edges.append({"from": operation, "to": result, "position": position})
            edges[-1]["position"] = 0
            results.append(result)
    snapshot = {"version": 2, "scopes": scopes, "nodes": nodes, "edges": edges}
    if generator.random() < 0.5:
        snapshot["title"] = words.text(generator)
    return snapshot


def some_scopes(generator):
    scopes = []
    for number in range(generator.choice([0, 0, 1, 3, 12])):
        scope = {
            "id": number * 3,
            "type": words.text(generator),
            "path": words.text(generator),
            "parameterCount": generator.choice([0, 1, 77, 1 << 40, 1 << 48]),
        }
        if scopes and generator.random() < 0.7:
            scope["parent"] = generator.choice(scopes)["id"]
        if generator.random() < 0.3:
            scope["call"] = generator.choice([1, 2, 3, 1 << 53])
        if generator.random() < 0.2:
            scope["repetition"] = {
                "kind": generator.choice(["calls", "modules"]),
                "count": generator.choice([2, 3, 1000, 1 << 48]),
                "lastPath": words.text(generator),
            }
        scopes.append(scope)
    return scopes


def some_operation(generator):
    operation = {"type": generator.choice(OPERATIONS + [words.text(generator) or "f"])}
    if generator.random() < 0.4:
        operation["attributes"] = [
            {"name": words.text(generator), "value": words.text(generator)}
            for _ in range(generator.choice([1, 2, 8]))
        ]
    if generator.random() < 0.4:
        operation["derivatives"] = [
            generator.choice(["{g}", "{g} · {b}", "{g} · {y}", words.text(generator)]) for _ in range(2)
        ]
    if generator.random() < 0.05:
        operation["failure"] = words.text(generator)
    return operation


def tensor(generator, role):
    shape = [generator.choice([0, 1, 1, 2, 3, 5]) for _ in range(generator.choice([0, 0, 1, 1, 2, 3, 5, 40]))]
    count = 1
    for size in shape:
        count *= size
        if count > 256:
            shape = [3]
            break
    made = {"role": role, "dtype": generator.choice(TYPES), "value": array(generator, shape)}
    status = generator.choice(["computed", "computed", "notComputed", "constant", "cleared"])
    made["gradient"] = {"status": status}
    if status == "computed":
        made["gradient"]["value"] = array(generator, shape)
    if generator.random() < 0.4:
        made["label"] = words.text(generator)
    if generator.random() < 0.4:
        made["requiresGradient"] = generator.random() < 0.5
    if generator.random() < 0.1:
        made["isRoot"] = True
    return made


def array(generator, shape):
    count = 1
    for size in shape:
        count *= size
    precision = generator.choice(["single", "double"])
    elements = [words.number(generator) for _ in range(count)]
    if precision == "single":
        elements = [1 if isinstance(element, (int, float)) and abs(element) > 3.4e38 else element for element in elements]
    return {"shape": shape, "precision": precision, "elements": elements}


def spoiled(snapshot, generator):
    """The snapshot with one to three of its members changed, removed, doubled or exchanged."""
    snapshot = copy.deepcopy(snapshot)
    for _ in range(generator.randrange(1, 4)):
        places = list(members(snapshot))
        if not places:
            break
        holder, key = generator.choice(places)
        value = holder[key]
        change = generator.randrange(6)
        if change == 0:
            del holder[key]
        elif change == 1 and isinstance(holder, list):
            holder.insert(key, copy.deepcopy(value))
        elif change == 2:
            other, name = generator.choice(places)
            if key in holder if isinstance(holder, dict) else key < len(holder):
                holder[key] = copy.deepcopy(other[name]) if holds(other, name) else None
        elif isinstance(value, bool) or value is None:
            holder[key] = generator.choice([True, False, None, 0, "x"])
        elif isinstance(value, (int, float)):
            holder[key] = generator.choice([words.integer(generator), words.number(generator), "x", None, 0.5])
        elif isinstance(value, str):
            holder[key] = generator.choice([words.text(generator), *words.WORDS_FOR_NUMBERS, 1, None])
        else:
            holder[key] = generator.choice([[], {}, None, 0, [words.integer(generator)] * generator.choice([1, 3, 70])])
    return snapshot


def holds(holder, key):
    return key in holder if isinstance(holder, dict) else key < len(holder)


def members(value):
    """Every place in a tree of JSON, as what holds it and its key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, member in pairs:
        yield value, key
        yield from members(member)


def spoiled_text(data, generator):
    place = generator.randrange(len(data))
    return generator.choice(
        [
            data[:place],
            data[:place] + generator.choice(['"', "{", "]", ",", "\\ud800", "1e999", "NaN", "\0", "//", "\ud800"]) + data[place:],
            data[:place] + data[place + 1 :],
            "[" * 100_000,
            data * 2,
        ]
    )

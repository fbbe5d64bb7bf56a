"""NPY and safetensors files, valid and spoiled."""

import json
import math
import struct

import words

# Type codes of NPY: the letters of `struct`, and whether its numbers are integers.
CODES = {"f4": ("f", False), "f8": ("d", False), "f2": ("e", False), "i1": ("b", True), "i2": ("h", True), "i4": ("i", True),
         "i8": ("q", True), "u1": ("B", True), "u2": ("H", True), "u4": ("I", True)}  # fmt: skip


def attempt_npy(trial, generator):
    code = generator.choice(list(CODES))
    order = generator.choice("<>") if code[1] != "1" else "|"
    shape = generator.choice([(), (1,), (3,), (2, 3), (0,), (2, 0, 3), (1,) * 10])
    count = math.prod(shape)
    letter, is_integer = CODES[code]
    numbers = [some_number(generator, letter, is_integer) for _ in range(count)]
    data = struct.pack(("<" if order == "|" else order) + letter * count, *numbers)
    header = f"{{'descr': '{order}{code}', 'fortran_order': False, 'shape': {shape!r}, }}"
    is_spoiled = generator.random() < 0.6
    if is_spoiled:
        header, data = spoiled_header(header, data, generator)
    version = generator.choice([1, 1, 1, 2, 3])
    text = header.encode("utf-8", "replace")
    padding = b" " * (-(len(text) + 11) % 64) + b"\n"
    length = len(text) + len(padding)
    if is_spoiled and generator.random() < 0.1:
        length = generator.choice([0, 1, 65535, length - 1, length + 1])
    size = struct.pack("<H" if version == 1 else "<I", min(length, 65535))
    file = b"\x93NUMPY" + bytes([version, 0]) + size + text + padding + data
    if is_spoiled and generator.random() < 0.3:
        file = spoiled_bytes(file, generator)
    trial.write("x.npy", file)
    command = ["eval", "-o", "-", "--json", "x.reshape(-1)[:1]" if generator.random() < 0.1 else "x + 0", "x=x.npy"]
    exit_code, output = trial.run(*command)
    if exit_code != 0:
        if not is_spoiled:
            raise trial.refused("a valid array", command)
        return
    snapshot = trial.check_json(output, command)
    if not is_spoiled:
        check_elements(trial, snapshot, numbers, is_integer, command)


def check_elements(trial, snapshot, numbers, is_integer, command):
    leaf = next((node for node in snapshot["nodes"] if node["name"] == "x"), None)
    if leaf is None or not is_integer:
        return
    elements = leaf["tensor"]["value"].get("elements")
    if elements is not None and elements != numbers:
        raise trial.fault(f"the integers {numbers} became {elements}", command)


def some_number(generator, letter, is_integer):
    if not is_integer:
        return generator.choice([0.0, -0.0, 1.5, -2.0, 1e-4, 100.0, float("nan"), float("inf")])
    bits = 8 * struct.calcsize(letter)
    low, high = (0, (1 << bits) - 1) if letter.isupper() else (-(1 << bits - 1), (1 << bits - 1) - 1)
    return generator.choice([low, high, 0, 1, high // 2, min(high, (1 << 53) + 1)])


def spoiled_header(header, data, generator):
    change = generator.randrange(5)
    if change == 0:
        shapes = ["(-1,)", "(3)", "(1e3,)", "()", "(2, 3, )", "(99999999999999999999,)", "(4294967296, 4294967296)", "(3L,)", "(2,,)", "[3]", "None"]
        return header.replace(header[header.index("(") : header.rindex(")") + 1], generator.choice(shapes)), data
    if change == 1:
        kinds = ["'<c8'", "'|O'", "'<U4'", "'|S3'", "'<M8[s]'", "'<f3'", "'<f'", "'float64'", "'='", "[('a', '<f4')]", "1", "'<i16'", "'>d'", "'|b1'"]
        return header.replace(header[header.index(":") + 2 : header.index(",")], generator.choice(kinds)), data
    if change == 2:
        return header.replace("False", generator.choice(["True", "0", "None", "false", ""])), data
    if change == 3:
        return header.replace("'", generator.choice(['"', "", "\\'"])), data
    return header, generator.choice([data[:-1], data + b"\0", data * 2, b"", data + b"\x93NUMPY"])


def spoiled_bytes(file, generator):
    place = generator.randrange(len(file))
    return generator.choice([file[:place], file[:place] + bytes([generator.randrange(256)]) + file[place + 1 :], file[:6], b"", b"PK\x03\x04" + file])


def attempt_safetensors(trial, generator):
    code, _ = trial.run("trace", "linear-regression", "--save-weights", "w.safetensors", "-o", "-", "--format", "text")
    if code != 0:
        raise trial.fault("can't save weights", ["trace", "linear-regression"])
    file = trial.read("w.safetensors")
    size = struct.unpack("<Q", file[:8])[0]
    header, data = json.loads(file[8 : 8 + size]), file[8 + size :]
    is_spoiled = generator.random() < 0.85
    if is_spoiled:
        text, data = spoiled_tensors(header, data, generator)
    else:
        text = json.dumps(header)
    text = text.encode("utf-8", "surrogatepass")
    length = len(text)
    if is_spoiled and generator.random() < 0.1:
        length = generator.choice([0, 1, length + 1, length - 1, 1 << 40, (1 << 64) - 1])
    file = struct.pack("<Q", length) + text + data
    if is_spoiled and generator.random() < 0.2:
        file = spoiled_bytes(file, generator)
    trial.write("w.safetensors", file)
    command = ["trace", "linear-regression", "--weights", "w.safetensors", "-o", "-", "--format", generator.choice(["svg", "json", "text"])]
    code, output = trial.run(*command)
    if code != 0 and not is_spoiled:
        raise trial.fault("does not read its own weights", command)
    if code == 0 and command[-1] == "json":
        trial.check_json(output, command)


def spoiled_tensors(header, data, generator):
    names = [name for name in header if name != "__metadata__"]
    name = generator.choice(names)
    entry = header[name]
    change = generator.randrange(8)
    if change == 0:
        entry["shape"] = generator.choice([[], [-1], [1 << 40, 1 << 40], [0], [1] * 100, "x", [1.5], None])
    elif change == 1:
        entry["dtype"] = generator.choice(["F16", "F64", "BF16", "I64", "BOOL", "F8_E4M3", "C64", "", 1, None])
    elif change == 2:
        entry["data_offsets"] = generator.choice([[0, 0], [-1, 4], [4, 0], [0, 1 << 62], [0], "x", [0, 4, 8], [1, 5]])
    elif change == 3:
        del header[name]
    elif change == 4:
        header[words.text(generator)] = dict(entry)
    elif change == 5:
        header["__metadata__"] = generator.choice([{}, {"a": 1}, [], "x", {words.text(generator): "y"}])
    elif change == 6:
        del entry[generator.choice(list(entry))]
    text = json.dumps(header)
    if change == 7:
        double = json.dumps({name: entry})
        text = text[:-1] + "," + double[1:]
    return text, generator.choice([data, data, data[:-1], data + b"\0", b""])

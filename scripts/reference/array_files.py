"""Writes small NPY and safetensors files with NumPy and the safetensors package, and a list of what is in them."""

import json
import pathlib
import shutil

import numpy
import safetensors.numpy
import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/TensorFilesTests/Reference/Files"


def number(value):
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value


def entry(file, dtype, array, name=None):
    data = numpy.asarray(array).astype(object).flatten().tolist()
    values = [number(float(v)) if not isinstance(v, bool) else float(v) for v in data]
    return {"file": file, "name": name, "dtype": dtype, "shape": list(numpy.shape(array)), "data": values}


def npy_files():
    kinds = {
        "f2": "float16", "f4": "float32", "f8": "float64", "i1": "int32", "i2": "int32", "i4": "int32", "i8": "int64",
        "u1": "int32", "u2": "int32", "u4": "int64", "u8": "int64",
    }
    entries = []

    def save(name, dtype, array, version=(1, 0)):
        path = FOLDER / f"{name}.npy"
        with open(path, "wb") as file:
            numpy.lib.format.write_array(file, array, version=version)
        entries.append(entry(path.name, dtype, array))

    values = numpy.arange(6).reshape(2, 3)
    for kind, dtype in kinds.items():
        numbers = values * 40 if kind.startswith("u") else (values - 2) * 25
        for order, label in [("<", "little"), (">", "big")]:
            if kind.endswith("1") and order == ">":
                continue
            save(f"{kind}-{label}", dtype, numbers.astype(order + kind))
    save("bool", "bool", values % 2 == 1)
    save("columns-first", "float64", numpy.asfortranarray(numpy.arange(24.0).reshape(2, 3, 4)))
    save("columns-first-big", "int32", numpy.asfortranarray(values.astype(">i2")))
    save("scalar", "float64", numpy.array(-1.5))
    save("vector", "float32", numpy.array([0.1, numpy.nan, numpy.inf, -numpy.inf], dtype="f4"))
    save("empty", "float32", numpy.zeros((0, 3), dtype="f4"))
    save("version-2", "float64", numpy.array([[1.0, 2.0]]), version=(2, 0))
    save("version-3", "float64", numpy.array([[1.0, 2.0]]), version=(3, 0))
    # Each of these must be refused.
    numpy.save(FOLDER / "refused-complex.npy", numpy.array([1j]))
    numpy.save(FOLDER / "refused-text.npy", numpy.array(["a"]))
    numpy.save(FOLDER / "refused-record.npy", numpy.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
    numpy.save(FOLDER / "refused-object.npy", numpy.array([{}], dtype=object), allow_pickle=True)
    numpy.save(FOLDER / "refused-large.npy", numpy.array([2**63 + 1], dtype="u8"))
    return entries


def safetensors_files():
    tensors = {
        "layers.0.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
        "layers.0.bias": torch.tensor([0.5, -1.0], dtype=torch.float64),
        "half": torch.tensor([1.5, -2.0, 65504.0], dtype=torch.float16),
        "steps": torch.tensor(7, dtype=torch.int64),
        "ids": torch.tensor([[1, -2]], dtype=torch.int32),
        "mask": torch.tensor([True, False, True]),
        "größe \"/\"\n": torch.tensor([1.0]),
        "nothing": torch.zeros(0, 2),
    }
    safetensors.torch.save_file(tensors, FOLDER / "all.safetensors", metadata={"format": "pt"})
    others = {
        "bf16": torch.tensor([1.5, -0.0078125], dtype=torch.bfloat16),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "i16": torch.tensor([-300, 300], dtype=torch.int16),
    }
    safetensors.torch.save_file(others, FOLDER / "others.safetensors")
    entries = []
    names = {torch.uint8: "int32", torch.int8: "int32", torch.int16: "int32"}
    for file, group in [("all", tensors), ("others", others)]:
        for name, tensor in group.items():
            dtype = names.get(tensor.dtype, str(tensor.dtype).removeprefix("torch."))
            array = (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy()
            entries.append(entry(f"{file}.safetensors", dtype, array, name))
    return entries


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    entries = npy_files() + safetensors_files()
    text = json.dumps(entries, separators=(",", ":"), allow_nan=False)
    (FOLDER / "contents.json").write_text(text.replace('{"file"', '\n{"file"') + "\n")
    print(f"{len(entries)} arrays, {sum(f.stat().st_size for f in FOLDER.iterdir())} bytes")


if __name__ == "__main__":
    main()

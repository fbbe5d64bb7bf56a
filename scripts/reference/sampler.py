"""The indices of torch.utils.data.DistributedSampler."""

import json
import pathlib

from torch.utils.data import DistributedSampler

PATH = (pathlib.Path(__file__).resolve().parents[2] / "Tests" / "SmolgradDistributedTests"
        / "Reference" / "sampler.json")

CASES = [(10, 4, True, 0, False), (10, 4, True, 0, True), (10, 4, False, 0, False), (3, 4, False, 0, False),
         (1, 4, True, 7, False), (17, 2, True, 5, False), (12, 3, True, 1, True)]


def case(count, size, shuffle, seed, drop_last):
    epochs = []
    for epoch in range(2):
        ranks = []
        for rank in range(size):
            sampler = DistributedSampler(
                range(count), num_replicas=size, rank=rank, shuffle=shuffle, seed=seed, drop_last=drop_last)
            sampler.set_epoch(epoch)
            ranks.append(list(sampler))
        epochs.append(ranks)
    return {"count": count, "size": size, "shuffle": shuffle, "seed": seed, "dropLast": drop_last,
            "epochs": epochs}


if __name__ == "__main__":
    lines = [json.dumps(case(*values)) for values in CASES]
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text("[\n" + ",\n".join(lines) + "\n]\n")

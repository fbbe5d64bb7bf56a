"""A tiny GPT-2 in files as transformers writes them, and what transformers computes with it."""

import pathlib
import shutil

import safetensors.torch
import torch
from transformers import GPT2Config, GPT2LMHeadModel

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/VizCommandsTests/Models/Reference"


def save(model, folder, **options):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, **options)
    (folder / "generation_config.json").unlink()


def answers(model, tokens, targets):
    logits = model(tokens).logits
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets)
    loss.backward()
    gradients = {f"{name}.grad": value.grad for name, value in model.named_parameters()}
    return {"logits": logits.detach(), "loss": loss.detach(), **gradients}


def main():
    torch.manual_seed(5)
    model = GPT2LMHeadModel(GPT2Config(
        n_layer=2, n_head=4, n_embd=8, n_positions=6, vocab_size=12, bos_token_id=None, eos_token_id=None,
        attn_pdrop=0, resid_pdrop=0, embd_pdrop=0, initializer_range=0.3))
    for name, value in model.named_parameters():
        # Biases that are 0 and factors that are 1 would hide mistakes.
        if value.dim() == 1:
            value.data += 0.1 * torch.randn_like(value)
    tokens, targets = torch.randint(0, 12, (1, 5)), torch.randint(0, 12, (5,))
    save(model, FOLDER / "gpt2")
    given = {"tokens": tokens, "targets": targets}
    safetensors.torch.save_file(given | answers(model, tokens, targets), FOLDER / "gpt2/answers.safetensors")
    narrow = model.to(torch.bfloat16)
    save(narrow, FOLDER / "gpt2-shards", max_shard_size="2KB")
    wide = narrow.float()
    wide.zero_grad()
    answer = answers(wide, tokens, targets)
    safetensors.torch.save_file(
        {"logits": answer["logits"], "loss": answer["loss"]}, FOLDER / "gpt2-shards/answers.safetensors")


main()

"""Records models of torchvision, timm and transformers, and compares them with a run without the recorder."""

import gc
import json
import re
import sys
import time
import warnings

import torch
from torch import nn

import smolgrad_viz

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

TORCHVISION = """alexnet convnext_tiny densenet121 efficientnet_b0 efficientnet_v2_s googlenet inception_v3 maxvit_t mnasnet0_5 mobilenet_v2
mobilenet_v3_small regnet_x_400mf regnet_y_400mf resnet18 resnet50 resnext50_32x4d shufflenet_v2_x0_5 squeezenet1_0 swin_t swin_v2_t vgg11_bn
vit_b_16 wide_resnet50_2""".split()

TIMM = """resnet18 vit_tiny_patch16_224 deit_tiny_patch16_224 mixer_s32_224 convmixer_768_32 edgenext_xx_small efficientformer_l1 ghostnet_100
mobilevit_xxs poolformer_s12 pvt_v2_b0 regnetx_002 repvgg_a0 res2net50_26w_4s hrnet_w18_small dla34 cspresnet50 beit_base_patch16_224
cait_xxs24_224 coat_lite_tiny levit_128s visformer_tiny tinynet_e nfnet_f0""".split()

# Models that are more than a stack: several inputs, results or losses, loops, and weights that are used again and again.
OTHERS = """fasterrcnn_mobilenet_v3_large_320_fpn retinanet_resnet50_fpn deeplabv3_mobilenet_v3_large lraspp_mobilenet_v3_large raft_small
gru_cell lstm_cells packed_lstm""".split()

TINY = dict(
    vocab_size=99, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=64,
    type_vocab_size=2)

TRANSFORMERS = {
    "BertForSequenceClassification": TINY, "RobertaForMaskedLM": {**TINY, "pad_token_id": 1}, "AlbertForMaskedLM": {**TINY, "embedding_size": 16},
    "ElectraForPreTraining": {**TINY, "embedding_size": 16}, "DistilBertForMaskedLM": dict(vocab_size=99, dim=32, n_layers=2, n_heads=4, hidden_dim=64),
    "GPT2LMHeadModel": dict(vocab_size=99, n_embd=32, n_layer=2, n_head=4, n_positions=64),
    "OPTForCausalLM": dict(vocab_size=99, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, ffn_dim=64, word_embed_proj_dim=32, max_position_embeddings=64),
    "LlamaForCausalLM": TINY, "MistralForCausalLM": {**TINY, "num_key_value_heads": 2}, "Qwen2ForCausalLM": {**TINY, "num_key_value_heads": 2},
    "GemmaForCausalLM": {**TINY, "num_key_value_heads": 2, "head_dim": 8}, "Gemma2ForCausalLM": {**TINY, "num_key_value_heads": 2, "head_dim": 8},
    "GPTNeoXForCausalLM": TINY, "BloomForCausalLM": dict(vocab_size=99, hidden_size=32, n_layer=2, n_head=4),
    "MixtralForCausalLM": {**TINY, "num_key_value_heads": 2, "num_local_experts": 4},
    "T5ForConditionalGeneration": dict(vocab_size=99, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, decoder_start_token_id=0),
    "BartForConditionalGeneration": dict(
        vocab_size=99, d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
        encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=64),
    "MambaForCausalLM": dict(vocab_size=99, hidden_size=32, num_hidden_layers=2, state_size=8),
}


def vision(model, size):
    model.train()
    return model, (torch.randn(2, 3, size, size),), {}, lambda y: (y if isinstance(y, torch.Tensor) else y[0]).square().mean()


class Loop(nn.Module):
    """A cell in a loop, with an embedding before it and a layer behind it if it has words as inputs."""

    def __init__(self, cell, words=None):
        super().__init__()
        self.embedding = nn.Embedding(words, 4) if words else None
        self.cell, self.out = cell, nn.Linear(cell.hidden_size, words or 1)

    def forward(self, x):
        state, results = torch.zeros(len(x), self.cell.hidden_size), []
        if isinstance(self.cell, nn.LSTMCell):
            state = state, state
        for step in range(x.shape[1]):
            state = self.cell(self.embedding(x[:, step]) if self.embedding else x[:, step], state)
            results.append(self.out(state[0] if isinstance(state, tuple) else state))
        return torch.stack(results, 1)


class PackedLSTM(nn.Module):
    """Sequences of several lengths."""

    def __init__(self):
        super().__init__()
        self.embedding, self.lstm = nn.Embedding(30, 8), nn.LSTM(8, 12, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(24, 3)

    def forward(self, ids, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
        padded, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        return self.out(padded[:, -1])


def other(kind):
    """A model that is more than a stack, with its inputs and its loss; None if it is none of these."""
    total = lambda results: sum(part.square().mean() for part in (results.values() if isinstance(results, dict) else results))
    square = lambda y: y.square().mean()
    if kind == "gru_cell":
        return Loop(nn.GRUCell(4, 6)), (torch.randn(2, 8, 4),), {}, square
    if kind == "lstm_cells":
        return Loop(nn.LSTMCell(4, 6), words=20), (torch.randint(20, (2, 6)),), {}, square
    if kind == "packed_lstm":
        return PackedLSTM(), (torch.randint(30, (4, 7)), torch.tensor([7, 5, 3, 2])), {}, square
    import torchvision
    if kind == "raft_small":
        images = torch.rand(1, 3, 128, 128) * 2 - 1, torch.rand(1, 3, 128, 128) * 2 - 1
        return torchvision.models.optical_flow.raft_small().train(), images, dict(num_flow_updates=3), total
    make = getattr(torchvision.models.detection, kind, None) or getattr(torchvision.models.segmentation, kind)
    model = make(weights=None, weights_backbone=None, num_classes=4).train()
    if "rcnn" not in kind and "retina" not in kind:
        return model, (torch.randn(2, 3, 64, 64),), {}, total
    targets = [
        dict(boxes=torch.tensor([[10., 10, 60, 60]]), labels=torch.tensor([1])),
        dict(boxes=torch.tensor([[20., 20, 80, 70], [5, 5, 40, 90]]), labels=torch.tensor([2, 3]))]
    return model, ([torch.rand(3, 96, 96), torch.rand(3, 80, 100)], targets), {}, lambda losses: sum(losses.values())


def case(name):
    """A model with its inputs and its loss, always with the same numbers."""
    torch.manual_seed(0)
    library, _, kind = name.partition("/")
    if library == "others":
        return other(kind)
    if library == "torchvision":
        import torchvision
        size = 299 if kind == "inception_v3" else 224
        return vision(torchvision.models.get_model(kind, num_classes=10), size)
    if library == "timm":
        import timm
        return vision(timm.create_model(kind, num_classes=10), 224)
    import transformers
    model = getattr(transformers, kind)
    model = model(model.config_class(**TRANSFORMERS[kind]))
    ids = torch.randint(2, 99, (2, 12))
    labels = torch.tensor([0, 1]) if "Sequence" in kind else torch.randint(2, (2, 12)) if "PreTraining" in kind else ids
    return model.train(), (), dict(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels), None


def step(name, record):
    model, inputs, keywords, loss = case(name)
    torch.manual_seed(1)
    # Else what all models before have left is looked through in the midst of one of the steps, which takes longer than a small model.
    gc.collect()
    start = time.process_time()
    snapshot = None
    if record:
        snapshot = smolgrad_viz.trace(model, *inputs, loss=loss, **keywords)
        value = next(node["tensor"]["value"]["elements"][0] for node in snapshot["nodes"] if node.get("tensor", {}).get("isRoot"))
    else:
        result = model(*inputs, **keywords)
        end = loss(result) if loss else result.loss
        end.backward()
        value = end.item()
    return time.process_time() - start, value, {name: p.grad for name, p in model.named_parameters() if p.grad is not None}, snapshot


def check(name):
    plain, loss, gradients, _ = step(name, record=False)
    recorded, their_loss, their_gradients, snapshot = step(name, record=True)
    faults = []
    if not abs(loss - their_loss) <= 1e-6 * abs(loss):
        faults.append("loss")
    if gradients.keys() != their_gradients.keys() or not all(torch.equal(gradients[key], their_gradients[key]) for key in gradients):
        faults.append("gradients")
    shown = {node["tensor"].get("label"): node["tensor"] for node in snapshot["nodes"] if node.get("tensor", {}).get("role") == "parameter"}
    for key, gradient in gradients.items():
        tensor = shown.get(key)
        if tensor is None or tensor["gradient"]["status"] != "computed":
            faults.append(f"{key} has no gradient")
            continue
        value = tensor["gradient"]["value"]
        norm = torch.linalg.vector_norm(torch.tensor([float(e) for e in value["elements"]], dtype=torch.float64)).item() \
            if "elements" in value else value["statistics"]["norm"]
        if abs(norm - gradient.double().norm().item()) > 1e-4 * norm + 1e-12:
            faults.append(f"gradient of {key}")
    svg = smolgrad_viz.Figure(snapshot).svg()
    width, height = (float(size) * 4 / 3 for size in re.search(r'<svg[^>]*? width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups())
    cards = len(re.findall(r'<g [^>]*class="card[ "]', svg))
    return plain, recorded, width, height, cards, len(json.dumps(snapshot)) / 1e6, faults


def main(names):
    names = names or [f"torchvision/{n}" for n in TORCHVISION] + [f"timm/{n}" for n in TIMM] + [f"transformers/{n}" for n in TRANSFORMERS] \
        + [f"others/{n}" for n in OTHERS]
    print(f"{'model':48} {'plain s':>8} {'recorded':>9} {'times':>6} {'pixels':>13} {'cards':>6}  faults")
    failed = 0
    for name in names:
        try:
            plain, recorded, width, height, cards, size, faults = check(name)
        except Exception as error:
            failed += 1
            print(f"{name:48} {type(error).__name__}: {str(error)[:160]}", flush=True)
            continue
        if width > 1400:
            faults.append("too wide")
        if not 5 <= cards <= 60:
            faults.append("too many cards" if cards > 60 else "too few cards")
        failed += bool(faults)
        print(f"{name:48} {plain:8.2f} {recorded:9.2f} {recorded / plain:6.1f} {width:6.0f}x{height:6.0f} {cards:6}  "
              + (", ".join(faults[:3]) or "none"), flush=True)
    print(f"{len(names) - failed} of {len(names)} pass")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)

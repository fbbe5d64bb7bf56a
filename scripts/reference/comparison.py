"""The pictures that other tools draw of three of smolgrad's models, for docs/comparison.md.

It needs a virtual environment outside the project, Graphviz's `dot`, and micrograd's repository, whose `draw_dot` stands in a notebook:

    python3 -m venv ~/comparison-environment
    ~/comparison-environment/bin/pip install -r scripts/reference/comparison-requirements.txt
    git clone https://github.com/karpathy/micrograd ~/micrograd
    smolgrad-viz trace mlp -o mlp.json
    ~/comparison-environment/bin/python scripts/reference/comparison.py --notebook ~/micrograd/trace_graph.ipynb --mlp mlp.json

The network's numbers are read from smolgrad's JSON, so that all compute the same; PyTorch must come to the same loss.
"""

import argparse
import json
import math
from pathlib import Path

from comparison_models import EXPRESSION, NEURON, expression, network, neuron, torch_models


def draw_micrograd(models, arguments):
    from micrograd.engine import Value

    def tanh(value):
        """micrograd itself has no hyperbolic tangent."""
        result = Value(math.tanh(value.data), (value,), "tanh")

        def backward():
            value.grad += (1 - result.data**2) * result.grad

        result._backward = backward
        return result

    notebook = {}
    for cell in json.loads(Path(arguments.notebook).read_text())["cells"]:
        exec("".join(cell["source"]), notebook)
        if "draw_dot" in notebook:
            break

    def draw(name, root):
        root.backward()
        render(notebook["draw_dot"](root), "micrograd", name, arguments)

    if "expression" in models:
        draw("expression", expression(*map(Value, EXPRESSION.values()), Value.relu))
    if "neuron" in models:
        draw("neuron", neuron(*map(Value, NEURON.values()), tanh))


def draw_torchviz(models, arguments):
    from torchviz import make_dot

    for name, (module, inputs) in models.items():
        # With attributes and saved tensors where there is room for them.
        more = name == "neuron"
        graph = make_dot(
            module(*inputs.values()), params=dict(module.named_parameters()) | inputs,
            show_attrs=more, show_saved=more)
        render(graph, "torchviz", name, arguments)


def draw_torchview(models, arguments):
    from torchview import draw_graph

    for name, (module, inputs) in models.items():
        graph = draw_graph(
            module, list(inputs.values()), graph_name=name, expand_nested=True,
            hide_inner_tensors=False, hide_module_functions=False)
        render(graph.visual_graph, "torchview", name, arguments)


def draw_torchlens(models, arguments):
    import torch
    import torchlens

    def numbers(node):
        """One more line on a node; torchlens takes it from a function of the user."""
        value, gradient = node.out, node.grad
        if value.numel() == 1:
            return f"{value.item():.4f}, grad {gradient.item():.4f}"
        line = f"norm {value.norm():.3g}"
        return line if gradient is None else f"{line}, grad norm {gradient.norm():.3g}"

    def thumbnail(tensor, **_):
        width = 30 * tensor.shape[1]
        return torchlens.viz.render_heatmap(tensor.detach(), width=width, height=150)

    for name, (module, inputs) in models.items():
        is_network = name == "mlp"
        options = torchlens.options.CaptureOptions(
            save_grads=True, random_seed=1,
            layer_visualizers={torchlens.func("linear"): thumbnail} if is_network else None)
        trace = torchlens.trace(module, list(inputs.values()), capture=options)
        trace.log_backward(trace[trace.output_layers[0]].out)
        # "rolled" draws the backward arrows between the nodes, but makes one node of several sums of the expression.
        mode = "unrolled" if name == "expression" else "rolled"
        figure = dict(vis_fileformat="svg", vis_save_only=True)
        path = str(arguments.output / f"{name}-torchlens")
        direction = "topdown" if is_network else "leftright"
        trace.draw(vis_outpath=path, vis_mode=mode, node_overlay=numbers, direction=direction, **figure)
        if name == "neuron":
            trace.draw_backward(vis_outpath=f"{path}-backward", **figure)


def draw_mlx(models, arguments):
    import graphviz
    import mlx.core as mx

    def export(name, inputs, *outputs):
        # Names what it is given and letters the rest. Arrays are computed lazily, and once computed have no graph.
        file = arguments.output / f"{name}-mlx.dot"
        mx.export_to_dot(str(file), *outputs, **inputs)
        render(graphviz.Source(file.read_text()), "mlx", name, arguments)
        file.unlink()

    def array(value):
        return mx.array(value["elements"], dtype=mx.float32).reshape(value["shape"])

    if "expression" in models:
        inputs = {name: mx.array(value) for name, value in EXPRESSION.items()}
        export("expression", inputs, expression(**inputs, relu=lambda x: mx.maximum(x, 0)))

    if "neuron" in models:
        # With its gradients, since MLX can draw them.
        inputs = {name: mx.array(value) for name, value in NEURON.items()}
        function = mx.value_and_grad(
            lambda *numbers: neuron(*numbers, mx.tanh), argnums=tuple(range(len(inputs))))
        output, gradients = function(*inputs.values())
        export("neuron", inputs, output, *gradients)

    if "mlp" in models:
        values, _ = network(arguments.mlp)
        inputs = {
            name.replace(".", "_"): array(value) for name, value in values.items()
            if name in ("x", "y") or name.endswith((".weight", ".bias"))}
        mx.eval(inputs)
        x, y = inputs["x"], inputs["y"]
        for layer, activation in ("fc1", None), ("fc2", None), ("fc3", mx.sigmoid):
            x = x @ inputs[f"{layer}_weight"].T + inputs[f"{layer}_bias"]
            x = activation(x) if activation else mx.maximum(x, 0)
        export("mlp", inputs, -mx.mean(y * mx.log(x) + (1 - y) * mx.log(1 - x)))


def render(graph, tool, name, arguments):
    graph.render(outfile=arguments.output / f"{name}-{tool}.svg", format="svg", cleanup=True)


MODELS = ["expression", "neuron", "mlp"]

TOOLS = {
    "micrograd": draw_micrograd, "torchviz": draw_torchviz, "torchview": draw_torchview,
    "torchlens": draw_torchlens, "mlx": draw_mlx,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebook", help="micrograd's trace_graph.ipynb")
    parser.add_argument("--mlp", required=True, help="what smolgrad-viz trace mlp -o mlp.json wrote")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS)
    parser.add_argument("--output", type=Path, default=Path("docs/images/comparison"))
    arguments = parser.parse_args()
    for tool in arguments.tools:
        # Only the tools that need PyTorch pay for it.
        needs_torch = tool.startswith("torch")
        models = torch_models(arguments.mlp) if needs_torch else {}
        TOOLS[tool]({name: models.get(name) for name in arguments.models}, arguments)


if __name__ == "__main__":
    main()

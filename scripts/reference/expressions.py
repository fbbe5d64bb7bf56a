"""Writes what PyTorch computes for expressions in the notation of `smolgrad-viz eval`, in double precision.

Python itself parses them, so the file also says what the precedence of its operators is. Only lists are turned into tensors beforehand.
"""

import ast
import json
import math
import pathlib

import torch
import torch.nn.functional as F

FILE = pathlib.Path(__file__).resolve().parents[2] / "Tests/ExpressionsTests/Reference/Cases/expressions.json"

LEAVES = {
    "s": 0.7,
    "u": -1.3,
    "v": [0.5, -1.0, 2.0],
    "p": [0.2, 0.7, 0.9],
    "m": [[0.5, -1.0, 2.0], [0.25, 1.5, -0.5]],
    "n": [[1.0, -2.0], [0.5, 0.75], [-1.5, 3.0]],
    "t": [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[-1.0, 0.5, 1.0], [0.5, -0.5, 2.5]]],
    "q": [[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 8.5, 7.5, 6.5], [1.0, 0.0, 1.5, 0.5]]]],
    "k": [[[[1.0, -1.0], [0.5, 2.0]]]],
}

EXPRESSIONS = """
-s**2
2**-s
-2**2 * s
s - u - s
s / u / 2
s + u * s
2 ** s ** 2
--s
(s < u) * s
[[1, 2, 3], [3, 4, 5]] @ v
v @ [1, 2, 3]
m @ n
t @ v
m.T @ m
h = relu(m @ v); mean((h - 1)**2)
a = s; a = a * s; a += u; a *= 2; a -= 1; a /= 3; a
exp(s)
expm1(v)
log(p)
log1p(p)
log2(p)
sqrt(p)
rsqrt(p)
square(v)
reciprocal(v)
sin(v)
cos(v)
tan(v)
erf(v)
tanh(v)
sigmoid(v)
neg(v)
abs(v)
sign(v)
relu(v)
relu6(v * 4)
silu(v)
logsigmoid(v)
hardtanh(v, -0.75, 0.75)
hardtanh(v, max_val=0.75)
leaky_relu(v, 0.2)
elu(v, alpha=0.5)
gelu(v)
gelu(v, approximate='tanh')
softplus(v, beta=2)
glu(t, dim=1)
softmax(m, dim=1)
log_softmax(m, dim=0)
softmin(m, dim=-1)
add(m, v)
sub(m, v)
mul(m, v)
div(m, v)
pow(p, v)
p ** v
2 ** v
maximum(v, p)
minimum(v, 0.3)
atan2(v, p)
clamp(v, -0.75, 1)
clamp(v, max=p)
clamp(v, -1, 2)
clamp(v, min=-1)
clamp(v, max=0.5)
clamp(v, v, p)
where(m > 0, m, v)
masked_fill(m, m > 1, 0.5)
((m > 0) & (m < 1)).double() * m
((m > 0) | ~(m < 1)).double() * m
(v != p).double() * v
(v == v).double() * v
(v <= 0.5).double() * (v >= -1).double() * v
sum(m)
m.sum(0)
m.sum(dim=1, keepdim=True)
t.sum([0, 2])
mean(t, dim=[1, 2])
amax(m, dim=1)
amin(t, dim=[0, 1])
max(v)
min(m)
logsumexp(m, dim=1)
floor(v) + ceil(m) * s + trunc(n[0, 0])
round(v * 1.3) * s
round(v * 1.234, decimals=2) * s
frac(v)
sinh(v)
cosh(v)
asin(p)
acos(p)
atan(v)
asinh(v)
acosh(p + 1)
arctanh(p)
exp2(v)
log10(p)
fmod(v, p)
remainder(v, p)
floor_divide(v.detach(), 0.3) * s
nan_to_num(v * s, nan=1, posinf=2, neginf=3)
logaddexp(v, p)
logaddexp2(m, v)
lerp(v, p, 0.3)
v.lerp(p, s)
addcmul(v, p, m, value=0.5)
v.addcdiv(m, p)
cosine_similarity(m, v)
cosine_similarity(v, p, dim=0)
pairwise_distance(m, v, p=1)
mish(v)
selu(v)
celu(v, alpha=0.5)
softsign(v)
hardswish(v)
hardsigmoid(v)
tanhshrink(v)
softshrink(v, lambd=0.3)
hardshrink(v)
threshold(v, 0.6, 0.1)
prelu(m, v)
cumprod(m, 1)
logcumsumexp(m, dim=0)
cummax(m, 1).values
cummin(m, dim=0)[0]
sort(m).values
m.sort(dim=0, descending=True)[0]
argsort(m, dim=1) * s
topk(v, 2).values
v.topk(2, largest=False).indices * s
median(m)
median(m, 0).values
m.median(dim=1, keepdim=True)[0]
argmin(m, dim=1) * s
trace(m @ n)
roll(m, 1)
roll(m, [1, -1], dims=[0, 1])
m.rot90()
rot90(t, -1, dims=[1, 2])
prod(m)
prod(m, 1)
m.argmax(1).double() + s
var(m)
m.var(dim=1, correction=0)
std(m, dim=0)
norm(m)
norm(m, 3, dim=1)
norm(v, inf)
cumsum(m, dim=1)
reshape(m, [3, 2])
m.reshape(-1)
m.view(3, -1) * n
flatten(t, 1)
unsqueeze(v, 0) * m
m.unsqueeze(1).squeeze(1)
transpose(t, 0, 2)
permute(t, [2, 0, 1])
t.permute(1, 0, 2)
v.expand(2, 3) * m
broadcast_to(v, [2, 3]) * m
v.repeat(2, 2)
tile(m, [2])
flip(t, [0, 2])
tril(m)
triu(m, diagonal=1)
pad(m, [1, 2])
pad(t, [1, 1], mode='reflect')
pad(t, [2, 1], mode='replicate')
narrow(m, 1, 1, 2)
select(m, 1, -1)
split(v, 2)[0]
split(m, [1, 2], dim=1)[1]
chunk(v, 2)[1]
unbind(m)[1]
cat([m, m * 2], dim=1)
stack([v, p], dim=1)
gather(m, 1, tensor([[0, 2], [1, 1]]).long())
index_select(m, 1, tensor([2, 0]).long())
embedding(tensor([1, 0, 1]).long(), m)
m[0]
m[:, 1]
m[..., None].sum(0)
m[1, 0:2]
t[0, :, ::2]
m[m > 0.3]
m[:, tensor([2, 0, 0]).long()]
t[-1][0][-1]
mm(m, n)
mv(m, v)
bmm(t, t.transpose(1, 2))
dot(v, p)
outer(v, p)
addmm(m @ n, m, n, beta=0.5, alpha=2)
linear(m, t[0])
linear(m, t[0], [1, -1])
diagonal(m)
einsum('ij,jk->ik', m, n)
einsum('ii', m @ n)
einsum('ij->ji', m)
einsum('bij,j->bi', t, v)
scaled_dot_product_attention(t, t * 0.5, t)
scaled_dot_product_attention(t, t, t, is_causal=True)
mse_loss(m, v)
l1_loss(v, p, reduction='sum')
huber_loss(v, p, delta=0.5)
smooth_l1_loss(v, p, beta=0.5)
kl_div(log_softmax(m, dim=1), softmax(m * 2, dim=1), reduction='batchmean')
binary_cross_entropy(p, sigmoid(v))
binary_cross_entropy_with_logits(v, p)
binary_cross_entropy_with_logits(v, p, pos_weight=tensor([1., 2, 3]))
nll_loss(log_softmax(m, dim=1), tensor([0, 2]).long())
cross_entropy(m, tensor([0, 2]).long())
cross_entropy(m, tensor([1, 2]).long(), weight=tensor([1., 2, 3]), label_smoothing=0.1)
cross_entropy(m, softmax(m * 3, dim=1))
layer_norm(m, [3])
layer_norm(m, [3], v, p)
rms_norm(m, [3], weight=v, eps=0.1)
group_norm(t, 2, eps=0.1)
batch_norm(n, None, None, training=True)
batch_norm(m, tensor([0., 1, 2]), tensor([1., 2, 3]), v, p)
normalize(m)
normalize(m, p=1, dim=0)
conv2d(q, k)
conv2d(q, k, stride=2, padding=1)
conv2d(q, k, padding='same', dilation=2)
conv1d(t, t)
conv1d(t, t[:, :1], padding=1, groups=2)
conv_transpose2d(q, k, stride=2, padding=1)
max_pool2d(q, 2)
max_pool2d(q, [2, 3], stride=1, padding=1)
avg_pool2d(q, 2, stride=1, padding=1, count_include_pad=False)
max_pool1d(t, 2, stride=1)
adaptive_avg_pool1d(t, 2)
adaptive_avg_pool2d(q, [3, 2])
adaptive_max_pool1d(t, 2)
adaptive_max_pool2d(q, 3)
conv3d(q[None], k[None], padding=[1, 0, 1])
unfold(q, [2, 3], padding=1, stride=2)
t.unfold(2, 2, 1)
fold(unfold(q, 2) * s, [4, 4], 2)
interpolate(q, scale_factor=1.5)
interpolate(t, 5, mode='linear')
interpolate(q, [3, 6], mode='bilinear', align_corners=True)
interpolate(q, scale_factor=[1.5, 0.7], mode='bicubic')
instance_norm(t, weight=v[:2], eps=0.1)
triplet_margin_loss(m, n.t() * s, m - 1, margin=0.5, swap=True, reduction='sum')
scatter(m, 1, tensor([[0, 2], [1, 0]]).long(), n[:2])
scatter(m, 0, tensor([[1, 0, 1]]).long(), 0.5)
scatter_add(m, 1, tensor([[0, 0], [2, 1]]).long(), n[:2])
index_add(m, 1, tensor([2, 2, 0]).long(), m * s, alpha=2)
index_copy(m, 0, tensor([1]).long(), v[None])
index_fill(m, 1, tensor([0, -1]).long(), 3)
zeros(2) + ones([2]) * s + eye(2) @ full([2], 3) + arange(2) + arange(1, 2, 0.5)
v.float().double()
v.half().double()
v.bfloat16().double()
v.int().double() + v.bool().double() * s
eq(v, v).double() + ne(v, p).double() + lt(v, p).double() * s
le(v, 0.5).double() + gt(v, p).double() + ge(m, v).double() * s
logical_and(v > 0, p > 0.5).double() + logical_or(v > 0, p > 0.8).double() * s
logical_not(v > 0).double() * v
matmul(m, n.t().t())
detach(v) * v
m.shape[0] * v
(s, u)[1] * s
pi * s + True
torch.exp(v) + F.relu(v) + torch.nn.functional.silu(v) + nn.functional.relu(v)
np.pi * s + math.e + torch.pi
v.to(torch.float32).to(torch.float64) + v.sum(dtype=torch.float64)
x = v; x.sum(axis=0, keepdims=True)
m.std(unbiased=False)
var(m, 0, False)
var(m, False)
std(m, 1, True, True)
m.var(dim=1, unbiased=False, keepdim=True)
cross_entropy(m, tensor([0, 2]))
tensor([1, 2, 3]) * v
where(tensor([True, False, True]), v, p)
max(m, 0).values
max(m, 1)[0]
m.max(dim=1, keepdim=True).values
m.min(dim=0)[-2]
m.max(0).indices * s
m.min(-1, keepdim=True)[1] * s
max(m, v)
max(v, other=p)
min(m, v * 2)
v % 2
v % p.detach()
-v % 0.75
m.detach() // 0.75 * s
7 // 2 * s + -7 // 2 + 7 % -3 + -7 % 3 + 7.5 // 2 + -7.5 % 2
a = s.detach() * 1; a //= 0.3; a = a + s; a %= 0.4; a
--s + +s
s - --u
sum(v[0:0])
v[0:0] * 2
zeros(0, 2) @ n.T
zeros(2, 0) @ zeros(0, 3) + m
cat([v[0:0], v])
m[m > 5] * s
m[:, v > 5].sum() + s
prod(v[3:]) * s
einsum('...i,...i->...', m, m)
einsum('...ij,jk->...ik', t, n)
einsum('...i,i', t, v)
einsum('i...->...', m)
einsum('...ij->...ji', t)
einsum('ij,ij->ij', m, v[None])
einsum('ij,ij->i', m, m[:1])
einsum('i,ij->', v[:1], n)
einsum('bi...,b...->i...', t, m)
torch.zeros(2, dtype=torch.float64) + torch.eye(2, 3) @ v
""".strip().splitlines()


class ListsToTensors(ast.NodeTransformer):
    """A list beside an operator, or assigned to a name, is a tensor."""

    def visit_BinOp(self, node):
        self.generic_visit(node)
        node.left, node.right = self.converted(node.left), self.converted(node.right)
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        # The bias of `linear` is a tensor too.
        if isinstance(node.func, ast.Name) and node.func.id == "linear":
            node.args = [self.converted(argument) for argument in node.args]
        return node

    def converted(self, node):
        if not isinstance(node, ast.List):
            return node
        return ast.copy_location(ast.Call(ast.Name("floats", ast.Load()), [node], []), node)


def tensor(data):
    return torch.tensor(data, dtype=torch.float64)


def namespace():
    names = {name: getattr(torch, name) for name in dir(torch) if not name.startswith("_")}
    names |= {name: getattr(F, name) for name in dir(F) if not name.startswith("_")}
    reduced = ("sum", "mean", "prod", "max", "min", "square", "tanh", "sigmoid", "relu", "erf")
    names |= {name: getattr(torch, name) for name in reduced}

    def number(function, *positions):
        """PyTorch wants both arguments as tensors."""

        def converted(*arguments):
            return function(*[a if torch.is_tensor(a) else tensor(a) for a in arguments])

        return converted

    names |= {"maximum": number(torch.maximum), "minimum": number(torch.minimum), "floats": tensor}
    # Modules by the names that people give them; constants of NumPy are those of Python.
    names |= {"torch": torch, "F": F, "nn": torch.nn, "np": math, "math": math}
    names |= {
        "zeros": lambda *size: torch.zeros(*size, dtype=torch.float64),
        "ones": lambda *size: torch.ones(*size, dtype=torch.float64),
        "eye": lambda n: torch.eye(n, dtype=torch.float64),
        "full": lambda size, value: torch.full(size, value, dtype=torch.float64),
        "arange": lambda *bounds: torch.arange(*bounds, dtype=torch.float64),
        "norm": lambda x, p=2, dim=None, keepdim=False: torch.linalg.vector_norm(x, p, dim, keepdim),
    }
    return names


def case(text):
    tree = ast.fix_missing_locations(ListsToTensors().visit(ast.parse(text)))
    leaves = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in LEAVES:
            leaves[node.id] = tensor(LEAVES[node.id]).requires_grad_()
    names = namespace() | leaves
    *before, last = tree.body
    exec(compile(ast.Module(before, []), text, "exec"), names)
    result = eval(compile(ast.Expression(last.value), text, "eval"), names)
    result.sum().backward()
    return {
        "text": text,
        "shape": list(result.shape),
        "data": result.flatten().tolist(),
        "gradients": {
            name: (torch.zeros_like(leaf) if leaf.grad is None else leaf.grad).flatten().tolist()
            for name, leaf in sorted(leaves.items())
        },
    }


def main():
    torch.set_default_dtype(torch.float64)
    cases = [case(text) for text in EXPRESSIONS]
    content = {"leaves": LEAVES, "cases": cases}
    text = json.dumps(content, separators=(",", ":"), allow_nan=False)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(text.replace('{"text"', '\n{"text"') + "\n")
    print(f"{FILE.name}: {len(cases)} cases, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""What is known of PyTorch's functions by name."""

# What an operator of Python's is called.
OPERATORS = {
    "add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul", "eq", "ne", "lt", "le", "gt", "ge",
    "and", "or", "xor", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum",
}

NAMES = {
    "truediv": "div", "true_divide": "div", "divide": "div", "subtract": "sub", "multiply": "mul", "floordiv": "floor_divide",
    "mod": "remainder", "negative": "neg", "T": "transpose", "mT": "transpose", "concat": "cat",
    "concatenate": "cat", "absolute": "abs", "and": "logical_and", "or": "logical_or", "data": "detach",
}

# Functions whose last parameter may be given as several numbers.
VARIADIC = {"view", "reshape", "permute", "expand", "repeat", "tile"}

# Names of parameters that are too long for a card.
ATTRIBUTES = {"split_size_or_sections": "size", "normalized_shape": "shape"}

# The parameters of functions that do not tell them.
PARAMETERS = {
    "_pack_padded_sequence": ("input", "lengths", "batch_first"),
    "_pad_packed_sequence": ("data", "batch_sizes", "batch_first", "padding_value", "total_length"),
}

# Recurrent layers have two sets of them, for sequences of one length and for packed ones.
RECURRENT = {"lstm", "gru", "rnn_tanh", "rnn_relu"}
OF_SEQUENCES = (
    "input", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional", "batch_first")
OF_PACKED_SEQUENCES = (
    "data", "batch_sizes", "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional")

# What computes nothing.
IGNORED = {
    "backward", "register_hook", "register_post_accumulate_grad_hook", "requires_grad_", "retain_grad", "is_floating_point",
    "size", "dim", "numel", "stride", "item", "tolist", "is_complex", "is_contiguous", "data_ptr", "untyped_storage", "storage",
    "storage_offset", "element_size", "get_device", "__len__", "__bool__", "__int__", "__float__", "__index__", "__format__",
    "__repr__", "__hash__", "__array__", "numpy", "is_storage", "is_tensor", "result_type", "can_cast", "__reduce_ex__",
    "__deepcopy__", "__contains__", "dim_order", "nelement", "ndimension", "type", "is_shared", "share_memory_", "is_inference",
    "is_set_to", "is_same_size", "allclose", "equal", "resolve_conj", "resolve_neg", "__dlpack__", "__dlpack_device__",
    "broadcast_shapes", "is_pinned", "has_names", "is_nonzero", "is_signed", "is_conj", "is_neg", "_is_view", "_has_compatible_shallow_copy_type",
    "__cuda_array_interface__", "is_distributed", "is_coalesced", "sparse_dim", "dense_dim", "_nnz", "_dimV", "_dimI",
}

# Properties that hold no numbers of the tensor's own.
PLAIN_PROPERTIES = {
    "shape", "dtype", "device", "layout", "requires_grad", "grad_fn", "is_leaf", "ndim", "is_sparse", "is_cuda", "is_nested",
    "is_quantized", "is_meta", "is_mkldnn", "is_xla", "is_mps", "is_xpu", "is_cpu", "output_nr", "names", "name", "itemsize", "nbytes",
    "_version", "_base", "_backward_hooks", "retains_grad", "volatile", "is_vulkan", "is_ipu", "is_ort", "is_maia", "is_sparse_csr",
    "_cdata", "is_mtia", "is_hpu", "_post_accumulate_grad_hooks", "_grad", "_grad_fn", "grad_dtype",
}

# What takes only the shape and the type of its first argument.
LIKE_ANOTHER = {
    "zeros_like", "ones_like", "full_like", "empty_like", "rand_like", "randn_like", "randint_like",
    "new_zeros", "new_ones", "new_full", "new_empty", "new_empty_strided", "new", "new_tensor",
}

# What takes only the shape or the type of its second argument.
SHAPED_BY_ANOTHER = {"type_as", "expand_as", "view_as", "reshape_as", "to", "sum_to_size"}

# What gives memory with whatever is in it.
UNINITIALIZED = {"empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided", "empty_permuted"}

# What overwrites its first argument, so that nothing of that is in the result.
OVERWRITES = {
    "bernoulli_", "uniform_", "normal_", "random_", "exponential_", "geometric_", "cauchy_", "log_normal_", "fill_", "zero_", "copy_",
}

# What changes the state of a module, which the result does not depend on.
UPDATES_STATE = {"batch_norm", "instance_norm", "native_batch_norm", "cudnn_batch_norm"}

# What gives the same elements in another order or shape, as a copy where they can't stay where they are.
REARRANGEMENTS = {"reshape", "reshape_as", "view_as", "flatten", "ravel", "unflatten", "contiguous"}

# Views in which an element may stand several times.
OVERLAPPING = {"unfold", "as_strided"}

# What gives the same elements in another type.
CASTS = {"to", "type", "type_as", "float", "double", "half", "bfloat16", "long", "int", "short", "bool"}

# What puts a number where a mask is true.
MASKS = {"masked_fill", "where"}

# What a reader need not be told.
UNSAID = {"inplace", "out", "generator", "layout", "device", "memory_format", "non_blocking", "copy", "pin_memory"}

DERIVATIVES = {
    "add": ["{g}", "{g}"], "sub": ["{g}", "-{g}"], "mul": ["{g} · {b}", "{g} · {a}"],
    "div": ["{g} / {b}", "-{g} · {y} / {b}"], "neg": ["-{g}"], "matmul": ["{g} • {b}ᵀ", "{a}ᵀ • {g}"],
    "exp": ["{g} · {y}"], "log": ["{g} / {a}"], "sqrt": ["{g} / (2{y})"], "square": ["{g} · 2{a}"],
    "abs": ["{g} · sign {a}"], "sin": ["{g} · cos {a}"], "cos": ["-{g} · sin {a}"], "tanh": ["{g} · (1 - {y}²)"],
    "sigmoid": ["{g} · {y} · (1 - {y})"], "relu": ["{g} where {y} > 0, else 0"], "sum": ["{g}, repeated"],
    "mean": ["{g} / n, repeated"], "reshape": ["{g}, reshaped"], "view": ["{g}, reshaped"],
    "flatten": ["{g}, reshaped"], "transpose": ["{g}, transposed"], "permute": ["{g}, permuted back"],
}


def derivatives(name, count):
    """The derivatives of an operation for its arguments as text, in the words of smolgrad's own."""
    known = DERIVATIVES.get(name, [])
    return known if len(known) == count else []

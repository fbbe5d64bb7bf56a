import Smolgrad

private func ones(_ shape: Int...) -> Tensor { .ones(shape, dtype: .float64) }
private func indices(_ values: Int...) -> Tensor { Tensor(integers: values) }

/// For each operation operands that do not fit: as an expression, and as a program.
let misfits: [(expression: String, program: @Sendable () -> Void)] = [
  // MARK: Elements
  ("add(ones(2, 3), ones(2))", { _ = ones(2, 3) + ones(2) }),
  ("sub(ones(2, 3), ones(2))", { _ = ones(2, 3) - ones(2) }),
  ("mul(ones(2, 3), ones(2))", { _ = ones(2, 3) * ones(2) }),
  ("div(ones(2, 3), ones(2))", { _ = ones(2, 3) / ones(2) }),
  ("pow(ones(2, 3), ones(2))", { _ = ones(2, 3) ** ones(2) }),
  ("maximum(ones(3), ones(2))", { _ = ones(3).maximum(ones(2)) }),
  ("minimum(ones(3), ones(2))", { _ = ones(3).minimum(ones(2)) }),
  ("atan2(ones(3), ones(2))", { _ = ones(3).atan2(ones(2)) }),
  ("logaddexp(ones(3), ones(2))", { _ = ones(3).logaddexp(ones(2)) }),
  ("logaddexp2(ones(3), ones(2))", { _ = ones(3).logaddexp2(ones(2)) }),
  ("fmod(ones(3), ones(2))", { _ = ones(3).fmod(ones(2)) }),
  ("remainder(ones(3), ones(2))", { _ = ones(3).remainder(ones(2)) }),
  ("floor_divide(ones(3), ones(2))", { _ = ones(3).div(ones(2), rounding: .floor) }),
  ("eq(ones(3), ones(2))", { _ = ones(3) .== ones(2) }),
  ("ne(ones(3), ones(2))", { _ = ones(3) .!= ones(2) }),
  ("lt(ones(3), ones(2))", { _ = ones(3) .< ones(2) }),
  ("le(ones(3), ones(2))", { _ = ones(3) .<= ones(2) }),
  ("gt(ones(3), ones(2))", { _ = ones(3) .> ones(2) }),
  ("ge(ones(3), ones(2))", { _ = ones(3) .>= ones(2) }),
  ("logical_and(ones(3), ones(2))", { _ = ones(3).logicalAnd(ones(2)) }),
  ("logical_or(ones(3), ones(2))", { _ = ones(3).logicalOr(ones(2)) }),
  ("clamp(ones(3), ones(2))", { _ = ones(3).clamp(min: ones(2)) }),
  ("lerp(ones(3), ones(2), ones(3))", { _ = ones(3).lerp(ones(2), weight: ones(3)) }),
  ("addcmul(ones(3), ones(2), ones(3))", { _ = ones(3).addcmul(ones(2), ones(3)) }),
  ("addcdiv(ones(3), ones(2), ones(3))", { _ = ones(3).addcdiv(ones(2), ones(3)) }),
  ("cosine_similarity(ones(2, 3), ones(2, 2))", { _ = ones(2, 3).cosineSimilarity(ones(2, 2)) }),
  ("pairwise_distance(ones(2, 3), ones(2, 2))", { _ = ones(2, 3).pairwiseDistance(ones(2, 2)) }),
  ("where(ones(2) > 0, ones(3), ones(3))", { _ = Tensor.where(ones(2) .> 0, ones(3), ones(3)) }),
  ("masked_fill(ones(3), ones(2) > 0, 1)", { _ = ones(3).maskedFill(ones(2) .> 0, 1) }),
  ("neg(ones(3) > 0)", { _ = -(ones(3) .> 0) }),
  ("abs(ones(3) > 0)", { _ = (ones(3) .> 0).abs() }),
  ("floor(ones(3) > 0)", { _ = (ones(3) .> 0).floor() }),
  ("ceil(ones(3) > 0)", { _ = (ones(3) .> 0).ceil() }),
  ("trunc(ones(3) > 0)", { _ = (ones(3) .> 0).trunc() }),
  ("round(ones(3) > 0)", { _ = (ones(3) .> 0).round() }),
  ("frac(long(ones(3)))", { _ = ones(3).cast(to: .int64).frac() }),
  ("mish(long(ones(3)))", { _ = ones(3).cast(to: .int64).mish() }),
  ("selu(long(ones(3)))", { _ = ones(3).cast(to: .int64).selu() }),
  ("silu(long(ones(3)))", { _ = ones(3).cast(to: .int64).silu() }),
  ("softsign(long(ones(3)))", { _ = ones(3).cast(to: .int64).softsign() }),
  ("tanhshrink(long(ones(3)))", { _ = ones(3).cast(to: .int64).tanhshrink() }),
  ("hardswish(long(ones(3)))", { _ = ones(3).cast(to: .int64).hardswish() }),
  ("hardsigmoid(long(ones(3)))", { _ = ones(3).cast(to: .int64).hardsigmoid() }),
  ("logsigmoid(long(ones(3)))", { _ = ones(3).cast(to: .int64).logsigmoid() }),
  ("leaky_relu(long(ones(3)))", { _ = ones(3).cast(to: .int64).leakyRelu() }),
  ("elu(long(ones(3)))", { _ = ones(3).cast(to: .int64).elu() }),
  ("celu(ones(3), 0)", { _ = ones(3).celu(alpha: 0) }),
  ("gelu(long(ones(3)))", { _ = ones(3).cast(to: .int64).gelu() }),
  ("softplus(long(ones(3)))", { _ = ones(3).cast(to: .int64).softplus() }),
  ("softshrink(ones(3), -1)", { _ = ones(3).softshrink(lambda: -1) }),
  ("prelu(ones(2, 3), ones(2))", { _ = ones(2, 3).prelu(ones(2)) }),
  ("glu(ones(3))", { _ = ones(3).glu() }),
  ("softmax(ones(3), 1)", { _ = ones(3).softmax(dim: 1) }),
  ("log_softmax(ones(3), 1)", { _ = ones(3).logSoftmax(dim: 1) }),
  ("dropout(ones(3), 2)", { _ = ones(3).dropout(2) }),

  // MARK: Dimensions
  ("sum(ones(3), 1)", { _ = ones(3).sum(dim: 1) }),
  ("mean(ones(3), [0, 0])", { _ = ones(3).mean(dims: [0, 0]) }),
  ("amax(zeros(0, 3))", { _ = Tensor.zeros([0, 3]).amax() }),
  ("amin(ones(3), -2)", { _ = ones(3).amin(dims: [-2]) }),
  ("max(ones(3), 1)", { _ = ones(3).maxWithIndices(dim: 1) }),
  ("min(zeros(0), 0)", { _ = Tensor.zeros([0]).minWithIndices(dim: 0) }),
  ("logsumexp(ones(3), 1)", { _ = ones(3).logSumExp(dims: [1]) }),
  ("prod(ones(3), 1)", { _ = ones(3).prod(dim: 1) }),
  ("argmax(zeros(0))", { _ = Tensor.zeros([0]).argmax() }),
  ("argmin(ones(3), 1)", { _ = ones(3).argmin(dim: 1) }),
  ("var(ones(3), 1)", { _ = ones(3).var(dims: [1]) }),
  ("std(ones(3), 1)", { _ = ones(3).std(dims: [1]) }),
  ("norm(zeros(0), inf)", { _ = Tensor.zeros([0]).norm(.infinity) }),
  ("cumsum(ones(3), 1)", { _ = ones(3).cumsum(dim: 1) }),
  ("cumprod(ones(3), 1)", { _ = ones(3).cumprod(dim: 1) }),
  ("logcumsumexp(ones(3), 1)", { _ = ones(3).logcumsumexp(dim: 1) }),
  ("cummax(ones(3), 1)", { _ = ones(3).cummax(dim: 1) }),
  ("cummin(ones(3), 1)", { _ = ones(3).cummin(dim: 1) }),
  ("median(zeros(0))", { _ = Tensor.zeros([0]).median() }),
  ("sort(ones(3), 1)", { _ = ones(3).sort(dim: 1) }),
  ("argsort(ones(3), 1)", { _ = ones(3).argsort(dim: 1) }),
  ("topk(ones(3), 4)", { _ = ones(3).topk(4) }),
  ("trace(ones(3))", { _ = ones(3).trace() }),

  // MARK: Shapes and parts
  ("reshape(ones(6), [4, -1])", { _ = ones(6).reshape(4, -1) }),
  ("flatten(ones(2, 3), 1, 0)", { _ = ones(2, 3).flatten(start: 1, end: 0) }),
  ("unsqueeze(ones(3), 2)", { _ = ones(3).unsqueeze(dim: 2) }),
  ("squeeze(ones(3), 1)", { _ = ones(3).squeeze(dim: 1) }),
  ("transpose(ones(3), 0, 1)", { _ = ones(3).transpose(0, 1) }),
  ("permute(ones(2, 3), [0])", { _ = ones(2, 3).permute([0]) }),
  ("expand(ones(3), 2)", { _ = ones(3).expand([2]) }),
  ("broadcast_to(ones(3), 2)", { _ = ones(3).broadcast(to: [2]) }),
  ("tile(ones(3), -1)", { _ = ones(3).tile([-1]) }),
  ("flip(ones(3), [0, 0])", { _ = ones(3).flip([0, 0]) }),
  ("roll(ones(3), [1, 2], 0)", { _ = ones(3).roll([1, 2], dims: [0]) }),
  ("rot90(ones(3))", { _ = ones(3).rot90() }),
  ("tril(ones(3))", { _ = ones(3).tril() }),
  ("triu(ones(3))", { _ = ones(3).triu() }),
  ("pad(ones(3), [4, 0], 'reflect')", { _ = ones(3).pad([4, 0], mode: .reflect) }),
  ("diagonal(ones(2, 3), 0, 1, 1)", { _ = ones(2, 3).diagonal(dim1: 1, dim2: 1) }),
  ("narrow(ones(3), 0, 2, 2)", { _ = ones(3).narrow(dim: 0, start: 2, length: 2) }),
  ("select(ones(3), 0, 3)", { _ = ones(3).select(dim: 0, index: 3) }),
  ("split(ones(3), [1, 1])", { _ = ones(3).split(sizes: [1, 1]) }),
  ("chunk(ones(3), 0)", { _ = ones(3).chunk(0) }),
  ("unbind(ones(3), 1)", { _ = ones(3).unbind(dim: 1) }),
  ("cat([ones(2, 3), ones(2, 2)])", { _ = Tensor.cat([ones(2, 3), ones(2, 2)]) }),
  ("stack([ones(3), ones(2)])", { _ = Tensor.stack([ones(3), ones(2)]) }),
  ("ones(3)[5]", { _ = ones(3)[5] }),
  ("ones(2, 3)[long([2])]", { _ = ones(2, 3)[indices(2)] }),
  ("gather(ones(3), 0, [3])", { _ = ones(3).gather(dim: 0, index: indices(3)) }),
  ("index_select(ones(3), 0, [-1])", { _ = ones(3).indexSelect(dim: 0, index: indices(-1)) }),
  ("embedding([1], ones(3))", { _ = Tensor.embedding(indices(1), weight: ones(3)) }),
  (
    "scatter(ones(3), 0, [0, 1], ones(1))",
    { _ = ones(3).scatter(dim: 0, index: indices(0, 1), source: ones(1)) }
  ),
  (
    "scatter_add(ones(3), 0, [3], ones(1))",
    { _ = ones(3).scatterAdd(dim: 0, index: indices(3), source: ones(1)) }
  ),
  (
    "index_add(ones(3), 0, [0], ones(2))",
    { _ = ones(3).indexAdd(dim: 0, index: indices(0), source: ones(2)) }
  ),
  (
    "index_copy(ones(3), 0, [0], ones(2))",
    { _ = ones(3).indexCopy(dim: 0, index: indices(0), source: ones(2)) }
  ),
  (
    "index_fill(ones(3), 0, [3], 1)",
    { _ = ones(3).indexFill(dim: 0, index: indices(3), value: 1) }
  ),

  // MARK: Products
  ("matmul(ones(2, 3), ones(2, 3))", { _ = ones(2, 3) • ones(2, 3) }),
  ("mm(ones(2, 3), ones(3))", { _ = ones(2, 3).mm(ones(3)) }),
  ("mv(ones(2, 3), ones(2))", { _ = ones(2, 3).mv(ones(2)) }),
  ("bmm(ones(1, 2, 3), ones(2, 3, 2))", { _ = ones(1, 2, 3).bmm(ones(2, 3, 2)) }),
  ("dot(ones(2), ones(3))", { _ = ones(2).dot(ones(3)) }),
  ("outer(ones(2), ones(2, 3))", { _ = ones(2).outer(ones(2, 3)) }),
  ("addmm(ones(3), ones(2, 3), ones(2, 3))", { _ = ones(3).addmm(ones(2, 3), ones(2, 3)) }),
  ("linear(ones(2, 3), ones(4, 2))", { _ = ones(2, 3).linear(ones(4, 2)) }),
  (
    "einsum('ij,jk', ones(2, 3), ones(2, 3))",
    { _ = Tensor.einsum("ij,jk", ones(2, 3), ones(2, 3)) }
  ),
  (
    "scaled_dot_product_attention(ones(2, 3), ones(2, 3), ones(3, 3))",
    { _ = ones(2, 3).scaledDotProductAttention(ones(2, 3), ones(3, 3)) }
  ),

  // MARK: Losses
  ("mse_loss(ones(3), ones(2))", { _ = ones(3).mseLoss(ones(2)) }),
  ("l1_loss(ones(3), ones(2))", { _ = ones(3).l1Loss(ones(2)) }),
  ("huber_loss(ones(3), ones(3), delta=0)", { _ = ones(3).huberLoss(ones(3), delta: 0) }),
  ("smooth_l1_loss(ones(3), ones(2))", { _ = ones(3).smoothL1Loss(ones(2)) }),
  ("kl_div(ones(3), ones(2))", { _ = ones(3).klDivergence(ones(2)) }),
  ("binary_cross_entropy(ones(3), ones(2))", { _ = ones(3).binaryCrossEntropy(ones(2)) }),
  (
    "binary_cross_entropy_with_logits(ones(3), ones(3), pos_weight=ones(2))",
    { _ = ones(3).binaryCrossEntropyWithLogits(ones(3), positiveWeight: ones(2)) }
  ),
  ("nll_loss(ones(2, 3), [0])", { _ = ones(2, 3).nllLoss(indices(0)) }),
  ("cross_entropy(ones(2, 3), [0, 3])", { _ = ones(2, 3).crossEntropy(indices(0, 3)) }),
  (
    "triplet_margin_loss(ones(3), ones(3), ones(2))",
    { _ = ones(3).tripletMarginLoss(positive: ones(3), negative: ones(2)) }
  ),

  // MARK: Normalizations
  ("layer_norm(ones(2, 3), [2])", { _ = ones(2, 3).layerNorm([2]) }),
  ("rms_norm(ones(2, 3), [3], ones(2))", { _ = ones(2, 3).rmsNorm([3], weight: ones(2)) }),
  ("group_norm(ones(2, 3), 2)", { _ = ones(2, 3).groupNorm(groups: 2) }),
  ("batch_norm(ones(2, 3))", { _ = ones(2, 3).batchNorm() }),
  ("instance_norm(ones(2, 3, 1))", { _ = ones(2, 3, 1).instanceNorm() }),
  ("normalize(ones(3))", { _ = ones(3).normalize() }),

  // MARK: Windows
  ("conv1d(ones(3), ones(1, 1, 2))", { _ = ones(3).conv1d(ones(1, 1, 2)) }),
  ("conv2d(ones(1, 4, 4), ones(1, 2, 2, 2))", { _ = ones(1, 4, 4).conv2d(ones(1, 2, 2, 2)) }),
  (
    "conv3d(ones(1, 4, 4, 4), ones(1, 1, 5, 1, 1))",
    { _ = ones(1, 4, 4, 4).conv3d(ones(1, 1, 5, 1, 1)) }
  ),
  (
    "conv_transpose2d(ones(1, 4, 4), ones(1, 1, 2, 2), stride=0)",
    { _ = ones(1, 4, 4).convTranspose2d(ones(1, 1, 2, 2), stride: 0) }
  ),
  ("max_pool1d(ones(1, 4), 5)", { _ = ones(1, 4).maxPool1d(kernel: 5) }),
  (
    "max_pool2d(ones(1, 4, 4), 2, padding=2)",
    { _ = ones(1, 4, 4).maxPool2d(kernel: 2, padding: 2) }
  ),
  ("avg_pool2d(ones(1, 4, 4), 0)", { _ = ones(1, 4, 4).avgPool2d(kernel: 0) }),
  ("adaptive_avg_pool1d(ones(4), 2)", { _ = ones(4).adaptiveAvgPool1d(2) }),
  ("adaptive_avg_pool2d(ones(4), 2)", { _ = ones(4).adaptiveAvgPool2d(2) }),
  ("adaptive_max_pool1d(ones(1, 4), -1)", { _ = ones(1, 4).adaptiveMaxPool1d(-1) }),
  ("adaptive_max_pool2d(ones(1, 0, 4), 2)", { _ = ones(1, 0, 4).adaptiveMaxPool2d(2) }),
  ("unfold(ones(1, 4, 4), 5)", { _ = ones(1, 4, 4).unfold(kernel: 5) }),
  ("ones(4).unfold(0, 5, 1)", { _ = ones(4).unfold(dim: 0, size: 5, step: 1) }),
  ("fold(ones(4, 3), 3, 2)", { _ = ones(4, 3).fold(outputSize: 3, kernel: 2) }),
  (
    "interpolate(ones(1, 1, 4), mode='bilinear', size=2)",
    {
      _ = ones(1, 1, 4).interpolate(size: [2], mode: .bilinear)
    }
  ),

  // MARK: Creation
  ("zeros(-1)", { _ = Tensor.zeros([-1]) }), ("ones(-1)", { _ = Tensor.ones([-1]) }),
  ("full([-1], 0)", { _ = Tensor.full([-1], 0) }), ("eye(-1)", { _ = Tensor.eye(-1) }),
  ("rand(-1)", { _ = Tensor.rand([-1]) }), ("randn(-1)", { _ = Tensor.randn([-1]) }),
  ("arange(0, 1, 0)", { _ = Tensor.arange(0, 1, step: 0) }),
]

// Checks of arrays of MLX, for scripts/check-mlx: `mlx-check cases` runs PyTorch's cases, `mlx-check models` whole models.
#if MLX
  import Foundation
  import ReferenceCases
  import Smolgrad
  import SmolgradNN

  switch CommandLine.arguments.dropFirst().first {
  case "cases": try CaseLog.runRemainingCases()
  case "models": trainModels()
  case "misuse": misuse(CommandLine.arguments[2])
  default: fatalError("usage: mlx-check cases, or mlx-check models, or mlx-check misuse NAME")
  }
#endif

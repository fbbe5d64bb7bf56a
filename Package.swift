// swift-tools-version: 6.1
import PackageDescription

/// A C type in a public signature, or a member of a module that a file does not import, is a compile error.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Open files, and why the system refuses something.
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// What computes where arrays are on the device `mlx`: nothing of MLX is read or linked without the trait.
let mlx = Target.Dependency.target(name: "CMLX", condition: .when(traits: ["MLX"]))
let mlxSettings: [CSetting] = [.define("SMOLGRAD_MLX", .when(traits: ["MLX"]))]

let package = Package(
  name: "smolgrad",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Smolgrad", targets: ["Smolgrad"]),
    .library(name: "SmolgradNN", targets: ["SmolgradNN"]),
    .library(name: "SmolgradDistributed", targets: ["SmolgradDistributed"]),
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "TensorFiles", targets: ["TensorFiles"]),
    .library(name: "GraphExport", targets: ["GraphExport"]),
    .library(name: "VizCommands", targets: ["VizCommands"]),
    .executable(name: "smolgrad-viz", targets: ["smolgrad-viz"]),
    .plugin(name: "Diagrams", targets: ["Diagrams"]),
  ],
  traits: [
    .trait(
      name: "MPI",
      description: "Training by many processes, with Open MPI (libopenmpi-dev, openmpi-bin)."),
    .trait(
      name: "MLX",
      description: "Arrays of Apple's MLX (PyPI's mlx[cpu] on Linux, Homebrew's mlx on a Mac)."),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    // The words that were meant, where a name is unknown.
    .target(name: "Spelling", swiftSettings: strict),

    // The engine.
    .target(name: "CKernels"),
    .systemLibrary(name: "MLXLibrary", pkgConfig: "mlx"),
    .target(
      name: "CMLX",
      dependencies: [.target(name: "MLXLibrary", condition: .when(traits: ["MLX"]))],
      cxxSettings: [.define("SMOLGRAD_MLX", .when(traits: ["MLX"]))]),
    .target(
      name: "Smolgrad", dependencies: ["CKernels", mlx], cSettings: mlxSettings,
      swiftSettings: strict),
    .target(name: "SmolgradNN", dependencies: ["Smolgrad"], swiftSettings: strict),
    // Nothing of Open MPI is read or linked without the trait.
    .target(
      name: "CMPI", cSettings: [.define("SMOLGRAD_MPI", .when(traits: ["MPI"]))],
      linkerSettings: [.linkedLibrary("mpi", .when(traits: ["MPI"]))]),
    .target(
      name: "SmolgradDistributed", dependencies: ["CMPI", "Smolgrad", "SmolgradNN"],
      cSettings: [.define("SMOLGRAD_MPI", .when(traits: ["MPI"]))], swiftSettings: strict),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "TensorFiles", dependencies: ["CZlib", "Smolgrad", system], swiftSettings: strict),
    .target(
      name: "Expressions", dependencies: ["Smolgrad", "Spelling"], swiftSettings: strict),

    .executableTarget(
      name: "engine-bench", dependencies: ["CKernels", "Smolgrad"], swiftSettings: strict),
    .executableTarget(
      name: "file-bench", dependencies: ["GraphExport", "TensorFiles"], swiftSettings: strict),
    .executableTarget(
      name: "training-bench", dependencies: ["GraphExport", "Smolgrad", "SmolgradNN"],
      swiftSettings: strict),

    // The visualizer.
    .target(name: "CSurvey", cSettings: [.headerSearchPath("../CKernels")]),
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc",
      providers: [.apt(["libgraphviz-dev"]), .brew(["graphviz"])]),
    .target(
      name: "CGraphvizShim", dependencies: ["CGraphviz"],
      linkerSettings: [.linkedLibrary("gvc"), .linkedLibrary("cgraph")]),
    .target(name: "Graphviz", dependencies: ["CGraphvizShim"], swiftSettings: strict),
    .target(
      name: "GraphExport",
      dependencies: ["CSurvey", "CZlib", "Smolgrad", "Graphviz", "Spelling", system],
      // The script and the style sheet of pages, which the program writes into each of them.
      resources: [.embedInCode("Page/Script"), .embedInCode("Page/Style")],
      swiftSettings: strict),
    .target(
      name: "VizCommands",
      dependencies: [
        "Expressions", "GraphExport", "Smolgrad", "SmolgradDistributed", "SmolgradNN", "Spelling",
        "TensorFiles", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "smolgrad-viz", dependencies: ["VizCommands"], swiftSettings: strict),

    // `swift package diagrams`: brings the figures of a package's documents up to date.
    .plugin(
      name: "Diagrams",
      capability: .command(
        intent: .custom(
          verb: "diagrams",
          description:
            "Brings the figures of Markdown documents up to date, or checks that they are."),
        permissions: [
          .writeToPackageDirectory(
            reason: "Figures are written beside the documents that show them.")
        ]),
      dependencies: ["smolgrad-viz"], path: "Sources/Diagrams"),

    // Programs that the documentation shows.
    .executableTarget(
      name: "quickstart", dependencies: ["Smolgrad", "GraphExport"], path: "examples/quickstart",
      swiftSettings: strict),
    .executableTarget(
      name: "autograd", dependencies: ["Smolgrad", "SmolgradNN"], path: "examples/autograd",
      swiftSettings: strict),
    .executableTarget(
      name: "failed-step", dependencies: ["Smolgrad", "SmolgradNN", "GraphExport"],
      path: "examples/failed-step", swiftSettings: strict),
    .executableTarget(
      name: "formula", dependencies: ["Smolgrad", "Expressions", "TensorFiles", "GraphExport"],
      path: "examples/formula", swiftSettings: strict),
    .executableTarget(
      name: "training-run", dependencies: ["Smolgrad", "SmolgradNN", "GraphExport"],
      path: "examples/training-run", swiftSettings: strict),
    .executableTarget(
      name: "data-parallel", dependencies: ["Smolgrad", "SmolgradNN", "SmolgradDistributed"],
      path: "examples/data-parallel", swiftSettings: strict),
    .executableTarget(
      name: "devices", dependencies: ["Smolgrad", "SmolgradNN"], path: "examples/devices",
      swiftSettings: strict),
    .executableTarget(
      name: "own-model", dependencies: ["Smolgrad", "VizCommands"], path: "examples/own-model",
      swiftSettings: strict),

    // The tests, one target for each library; what they share; and programs that they start.
    .target(
      name: "TestSupport", dependencies: ["CZlib", "Smolgrad"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(
      name: "ReferenceCases", dependencies: ["Smolgrad"], path: "Tests/ReferenceCases",
      swiftSettings: strict),
    .executableTarget(
      name: "broken-tool", dependencies: ["Smolgrad", "VizCommands"],
      path: "Tests/Programs/broken-tool", swiftSettings: strict),
    .executableTarget(
      name: "many-figures", dependencies: ["GraphExport", "Smolgrad"],
      path: "Tests/Programs/many-figures",
      swiftSettings: strict),
    .executableTarget(
      name: "distributed-check", dependencies: ["Smolgrad", "SmolgradNN", "SmolgradDistributed"],
      path: "Tests/Programs/distributed-check", swiftSettings: strict),
    .executableTarget(
      name: "mlx-check", dependencies: ["ReferenceCases", "Smolgrad", "SmolgradNN"],
      path: "Tests/Programs/mlx-check", swiftSettings: strict),
    .executableTarget(
      name: "first-product", dependencies: ["GraphExport", "Smolgrad"],
      path: "Tests/Programs/first-product",
      swiftSettings: strict),
    .testTarget(
      name: "SmolgradTests",
      dependencies: ["CKernels", "ReferenceCases", "Smolgrad", "TestSupport"],
      resources: [.copy("Reference/Cases"), .copy("Reference/EdgeCases")], swiftSettings: strict),
    .testTarget(
      name: "SmolgradNNTests", dependencies: ["SmolgradNN", "Smolgrad", "TestSupport"],
      resources: [.copy("Reference")], swiftSettings: strict),
    .testTarget(
      name: "SmolgradDistributedTests",
      dependencies: ["SmolgradDistributed", "Smolgrad", "SmolgradNN", "TestSupport"],
      resources: [.copy("Reference")], swiftSettings: strict),
    .testTarget(
      name: "ExpressionsTests", dependencies: ["Expressions", "Smolgrad", "TestSupport"],
      resources: [.copy("Reference/Cases")], swiftSettings: strict),
    .testTarget(
      name: "TensorFilesTests", dependencies: ["TensorFiles", "Smolgrad"],
      resources: [.copy("Reference/Files")], swiftSettings: strict),
    .testTarget(
      name: "GraphvizTests", dependencies: ["Graphviz", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "GraphExportTests",
      dependencies: [
        "GraphExport", "Smolgrad", "SmolgradNN", "Expressions", "Graphviz", "TestSupport", "CZlib",
      ],
      exclude: ["Goldens", "Snapshot/Versions", "Snapshot/PyTorch", "Faults/PyTorch"],
      swiftSettings: strict),
    .testTarget(
      name: "VizCommandsTests",
      dependencies: [
        "VizCommands", "GraphExport", "Smolgrad", "SmolgradNN", "Expressions", "TensorFiles",
        "TestSupport", "smolgrad-viz", "quickstart", "own-model", "many-figures", "first-product",
        "autograd", "failed-step", "training-run", "formula", "broken-tool",
      ],
      resources: [.copy("Models/Reference")], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)

// swift-tools-version: 6.1
import PackageDescription

// In a package of your own, the path is the address of smolgrad's repository and a version.
let package = Package(
  name: "spirals",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "smolgrad", path: "../..")],
  targets: [
    .executableTarget(
      name: "spirals",
      dependencies: [
        .product(name: "Smolgrad", package: "smolgrad"),
        .product(name: "SmolgradNN", package: "smolgrad"),
        .product(name: "GraphExport", package: "smolgrad"),
        .product(name: "VizCommands", package: "smolgrad"),
      ])
  ]
)

// swift-tools-version: 6.2
import PackageDescription

/// The names of the fuzz targets; `make fuzz` runs one of each.
let targets = ["GGUF", "Safetensors", "Vectors", "Tokenizers", "Pairs", "JSON"]

// A package of its own: libFuzzer brings the program's `main`, and nothing else may be linked that way.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  products: targets.map { .executable(name: "Fuzz\($0)", targets: ["Fuzz\($0)"]) },
  dependencies: [.package(name: "SteeringLab", path: "..")],
  targets: [
    .target(name: "CGuard"),
    .target(
      name: "FuzzSupport",
      dependencies: ["CGuard", .product(name: "Inference", package: "SteeringLab")]),
  ]
    + targets.map {
      .executableTarget(
        name: "Fuzz\($0)",
        dependencies: [
          "FuzzSupport", .product(name: "Inference", package: "SteeringLab"),
          .product(name: "Steering", package: "SteeringLab"),
        ],
        linkerSettings: [
          .unsafeFlags([
            "-use-ld=lld", "-Xlinker", "--wrap=mmap", "-Xlinker", "--wrap=munmap",
          ])
        ])
    }
)

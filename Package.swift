// swift-tools-version: 6.2
import PackageDescription

/// `swift test` builds debug. The modules that run inner loops are optimised there too, so that the
/// full engine is as fast under test as in a release build.
let optimisedInDebug: [SwiftSetting] = [
  .unsafeFlags(
    ["-disable-batch-mode", "-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))
]

let package = Package(
  name: "SteeringLab",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "steer", targets: ["steer"]),
    .library(
      name: "SteeringLab",
      targets: [
        "Randomness", "Inference", "TinyModel", "Steering", "Statistics", "Claims", "Reporting",
        "Experiments",
      ]),
    // By themselves, for the fuzz targets (Fuzzing/), which are built with instrumentation.
    .library(name: "Inference", targets: ["Inference"]),
    .library(name: "Steering", targets: ["Steering"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O3"], .when(configuration: .debug))]),
    .target(
      name: "Randomness", dependencies: ["CKernels"],
      swiftSettings: optimisedInDebug + [.strictMemorySafety()]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "Assets",
      dependencies: [.target(name: "CCrypto", condition: .when(platforms: [.linux]))]),
    .target(
      name: "Inference", dependencies: ["CKernels", "Randomness"],
      swiftSettings: optimisedInDebug),
    .target(
      name: "TinyModel", dependencies: ["CKernels", "Inference", "Randomness"],
      swiftSettings: optimisedInDebug + [.strictMemorySafety()]),
    .target(
      name: "Steering", dependencies: ["CKernels", "Inference", "Randomness", "Statistics"],
      resources: [.copy("Resources")], swiftSettings: optimisedInDebug),
    .target(
      name: "Statistics", dependencies: ["CGSL", "Randomness"],
      swiftSettings: optimisedInDebug),
    .target(
      name: "Claims", dependencies: ["Statistics"], swiftSettings: [.strictMemorySafety()]),
    .target(name: "Reporting", dependencies: ["Claims", "Statistics"]),
    .target(
      name: "Experiments",
      dependencies: [
        "Assets", "Inference", "Randomness", "TinyModel", "Steering", "Statistics", "Claims",
        "Reporting",
      ], swiftSettings: optimisedInDebug),
    .target(
      name: "Scenarios",
      dependencies: ["Inference", "Steering", "Statistics", "Claims", "Reporting", "Experiments"],
      path: "Scenarios", swiftSettings: [.strictMemorySafety()]),
    .executableTarget(
      name: "steer",
      dependencies: [
        "Assets", "CKernels", "Inference", "TinyModel", "Steering", "Claims", "Reporting",
        "Experiments", "Scenarios",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "TestSupport", dependencies: ["Assets", "Inference", "Randomness"],
      path: "Tests/TestSupport"),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .testTarget(name: "AssetsTests", dependencies: ["Assets"]),
    .testTarget(
      name: "InferenceTests",
      dependencies: ["CKernels", "Inference", "Randomness", "TinyModel", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: optimisedInDebug),
    .testTarget(name: "TinyModelTests", dependencies: ["TinyModel", "Statistics"]),
    .testTarget(
      name: "SteeringTests",
      dependencies: [
        "Assets", "Inference", "Randomness", "Statistics", "Steering", "TestSupport", "TinyModel",
      ], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "ClaimsTests", dependencies: ["Claims"]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting"], exclude: ["Fixtures"]),
    .testTarget(name: "CommandTests", dependencies: ["Inference", "TinyModel", "TestSupport"]),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        "Claims", "Experiments", "Inference", "Reporting", "Scenarios", "TestSupport", "TinyModel",
      ]),
  ]
)

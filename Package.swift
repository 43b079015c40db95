// swift-tools-version: 6.2
import PackageDescription

/// `swift test` builds debug. The modules that run inner loops are optimised there too, so that the
/// full engine is as fast under test as in a release build.
let optimisedInDebug: [SwiftSetting] = [
  .unsafeFlags(
    ["-disable-batch-mode", "-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))
]

/// Loaded by tests into the command's process; no program links it.
#if os(Linux)
  let faultInjection: [Product] = [
    .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"])
  ]
#else
  let faultInjection: [Product] = []
#endif

let package = Package(
  name: "SteeringLab",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "steer", targets: ["steer"]),
    .library(
      name: "SteeringLab",
      targets: [
        "Auditing", "Randomness", "Inference", "TinyModel", "Steering", "Statistics", "Claims",
        "Reporting", "Protocols", "Replication", "Selectivity", "Store", "Subjects", "Sweeps",
      ]),
    // By themselves, for the fuzz targets (Fuzzing/), which are built with instrumentation.
    .library(name: "Inference", targets: ["Inference", "StrictJSON"]),
    .library(name: "Steering", targets: ["Steering"]),
  ] + faultInjection,
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
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
      name: "Files",
      dependencies: [.target(name: "CCrypto", condition: .when(platforms: [.linux]))]),
    .target(name: "Assets", dependencies: ["Files"]),
    .target(
      name: "Store", dependencies: ["Files", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(name: "StrictJSON", swiftSettings: optimisedInDebug),
    .target(name: "Formatting", dependencies: ["Statistics"]),
    .target(
      name: "Inference", dependencies: ["CKernels", "Files", "Randomness", "StrictJSON"],
      swiftSettings: optimisedInDebug),
    .target(
      name: "TinyModel", dependencies: ["CKernels", "Files", "Inference", "Randomness"],
      swiftSettings: optimisedInDebug + [.strictMemorySafety()]),
    .target(
      name: "Steering",
      dependencies: [
        "CKernels", "Files", "Inference", "Randomness", "Statistics", "Store", "StrictJSON",
      ],
      resources: [.copy("Resources")], swiftSettings: optimisedInDebug),
    .target(
      name: "Statistics", dependencies: ["CGSL", "Randomness"],
      swiftSettings: optimisedInDebug),
    .target(
      name: "Claims", dependencies: ["Formatting", "Statistics"],
      swiftSettings: [.strictMemorySafety()]),
    .target(name: "Reporting", dependencies: ["Claims", "Files", "Formatting", "Statistics"]),
    .target(
      name: "Subjects",
      dependencies: ["Assets", "Files", "Inference", "Reporting", "Steering", "TinyModel"],
      swiftSettings: optimisedInDebug),
    .target(
      name: "Protocols",
      dependencies: [
        "Assets", "Claims", "Files", "Inference", "Randomness", "Reporting", "Statistics",
        "Steering",
        "Store",
        "Subjects",
      ], swiftSettings: optimisedInDebug),
    .target(
      name: "Selectivity",
      dependencies: [
        "Claims", "Inference", "Protocols", "Randomness", "Reporting", "Statistics", "Steering",
        "Subjects",
      ], swiftSettings: optimisedInDebug),
    .target(
      name: "Replication",
      dependencies: [
        "Assets", "Files", "Inference", "Protocols", "Randomness", "Statistics", "Steering",
        "Store", "Subjects",
      ], swiftSettings: optimisedInDebug),
    .target(
      name: "Auditing",
      dependencies: [
        "Assets", "Claims", "Files", "Formatting", "Inference", "Protocols", "Randomness",
        "Reporting", "Selectivity", "Statistics", "Steering", "Store", "StrictJSON", "Subjects",
      ], swiftSettings: optimisedInDebug),
    .target(
      name: "Scenarios",
      dependencies: [
        "Claims", "Formatting", "Inference", "Protocols", "Randomness", "Replication", "Reporting",
        "Selectivity",
        "Statistics", "Steering", "Store", "Subjects",
      ],
      path: "Scenarios", swiftSettings: optimisedInDebug + [.strictMemorySafety()]),
    .target(
      name: "Calibrating",
      dependencies: [
        "Claims", "Formatting", "Inference", "Protocols", "Randomness", "Reporting", "Scenarios",
        "Selectivity", "Statistics", "Steering", "Subjects", "TinyModel",
      ], swiftSettings: optimisedInDebug),
    .target(
      name: "Sweeps",
      dependencies: [
        "Formatting", "Inference", "Randomness", "Reporting", "Statistics", "Steering", "Store",
      ], swiftSettings: optimisedInDebug),
    .executableTarget(
      name: "steer",
      dependencies: [
        "Assets", "Auditing", "Calibrating", "CKernels", "Claims", "Files", "Inference",
        "Protocols", "Reporting",
        "Scenarios", "Statistics", "Steering", "Store", "Subjects", "Sweeps", "TinyModel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(
      name: "TestSupport", dependencies: ["Assets", "Inference", "Randomness"],
      path: "Tests/TestSupport"),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .target(name: "FaultInjection", path: "Tests/FaultInjection"),
    .testTarget(
      name: "DurabilityTests", dependencies: ["Randomness", "Store", "TestSupport"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(
      name: "StoreTests",
      dependencies: ["Store", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "AssetsTests", dependencies: ["Assets", "Files", "TestSupport"]),
    .testTarget(
      name: "InferenceTests",
      dependencies: ["CKernels", "Files", "Inference", "Randomness", "TinyModel", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: optimisedInDebug),
    .testTarget(name: "TinyModelTests", dependencies: ["TinyModel", "Statistics"]),
    .testTarget(
      name: "SteeringTests",
      dependencies: [
        "Assets", "Inference", "Randomness", "Statistics", "Steering", "Store", "TestSupport",
        "TinyModel",
      ], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "TestSupport"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "ClaimsTests", dependencies: ["Claims", "Randomness", "Statistics"]),
    .testTarget(name: "FormattingTests", dependencies: ["Formatting"]),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON", "TestSupport"]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Files", "Reporting", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "AuditingTests",
      dependencies: [
        "Auditing", "Inference", "Protocols", "Randomness", "Steering", "Subjects", "TestSupport",
      ]),
    .testTarget(name: "CommandTests", dependencies: ["Inference", "TinyModel", "TestSupport"]),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        "Auditing", "Calibrating", "Claims", "Files", "Inference", "Protocols", "Randomness",
        "Replication",
        "Reporting", "Scenarios", "Selectivity", "Statistics", "Steering", "Store", "Subjects",
        "Sweeps", "TestSupport", "TinyModel",
      ]),
  ]
)

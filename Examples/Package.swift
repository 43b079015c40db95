// swift-tools-version: 6.2
import PackageDescription

/// A package that uses SteeringLab as a dependency of a version.
///
/// `make test-examples` builds it against this working copy's last commit, tagged in a copy; elsewhere set
/// STEERINGLAB to the address of the repository.
let package = Package(
  name: "Examples",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: Context.environment["STEERINGLAB"] ?? "../../SteeringLab", from: "0.1.0")
  ],
  targets: [
    .executableTarget(
      name: "Steer", dependencies: [.product(name: "SteeringLab", package: "SteeringLab")]),
    .executableTarget(
      name: "Patch", dependencies: [.product(name: "SteeringLab", package: "SteeringLab")]),
  ]
)

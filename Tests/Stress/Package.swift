// swift-tools-version: 6.2
import PackageDescription

/// The stress tests of the library in a package of their own, so that they can be built optimised
/// and with a sanitizer: the program's static linking and a sanitizer exclude each other.
let package = Package(
  name: "Stress",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "poolmon", path: "../..")],
  targets: [
    .testTarget(
      name: "StressTests",
      dependencies: [.product(name: "ByteBufferPool", package: "poolmon")])
  ],
  swiftLanguageModes: [.v6]
)

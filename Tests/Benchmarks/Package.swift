// swift-tools-version: 6.2
import PackageDescription

/// What the library costs, beside other ways to have a buffer: docs/BENCHMARKS.md. A package of its
/// own, so that the product does not depend on what it is compared with.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "poolmon", path: "../.."),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .target(name: "Measure"),
    .executableTarget(
      name: "pool-benchmark",
      dependencies: ["Measure", .product(name: "ByteBufferPool", package: "poolmon")]),
    .executableTarget(
      name: "nio-benchmark",
      dependencies: ["Measure", .product(name: "NIOCore", package: "swift-nio")]),
  ],
  swiftLanguageModes: [.v6]
)

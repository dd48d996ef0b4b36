// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is held to the same rules: imports stay internal and named where they are
/// used, existentials are spelled out, and a warning is an error.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A release build is one static file, which takes 3 MiB less RSS than one that maps the Swift, C and
/// C++ libraries from files of their own. Whoever imports Foundation has to be compiled for that too,
/// else its libraries are not found. Only targets of the program have these flags: the library
/// product stays free of them.
let linuxRelease = BuildSettingCondition.when(platforms: [.linux], configuration: .release)
let staticProgram = [SwiftSetting.unsafeFlags(["-static-stdlib"], linuxRelease)]

let package = Package(
  name: "poolmon",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "ByteBufferPool", targets: ["ByteBufferPool"]),
    .library(name: "ByteBufferPoolMetrics", targets: ["ByteBufferPoolMetrics"]),
    .executable(name: "poolmon", targets: ["poolmon"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
  ],
  targets: [
    .target(name: "CByteBufferPool", cSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "ByteBufferPool", dependencies: ["CByteBufferPool"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    .target(
      name: "ByteBufferPoolMetrics",
      dependencies: ["ByteBufferPool", .product(name: "CoreMetrics", package: "swift-metrics")],
      swiftSettings: strict),
    .target(
      name: "Telemetry",
      dependencies: [.product(name: "DequeModule", package: "swift-collections")],
      swiftSettings: strict),
    .target(name: "Diagnosis", dependencies: ["Telemetry"], swiftSettings: strict),
    .target(
      name: "WhatIf", dependencies: ["ByteBufferPool", "Telemetry"], swiftSettings: strict),
    .target(
      name: "Workloads", dependencies: ["ByteBufferPool", "Telemetry"], swiftSettings: strict),
    .target(
      name: "Sessions", dependencies: ["Telemetry", "CZlib"],
      swiftSettings: strict + staticProgram),
    .target(name: "CGoProcess", cSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "GoProcess", dependencies: ["Telemetry", "CGoProcess", "CZlib"], swiftSettings: strict),
    .target(
      name: "Reports", dependencies: ["Telemetry", "Diagnosis", "WhatIf", "Sessions"],
      swiftSettings: strict),
    .target(name: "Drawing", swiftSettings: strict),
    .target(
      name: "Dashboard",
      dependencies: [
        "Telemetry", "Diagnosis", "WhatIf", "Drawing",
        .product(name: "DequeModule", package: "swift-collections"),
      ],
      swiftSettings: strict),
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .executableTarget(
      name: "poolmon",
      dependencies: [
        "ByteBufferPool", "Telemetry", "Diagnosis", "WhatIf", "Workloads", "Sessions", "GoProcess",
        "Reports", "Drawing", "Dashboard", "CNcurses",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict + staticProgram,
      linkerSettings: [
        .unsafeFlags(
          ["-static-executable", "-use-ld=lld"]
            + ["--gc-sections", "--no-export-dynamic", "-s"].flatMap { ["-Xlinker", $0] },
          linuxRelease)
      ]),
    // Of this package, and not of that beside it, since it looks at what is no product.
    .executableTarget(
      name: "attach-cost", dependencies: ["GoProcess", "Telemetry"],
      path: "Tests/Benchmarks/AttachCost", swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Telemetry"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "ByteBufferPoolTests", dependencies: ["ByteBufferPool", "TestSupport"],
      resources: [.copy("calibration-vectors.ndjson")], swiftSettings: strict),
    .testTarget(
      name: "ByteBufferPoolMetricsTests",
      dependencies: [
        "ByteBufferPoolMetrics", "ByteBufferPool",
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      swiftSettings: strict),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
    .target(
      name: "Scenarios", dependencies: ["Diagnosis", "Workloads", "ByteBufferPool", "Telemetry"],
      path: "Tests/Scenarios", swiftSettings: strict),
    .executableTarget(
      name: "diagnosis-benchmark",
      dependencies: ["Diagnosis", "Scenarios", "Telemetry", "WhatIf", "Workloads"],
      path: "Tests/Benchmarks/Diagnosis", swiftSettings: strict),
    .testTarget(
      name: "DiagnosisTests",
      dependencies: ["Diagnosis", "Scenarios", "Workloads", "ByteBufferPool", "Telemetry"],
      swiftSettings: strict),
    .testTarget(
      name: "WhatIfTests",
      dependencies: ["WhatIf", "Workloads", "ByteBufferPool", "Telemetry", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "WorkloadsTests", dependencies: ["Workloads", "ByteBufferPool", "Telemetry"],
      swiftSettings: strict),
    .testTarget(
      name: "SessionsTests", dependencies: ["Sessions", "Telemetry", "TestSupport"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "GoProcessTests", dependencies: ["GoProcess", "Telemetry", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Reports", "Diagnosis", "Sessions", "Telemetry", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"], swiftSettings: strict),
    .testTarget(
      name: "DashboardTests",
      dependencies: [
        "Dashboard", "Diagnosis", "Drawing", "Telemetry", "TestSupport", "WhatIf",
      ],
      exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(
      name: "PoolmonTests",
      dependencies: [
        "poolmon", "Dashboard", "Diagnosis", "Drawing", "GoProcess", "Reports", "Sessions",
        "Telemetry", "TestSupport", "WhatIf", "Workloads", "ByteBufferPool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(name: "StyleTests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

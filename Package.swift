// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with.
///
/// Warnings are errors, here and in CI.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "camsupervisor",
    products: [
        .executable(name: "camsupervisor", targets: ["camsupervisor"]),
        .executable(name: "camworker", targets: ["camworker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        // `traits: []` keeps full Foundation out of both.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // C libraries, one target each; imported by their wrapper's files only.
        // Its own headers and the worker's system call filter (docs/threat-model.md).
        .target(name: "CLinux", publicHeadersPath: "."),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        // Not a systemLibrary: it links nothing and opens libav when first needed (docs/architecture.md).
        .target(name: "CLibAV"),

        // The words both programs use; no I/O.
        .target(name: "Shared", swiftSettings: strict),
        // Home Assistant's templates; no I/O, no Foundation.
        .target(name: "Templates", dependencies: ["Shared"], swiftSettings: strict),
        // One wire format, two ends.
        .target(name: "IPC", dependencies: ["Shared", "CLinux"], swiftSettings: strict),
        // One camera, one process.
        .executableTarget(
            name: "camworker",
            dependencies: [
                "Shared", "IPC", "Templates", "CLinux", "CCurl", "CExpat", "CLibAV",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        // One process in front.
        .executableTarget(
            name: "camsupervisor",
            dependencies: [
                "Shared", "IPC", "Templates", "CLinux", "CYAML", "CSystemd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),

        // Real servers, scripted cameras, processes: for all tests.
        .target(
            name: "TestSupport",
            dependencies: ["CLinux", "IPC", "Shared"],
            path: "Tests/TestSupport",
            exclude: ["Amcrest/Shapes", "ONVIF/Recordings"],
            swiftSettings: strict
        ),
        // The fake Amcrest camera as a program, for clients that are not ours; nothing installs it.
        .executableTarget(
            name: "amcrest-camera",
            dependencies: ["TestSupport"],
            path: "Tests/AmcrestCamera",
            swiftSettings: strict
        ),
        // The scripted ONVIF device, likewise.
        .executableTarget(
            name: "onvif-camera",
            dependencies: ["TestSupport"],
            path: "Tests/ONVIFCamera",
            swiftSettings: strict
        ),
        .testTarget(name: "SharedTests", dependencies: ["Shared", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "TemplatesTests",
            dependencies: ["Templates", "TestSupport"],
            exclude: ["Comparison", "Fixtures"],
            swiftSettings: strict
        ),
        .testTarget(name: "IPCTests", dependencies: ["IPC", "Shared", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "camworkerTests",
            dependencies: ["camworker", "CLibAV", "CLinux", "IPC", "Shared", "Templates", "TestSupport"],
            exclude: ["ONVIF/Samples", "Pictures/Samples", "Video/Samples"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "camsupervisorTests",
            dependencies: [
                "camsupervisor", "CLinux", "IPC", "Shared", "Templates", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            exclude: ["Configuration/Golden"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TestSupportTests",
            dependencies: ["TestSupport", "CLinux", "Shared"],
            swiftSettings: strict
        ),
        // Real binaries, real sockets, real signals.
        .testTarget(
            name: "IntegrationTests",
            dependencies: ["TestSupport", "CLinux", "IPC", "Shared", "camsupervisor", "camworker"],
            swiftSettings: strict
        ),
    ]
)

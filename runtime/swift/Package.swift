// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "Edgeward",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Edgeward", targets: ["Edgeward"])],
    targets: [
        // A target's sources lie inside the package, and the core does not: each file here includes
        // one of the core's. The core's results are the same on every CPU only without fused
        // multiply-adds, which Clang makes by default. -ffp-contract=off is an unsafe flag here; at
        // the top of a file, the pragma is the same.
        .target(name: "CEdgeward"),
        .target(name: "Edgeward", dependencies: ["CEdgeward"]),
        .testTarget(name: "EdgewardTests", dependencies: ["Edgeward"]),
    ],
    cxxLanguageStandard: .cxx17
)

import Foundation
import XCTest

@testable import Edgeward

final class ChecksumTests: XCTestCase {
    private var folder = URL(fileURLWithPath: "/")

    override func setUpWithError() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("a"), withIntermediateDirectories: true)
        for (name, text) in [("a/b.txt", "one\n"), ("a-c.txt", "two\n"), ("B.txt", "three\n")] {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
    }

    override func tearDownWithError() throws { try FileManager.default.removeItem(at: folder) }

    // What sha256sum, and the command in Checksum.swift, print on Linux.
    func testFilesAndFoldersHashAsTheToolsDo() throws {
        XCTAssertEqual(
            try sha256(of: folder.appendingPathComponent("a/b.txt")),
            "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806")
        XCTAssertEqual(
            try sha256(of: folder),
            "0dec850bf2cee9ed58c8f1c31dff1b4f533178cd4591443423b08e85cd6dc560")
    }

    func testAnAlteredFileIsRefused() throws {
        let bundle = BundleFolder(url: folder)
        let sum = try sha256(of: folder.appendingPathComponent("a"))
        XCTAssertNoThrow(try bundle.checked(artifact("a", sum)))
        try Data("won\n".utf8).write(to: folder.appendingPathComponent("a/b.txt"))
        XCTAssertThrowsError(try bundle.checked(artifact("a", sum))) {
            XCTAssertTrue($0.localizedDescription.contains("altered"))
        }
    }

    func testAMissingFileIsNamed() {
        XCTAssertThrowsError(try BundleFolder(url: folder).checked(artifact("none", ""))) {
            XCTAssertTrue($0.localizedDescription.contains("none"))
        }
        XCTAssertThrowsError(try BundleFolder(url: folder).manifest()) {
            XCTAssertTrue($0.localizedDescription.contains("manifest.json"))
        }
    }

    private func artifact(_ path: String, _ sha256: String) -> Artifact {
        Artifact(
            path: path, format: "coreml", form: .segmenter, precision: .fp32, imageSize: nil,
            scoresLayout: .channelsFirst, sha256: sha256)
    }
}

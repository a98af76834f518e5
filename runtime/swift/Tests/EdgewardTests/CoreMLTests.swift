import XCTest

@testable import Edgeward

/// A bundle that `edgeward export NAME --format coreml --form split` wrote, on this machine's Core
/// ML. `EDGEWARD_BUNDLE` names its folder.
final class CoreMLTests: XCTestCase {
    private let size = Size(height: 240, width: 320)

    func testABundleRuns() throws {
        let segmenter = try Segmenter(bundle: bundle(), options: Options(computeUnits: .cpuOnly))
        let found = try segmenter.segment(gradient.bgra())
        let (points, manifest) = (found.points, segmenter.manifest)
        XCTAssertEqual(points.size, manifest.sampleSize)
        XCTAssertTrue((0..<points.cols).allSatisfy { points.row(0, $0) == 0 })
        XCTAssertTrue((0..<points.cols).allSatisfy { points.row(points.rows - 1, $0) == 239 })
        XCTAssertTrue((0..<points.rows).allSatisfy { points.column($0, 0) == 0 })
        XCTAssertTrue((0..<points.rows).allSatisfy { points.column($0, points.cols - 1) == 319 })
        let labels = try found.labels()
        XCTAssertEqual(labels.count, size.area)
        XCTAssertTrue(labels.allSatisfy { Int($0) < manifest.classes.count })
    }

    // The networks are handed the same pixels, and so give the same numbers.
    func testAPictureIsSegmentedAlikeHoweverItLies() throws {
        let segmenter = try Segmenter(bundle: bundle(), options: Options(computeUnits: .cpuOnly))
        let upright = try segmenter.segment(gradient.bgra())
        for rotation in Rotation.allCases {
            let found = try segmenter.segment(
                gradient.lying(rotation).bgra(), rotation: rotation)
            XCTAssertEqual(found.points, upright.points, "\(rotation)")
            XCTAssertEqual(try found.labels(), try upright.labels(), "\(rotation)")
        }
    }

    private var gradient: Picture {
        let pixels = (0..<size.area).map { pixel -> [UInt8] in
            let (row, column) = (pixel / size.width, pixel % size.width)
            return [UInt8(row), UInt8(column * 255 / 319), UInt8((row * column) % 256)]
        }
        return Picture(size, pixels)
    }

    private func bundle() throws -> URL {
        guard let path = ProcessInfo.processInfo.environment["EDGEWARD_BUNDLE"] else {
            throw XCTSkip("EDGEWARD_BUNDLE names no bundle that was exported for Core ML.")
        }
        return URL(fileURLWithPath: path)
    }
}

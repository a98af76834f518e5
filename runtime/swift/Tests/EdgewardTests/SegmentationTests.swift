import CoreGraphics
import XCTest

@testable import Edgeward

final class SegmentationTests: XCTestCase {
    // TL and BR differ and TR and BL agree, so the cell is cut from TR to BL. Beyond that line the
    // weight of BR is b = r / 479 + c / 639 - 1, and 3 b > 1 - b, the scores of the two classes,
    // where b > 1 / 4: in integers, without a rounding.
    func testLabelsAreWhereTheScoresCross() throws {
        let labels = try Corners.segmentation().labels()
        let whole = 479 * 639
        let truth = (0..<480).flatMap { row in
            (0..<640).map { column in
                UInt8(4 * (row * 639 + column * 479 - whole) > whole ? 1 : 0)
            }
        }
        XCTAssertEqual(labels, truth)
    }

    func testTheLayoutOfTheScoresDoesNotMatter() throws {
        let other = Corners.segmentation(Corners.channelsFirst, .channelsFirst)
        XCTAssertEqual(try other.labels(), try Corners.segmentation().labels())
        XCTAssertEqual(try other.mask(of: 1), try Corners.segmentation().mask(of: 1))
    }

    func testThreadsDoNotMatter() throws {
        let (one, seven) = (Corners.segmentation(), Corners.segmentation(threads: 7))
        XCTAssertEqual(try one.labels(), try seven.labels())
        XCTAssertEqual(try one.mask(of: 1), try seven.mask(of: 1))
        XCTAssertEqual(try one.confidence(), try seven.confidence())
        let thin = Size(height: 3, width: 5)
        XCTAssertEqual(try one.labels(size: thin), try seven.labels(size: thin))
    }

    // The softmax of (1, 0) and of (0, 3), times 255.
    func testProbabilitiesAtTheCorners() throws {
        let mask = try Corners.segmentation().mask(of: 1)
        let confidence = try Corners.segmentation().confidence()
        XCTAssertEqual([mask.first, mask[639], mask.last], [69, 69, 243])
        XCTAssertEqual([confidence.first, confidence[639], confidence.last], [186, 186, 243])
    }

    func testTheOverlayIsTheLabelsInColour() throws {
        let size = Size(height: 48, width: 64)
        let found = Corners.segmentation()
        let image = try found.overlay(alpha: 1, size: size)
        XCTAssertEqual([image.width, image.height], [64, 48])
        let bytes = try XCTUnwrap(image.dataProvider?.data as Data?)
        let truth = try found.labels(size: size).flatMap { label -> [UInt8] in
            label == 1 ? [20, 140, 255, 255] : [0, 0, 0, 0]
        }
        XCTAssertEqual([UInt8](bytes), truth)
    }

    func testColoursAreMultipliedByAlpha() {
        let classes = [
            ClassInfo(name: "a", red: 0, green: 0, blue: 0),
            ClassInfo(name: "b", red: 200, green: 100, blue: 0),
        ]
        let bytes = palette(classes, alpha: 0.5).withUnsafeBytes { [UInt8]($0) }
        XCTAssertEqual(bytes, [0, 0, 0, 0, 100, 50, 0, 128])
        XCTAssertEqual(palette(classes, alpha: 7), palette(classes, alpha: 1))
        XCTAssertEqual(palette(classes, alpha: .nan), [0, 0])
    }

    func testTimingsAddUp() throws {
        let found = Corners.segmentation()
        XCTAssertEqual(found.timings, ["segmenter": 2, "total": 2])
        _ = try found.labels()
        let timings = found.timings
        XCTAssertEqual(Set(timings.keys), ["segmenter", "interpolate", "total"])
        XCTAssertEqual(try XCTUnwrap(timings["total"]), 2 + (timings["interpolate"] ?? -1))
    }

    func testWhatCannotBeDrawnHasItsStatus() {
        let found = Corners.segmentation()
        for side in [Int.min, 0, 32768, Int.max] {
            assertStatus(.badSize) { try found.labels(size: Size(height: side, width: 1)) }
        }
        assertStatus(.badClass) { try found.mask(of: 2) }
        assertStatus(.badClass) { try found.mask(of: -1) }
        let broken = Corners.segmentation([1, 0, 1, 0, 1, 0, .nan, 3])
        assertStatus(.scoresNotFinite) { try broken.labels() }
    }

    private func assertStatus(_ status: Status, _ draw: () throws -> [UInt8]) {
        XCTAssertThrowsError(try draw()) {
            XCTAssertEqual(($0 as? EdgewardError)?.status, status, "\($0)")
        }
    }
}

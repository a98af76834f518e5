import XCTest

@testable import Edgeward

final class SegmenterTests: XCTestCase {
    private let size = Size(height: 8, width: 6)
    private lazy var picture = Picture(
        size,
        (0..<size.area).map { pixel -> [UInt8] in [pixel % 7 < 3 ? 255 : 0, UInt8(pixel), 9] })
    private lazy var redness: [UInt8] = picture.rgb.map { $0[0] > 128 ? 1 : 0 }

    // Every pixel is sampled, so every label is that of its own pixel.
    func testAPictureIsLabelledHoweverItLies() throws {
        let segmenter = Segmenter(manifest(), try split(), Options())
        for rotation in Rotation.allCases {
            let lying = try picture.lying(rotation).bgra()
            let found = try segmenter.segment(lying, rotation: rotation)
            XCTAssertEqual(found.size, size)
            XCTAssertEqual(try found.labels(), redness, "\(rotation)")
            XCTAssertEqual(
                Set(found.timings.keys),
                ["thumbnail", "sampler", "sample", "segmenter", "interpolate", "total"])
        }
    }

    func testWithoutASamplerItLooksEverywhere() throws {
        let stages = try Split(
            manifest: manifest(), file: file, sampler: nil, segmenter: FakeNetwork.redness())
        let found = try Segmenter(manifest(), stages, Options()).segment(picture.bgra())
        XCTAssertEqual(try found.labels(), redness)
        XCTAssertEqual(found.points, everywhere(size))
        XCTAssertEqual([found.grid.rows, found.grid.cols], [2, 2])
        XCTAssertNil(found.timings["sampler"])
    }

    func testInAVideoTheSamplerLooksOnceInAWhile() throws {
        let sampler = try FakeNetwork.uniformSampler(manifest())
        let segmenter = Segmenter(
            manifest(), try split(sampler), Options(samplerInterval: 0.25))
        let frame = try picture.bgra()
        for (timestamp, runs) in [(0, 1), (0.125, 1), (0.25, 2), (0.375, 2), (9, 3)] {
            let found = try segmenter.segmentForVideo(frame, timestamp: timestamp)
            XCTAssertEqual(sampler.runs, runs, "\(timestamp)")
            XCTAssertEqual(try found.labels(), redness)
        }
        let lying = try picture.lying(.degrees90).bgra()
        _ = try segmenter.segmentForVideo(lying, timestamp: 9.1, rotation: .degrees90)
        XCTAssertEqual(sampler.runs, 4)
    }

    func testTimeDoesNotStandStill() throws {
        let segmenter = Segmenter(manifest(), try split(), Options())
        let frame = try picture.bgra()
        _ = try segmenter.segmentForVideo(frame, timestamp: 1)
        for timestamp in [1, 0.5, Double.nan] {
            XCTAssertThrowsError(try segmenter.segmentForVideo(frame, timestamp: timestamp)) {
                guard case EdgewardError.badInput = $0 else { return XCTFail("\($0)") }
            }
        }
    }

    func testABakedFileTakesItsOwnSizeAlone() throws {
        let network = FakeNetwork { [size] pixels in
            XCTAssertEqual(pixels.size, size)
            let corners: [Float] = [0, 0, 0, 1, 1, 0, 1, 1]
            var outputs = FakeNetwork.redness().run(pixels).tensors
            outputs["grid"] = Tensor(shape: [2, 2, 2], numbers: .floats(corners))
            outputs["points"] = Tensor(
                shape: [size.height, size.width, 2], numbers: .ints(everywhere(size).data))
            return outputs
        }
        let stages = Baked(manifest: manifest(), file: file, network: network)
        let segmenter = Segmenter(manifest(), stages, Options())
        let found = try segmenter.segment(
            picture.lying(.degrees270).bgra(), rotation: .degrees270)
        XCTAssertEqual(try found.labels(), redness)
        XCTAssertThrowsError(try segmenter.segment(picture.lying(.degrees90).bgra())) {
            XCTAssertTrue($0.localizedDescription.contains("8x6"))
        }
    }

    func testANetworkThatGivesAnotherShapeIsTheBundlesFault() throws {
        let stages = try Split(
            manifest: manifest(), file: file, sampler: FakeNetwork { _ in [:] },
            segmenter: FakeNetwork.redness())
        let segmenter = Segmenter(manifest(), stages, Options())
        XCTAssertThrowsError(try segmenter.segment(picture.bgra())) {
            guard case EdgewardError.badBundle = $0 else { return XCTFail("\($0)") }
        }
    }

    func testOptionsWithoutAThreadAreRefused() {
        XCTAssertThrowsError(try Options(threads: 0).check())
        XCTAssertThrowsError(try Options(samplerInterval: -1).check())
        XCTAssertNoThrow(try Options().check())
    }

    private let file = Artifact(
        path: "model.mlpackage", format: "coreml", form: .baked, precision: .fp32,
        imageSize: Size(height: 8, width: 6), scoresLayout: .channelsFirst, sha256: "")

    private func split(_ sampler: FakeNetwork? = nil) throws -> Split {
        try Split(
            manifest: manifest(), file: file,
            sampler: sampler ?? FakeNetwork.uniformSampler(manifest()),
            segmenter: FakeNetwork.redness())
    }

    private func manifest() -> Manifest {
        let classes = ["background", "red"].map {
            ClassInfo(name: $0, red: 0, green: 0, blue: 0)
        }
        return Manifest(
            name: "fake", sampling: .adaptive, thumbnailSize: Size(height: 3, width: 3),
            gridSize: Size(height: 2, width: 2), sampleSize: size, classes: classes, licence: "",
            provenance: "", files: [], schemaVersion: 2, samplingContract: 1)
    }
}

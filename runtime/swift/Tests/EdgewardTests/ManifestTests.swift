import Foundation
import XCTest

@testable import Edgeward

final class ManifestTests: XCTestCase {
    func testReadsWhatAnAppNeeds() throws {
        let manifest = try Manifest(json: json())
        XCTAssertEqual(manifest.name, "person")
        XCTAssertEqual(manifest.sampling, .adaptive)
        XCTAssertEqual(manifest.thumbnailSize, Size(height: 64, width: 32))
        XCTAssertEqual(manifest.sampleSize, Size(height: 128, width: 96))
        XCTAssertEqual(
            manifest.classes,
            [
                ClassInfo(name: "background", red: 0, green: 0, blue: 0),
                ClassInfo(name: "person", red: 20, green: 140, blue: 255),
            ])
        XCTAssertEqual(manifest.files.map(\.imageSize), [nil, nil, Size(height: 512, width: 512)])
        XCTAssertEqual(manifest.files.map(\.scoresLayout), [nil, .channelsFirst, .channelsFirst])
    }

    func testWritesWhatItReads() throws {
        let manifest = try Manifest(json: json())
        XCTAssertEqual(try Manifest(json: JSONEncoder().encode(manifest)), manifest)
    }

    func testAnotherVersionIsRefusedBeforeItsFieldsAreRead() {
        let later = Data(#"{"schema_version": 3, "sampling_contract": 1}"#.utf8)
        XCTAssertThrowsError(try Manifest(json: later)) {
            XCTAssertTrue($0.localizedDescription.contains("schema_version 2"))
        }
    }

    func testWhatIsWrongIsNamed() {
        for (broken, word) in [
            (json(replacing: #""licence""#, by: #""license""#), "licence"),
            (json(replacing: "[128, 96]", by: "[128]"), "sample_size"),
            (json(replacing: "[128, 96]", by: "[128, 0]"), "128x0"),
            (json(replacing: "[20, 140, 255]", by: "[20, 140, 256]"), "256"),
            (json(replacing: "sampler.mlpackage", by: "../sampler.mlpackage"), "../sampler"),
            (Data("{".utf8), "manifest.json"),
        ] {
            XCTAssertThrowsError(try Manifest(json: broken)) { error in
                guard case EdgewardError.badBundle(let message, _) = error else {
                    return XCTFail("\(error)")
                }
                XCTAssertTrue(message.contains(word), message)
            }
        }
    }

    func testSplitIsChosenBeforeBakedAndThenTheMostPrecise() throws {
        let choice = try Manifest(json: json()).choose()
        XCTAssertEqual(choice.main.path, "segmenter.mlpackage")
        XCTAssertEqual(choice.sampler?.path, "sampler.mlpackage")
    }

    func testWithoutItsSamplerASegmenterIsNotChosen() throws {
        let bakedAlone = json(replacing: #""form": "sampler""#, by: #""form": "segmenter""#)
        XCTAssertEqual(try Manifest(json: bakedAlone).choose().main.path, "model.mlpackage")
        let uniform = json(
            replacing: #""form": "sampler""#, by: #""form": "segmenter""#, uniform: true)
        XCTAssertEqual(try Manifest(json: uniform).choose().main.form, .segmenter)
    }

    func testABundleForOtherEnginesIsRefused() throws {
        let manifest = try Manifest(json: json(replacing: "coreml", by: "onnx"))
        XCTAssertThrowsError(try manifest.choose()) {
            guard case EdgewardError.badInput = $0 else { return XCTFail("\($0)") }
        }
    }

    private func json(
        replacing old: String = "person", by new: String = "person", uniform: Bool = false
    ) -> Data {
        var text = Self.text.replacingOccurrences(of: old, with: new)
        if uniform { text = text.replacingOccurrences(of: "adaptive", with: "uniform") }
        return Data(text.utf8)
    }

    private static let text = """
        {
          "name": "person", "sampling": "adaptive", "thumbnail_size": [64, 32],
          "picture": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "colours": "RGB"},
          "grid_size": [16, 16], "sample_size": [128, 96],
          "classes": [{"name": "background", "colour": [0, 0, 0]},
                      {"name": "person", "colour": [20, 140, 255]}],
          "files": [
            {"path": "sampler.mlpackage", "format": "coreml", "form": "sampler",
             "precision": "fp32", "image_size": null, "takes": "image", "scores_layout": null,
             "sha256": "00", "bytes": 1, "parity": {"grid": 0.0}, "miou": null},
            {"path": "segmenter.mlpackage", "format": "coreml", "form": "segmenter",
             "precision": "fp32", "image_size": null, "takes": "image", "scores_layout": "CHW",
             "sha256": "01", "bytes": 1, "parity": {"scores": 0.0}, "miou": 0.9},
            {"path": "model.mlpackage", "format": "coreml", "form": "baked",
             "precision": "fp16", "image_size": [512, 512], "takes": "image",
             "scores_layout": "CHW", "sha256": "02", "bytes": 1, "parity": {}, "miou": null}
          ],
          "licence": "research use", "provenance": "photographs",
          "sampling_contract": 1, "schema_version": 2
        }
        """
}

import Foundation

/// A class.
public struct ClassInfo: Equatable, Sendable {
    /// As people say it.
    public let name: String
    /// Of its colour; black leaves the photo clear.
    public let red: UInt8, green: UInt8, blue: UInt8
}

/// What an app has to know of a bundle; `manifest.schema.json` has every field.
public struct Manifest: Codable, Equatable, Sendable {
    public enum Sampling: String, Codable, Sendable {
        case adaptive
        /// The baseline, which has no sampler.
        case uniform
    }

    /// Of the model.
    public let name: String
    public let sampling: Sampling
    /// Pixels that the sampler looks at, nil for the baseline.
    public let thumbnailSize: Size?
    /// Points of the sampler's grid.
    public let gridSize: Size
    /// Pixels that are segmented.
    public let sampleSize: Size
    /// In the order of the scores.
    public let classes: [ClassInfo]
    /// Of the weights, which is not the code's.
    public let licence: String
    /// What the weights were trained on.
    public let provenance: String
    let files: [Artifact]
    let schemaVersion: Int
    let samplingContract: Int

    enum CodingKeys: String, CodingKey {
        case name, sampling, classes, licence, provenance, files
        case thumbnailSize = "thumbnail_size"
        case gridSize = "grid_size"
        case sampleSize = "sample_size"
        case schemaVersion = "schema_version"
        case samplingContract = "sampling_contract"
    }
}

enum Form: String, Codable, Sendable { case baked, sampler, segmenter }

/// Of the weights, the most precise first.
enum Precision: String, Codable, CaseIterable, Sendable { case fp32, fp16, int8 }

/// Order of the axes of scores.
enum Layout: String, Codable, Sendable {
    case channelsLast = "HWC"
    case channelsFirst = "CHW"
}

/// A file of a bundle, or a folder where that is what a format writes.
struct Artifact: Codable, Equatable, Sendable {
    let path: String
    /// `coreml`, or one that nothing here runs.
    let format: String
    let form: Form
    let precision: Precision
    /// The only one that a baked file takes, nil where any will do.
    let imageSize: Size?
    /// Of the scores; nil in a sampler.
    let scoresLayout: Layout?
    let sha256: String

    enum CodingKeys: String, CodingKey {
        case path, format, form, precision, sha256
        case imageSize = "image_size"
        case scoresLayout = "scores_layout"
    }
}

/// [height, width].
extension Size: Codable {
    public init(from decoder: Decoder) throws {
        var sides = try decoder.unkeyedContainer()
        self.init(height: try sides.decode(Int.self), width: try sides.decode(Int.self))
        guard isUsable else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "the size \(self)"))
        }
    }

    public func encode(to encoder: Encoder) throws {
        var sides = encoder.unkeyedContainer()
        try sides.encode(height)
        try sides.encode(width)
    }
}

/// `{"name": …, "colour": [red, green, blue]}`.
extension ClassInfo: Codable {
    private enum CodingKeys: String, CodingKey { case name, colour }

    public init(from decoder: Decoder) throws {
        let info = try decoder.container(keyedBy: CodingKeys.self)
        name = try info.decode(String.self, forKey: .name)
        var colour = try info.nestedUnkeyedContainer(forKey: .colour)
        red = try colour.decode(UInt8.self)
        green = try colour.decode(UInt8.self)
        blue = try colour.decode(UInt8.self)
    }

    public func encode(to encoder: Encoder) throws {
        var info = encoder.container(keyedBy: CodingKeys.self)
        try info.encode(name, forKey: .name)
        try info.encode([red, green, blue], forKey: .colour)
    }
}

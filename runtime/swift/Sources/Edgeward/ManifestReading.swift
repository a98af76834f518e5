import Foundation

extension Manifest {
    static let fileName = "manifest.json"

    /// Reads a manifest.
    ///
    /// - Throws: `EdgewardError.badBundle`: not JSON, another version, or a field that is missing
    ///   or of another type.
    init(json: Data) throws {
        let decoder = JSONDecoder()
        do {
            try decoder.decode(Versions.self, from: json).check()
            self = try decoder.decode(Manifest.self, from: json)
        } catch let error as DecodingError {
            throw EdgewardError.badBundle(
                "Expected \(Self.fileName) as edgeward export writes it, got \(error.inShort); "
                    + "export the bundle again.")
        }
        try files.forEach { try $0.checkPath() }
    }
}

/// Read first: other versions may have other fields.
private struct Versions: Decodable {
    let schema: Int
    /// Of the rule that turns a grid into pixels, as edgeward.h states it.
    let contract: Int

    enum CodingKeys: String, CodingKey {
        case schema = "schema_version"
        case contract = "sampling_contract"
    }

    func check() throws {
        try check(.schema, schema, is: 2)
        try check(.contract, contract, is: 1)
    }

    private func check(_ key: CodingKeys, _ found: Int, is version: Int) throws {
        guard found == version else {
            throw EdgewardError.badBundle(
                "Expected \(key.rawValue) \(version) in \(Manifest.fileName), got \(found); export "
                    + "the bundle again, or update edgeward.")
        }
    }
}

extension Artifact {
    fileprivate func checkPath() throws {
        guard !path.contains("/"), path != ".." else {
            throw EdgewardError.badBundle(
                "Expected a file name in \(Manifest.fileName), got \(path); export it again.")
        }
    }
}

extension DecodingError {
    fileprivate var inShort: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .keyNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return "\(context.debugDescription) (at \(path.isEmpty ? "the top" : path))"
        @unknown default:
            return localizedDescription
        }
    }
}

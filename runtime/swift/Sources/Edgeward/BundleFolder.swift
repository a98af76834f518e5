import Foundation

/// A bundle as `edgeward export` writes it.
struct BundleFolder {
    let url: URL

    func manifest() throws -> Manifest {
        try Manifest(json: found(Manifest.fileName) { try Data(contentsOf: $0) })
    }

    /// Finds a file of the bundle and checks it.
    func checked(_ artifact: Artifact) throws -> URL {
        let digest = try found(artifact.path, sha256(of:))
        guard digest == artifact.sha256 else {
            throw EdgewardError.badBundle(
                "Expected \(artifact.path) with sha256 \(artifact.sha256.prefix(12))…, got "
                    + "\(digest.prefix(12))…: the file was altered or cut short; copy the bundle "
                    + "again.")
        }
        return url.appendingPathComponent(artifact.path)
    }

    private func found<T>(_ name: String, _ read: (URL) throws -> T) throws -> T {
        do {
            return try read(url.appendingPathComponent(name))
        } catch {
            throw EdgewardError.badBundle(
                "Expected \(name) in the bundle, got: \(error.localizedDescription) Copy the whole "
                    + "folder that edgeward export wrote.")
        }
    }
}

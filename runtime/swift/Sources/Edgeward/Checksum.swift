import CryptoKit
import Foundation

/// Hashes a file, or a folder by the names and hashes of its files.
///
/// A folder's hash is what this command prints inside it:
/// `find * -type f | LC_ALL=C sort | xargs -d "\n" sha256sum | sha256sum`; the same is
/// `edgeward.files.sha256` in Python.
///
/// - Returns: 64 hexadecimal digits.
func sha256(of url: URL) throws -> String {
    guard isFolder(url) else { return try hex(digest(ofFile: url)) }
    var hash = SHA256()
    for name in try files(in: url) {
        let line = try "\(sha256(of: url.appendingPathComponent(name)))  \(name)\n"
        hash.update(data: Data(line.utf8))
    }
    return hex(hash.finalize())
}

/// Paths from the folder on, in the order of their bytes.
private func files(in folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { !isFolder(folder.appendingPathComponent($0)) }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

private func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        && isFolder.boolValue
}

private func digest(ofFile url: URL) throws -> SHA256.Digest {
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    var hash = SHA256()
    while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
        hash.update(data: block)
    }
    return hash.finalize()
}

private func hex(_ digest: SHA256.Digest) -> String {
    digest.map { String(format: "%02x", $0) }.joined()
}

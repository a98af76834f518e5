import Foundation

/// What goes wrong in edgeward, in one sentence: what was expected, what came, the way out.
public enum EdgewardError: Error, Equatable, Sendable {
    /// A file of the bundle is missing, altered or unreadable, or its network gave unusable values.
    case badBundle(String, status: Status? = nil)
    /// A picture, size, rotation, timestamp or option cannot be used.
    case badInput(String, status: Status? = nil)
    /// Apple's frameworks cannot load or run a file, or lack the memory to.
    case engine(String)

    /// What the core said; nil if it was not the core.
    public var status: Status? {
        switch self {
        case .badBundle(_, let status), .badInput(_, let status): return status
        case .engine: return nil
        }
    }
}

extension EdgewardError: LocalizedError {
    public var errorDescription: String? {
        switch self {
        case .badBundle(let message, _), .badInput(let message, _), .engine(let message):
            return message
        }
    }
}

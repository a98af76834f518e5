import CEdgeward

/// `edgeward_status` of edgeward.h, in its order.
public enum Status: Int, CaseIterable, Sendable {
    case ok
    case nullPointer
    case badGridShape
    case badSize
    case badChannels
    case tooManyClasses
    case badRegion
    case workspaceTooSmall
    case gridNotFinite
    case scoresNotFinite
    case pointOutside
    case notCovering
    case misaligned
    case badType
    case badClass
    case badScale

    /// What the core says of it, in one sentence.
    public var message: String {
        let status = edgeward_status(rawValue: numericCast(rawValue))
        return String(cString: edgeward_status_message(status))
    }

    /// Grids, points and scores come from the bundle's networks; the rest from the caller.
    var error: EdgewardError {
        switch self {
        case .badGridShape, .badChannels, .tooManyClasses, .gridNotFinite, .scoresNotFinite,
            .pointOutside, .notCovering:
            return .badBundle(message, status: self)
        default:
            return .badInput(message, status: self)
        }
    }
}

import ImageIO

/// Degrees clockwise by which a picture must be turned to stand upright. No pixel is moved.
public enum Rotation: Int, CaseIterable, Sendable {
    case degrees0 = 0
    case degrees90 = 90
    case degrees180 = 180
    case degrees270 = 270

    /// What an orientation of ImageIO asks for.
    ///
    /// - Throws: `EdgewardError.badInput`: it mirrors the picture.
    public init(_ orientation: CGImagePropertyOrientation) throws {
        switch orientation {
        case .up: self = .degrees0
        case .right: self = .degrees90
        case .down: self = .degrees180
        case .left: self = .degrees270
        default:
            throw EdgewardError.badInput(
                "Expected an orientation that turns the picture, got \(orientation.rawValue), "
                    + "which mirrors it; segment it as it is, and mirror what is drawn.")
        }
    }
}

import Foundation

/// Keeps a look through the frames of one video until it is too old or the frames change shape.
final class Gaze {
    private struct Kept {
        let look: Look?
        let size: Size
        let rotation: Rotation
        let since: TimeInterval
    }

    private let interval: TimeInterval
    private var kept: Kept?
    private var last = -TimeInterval.infinity

    init(interval: TimeInterval) { self.interval = interval }

    /// Returns the look that holds at a time, a fresh one if need be.
    ///
    /// - Throws: `EdgewardError.badInput`: the timestamp is not after the last one.
    func at(
        _ timestamp: TimeInterval, _ picture: Upright, fresh: () throws -> Look?
    ) throws -> Look? {
        guard timestamp > last else {
            throw EdgewardError.badInput(
                "Expected a timestamp after \(last) s, got \(timestamp); use a segmenter of its "
                    + "own for every video, or segment() for pictures.")
        }
        let current =
            try held(timestamp, picture)
            ?? Kept(
                look: fresh(), size: picture.size, rotation: picture.rotation, since: timestamp)
        kept = current
        last = timestamp
        return current.look
    }

    private func held(_ timestamp: TimeInterval, _ picture: Upright) -> Kept? {
        guard let kept, kept.size == picture.size, kept.rotation == picture.rotation,
            timestamp - kept.since < interval
        else { return nil }
        return kept
    }
}

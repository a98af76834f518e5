import CoreGraphics
import Foundation

/// What a `Segmenter` found in a picture: scores at the sampled pixels, drawn at any size on
/// demand.
///
/// Everything is in the upright picture, row after row. Each function draws anew, so keep what is
/// needed twice.
public final class Segmentation: @unchecked Sendable {
    /// Of the upright picture.
    public let size: Size
    /// Where the sampler looked.
    public let grid: Grid
    /// The pixels that were segmented.
    public let points: Points
    /// In the order of the labels.
    public let classes: [ClassInfo]
    private let scores: Scores
    private let threads: Int
    private let stages: [String: Double]
    private let lock = NSLock()
    private var interpolateMs: Double?

    init(
        _ scored: Scored, size: Size, classes: [ClassInfo], stages: [String: Double], threads: Int
    ) {
        self.size = size
        (grid, points, scores) = (scored.grid, scored.points, scored.scores)
        self.classes = classes
        self.stages = stages
        self.threads = threads
    }

    /// Milliseconds of the stages and of their `total`: `thumbnail` and `sampler` where the sampler
    /// looked, `sample` and `segmenter`, or `copy` and `network` of a baked file; then
    /// `interpolate` of what was drawn last.
    public var timings: [String: Double] {
        var all = stages
        all["interpolate"] = lock.withLock { interpolateMs }
        all["total"] = all.values.reduce(0, +)
        return all
    }

    /// Draws the class of every pixel.
    ///
    /// - Parameter size: of the label map, the picture's by default.
    /// - Returns: the labels, 0 to 255.
    /// - Throws: `EdgewardError.badInput`: the size is bad. `EdgewardError.badBundle`: scores are
    ///   not finite, or there are over 256 classes.
    public func labels(size: Size? = nil) throws -> [UInt8] {
        try draw(size) { try $0.labels() }
    }

    /// Draws the probability of one class at every pixel, 0 to 255; the rest is as for `labels`.
    ///
    /// - Parameter label: the class's index in `classes`.
    public func mask(of label: Int, size: Size? = nil) throws -> [UInt8] {
        try draw(size) { try $0.mask(of: label) }
    }

    /// Draws the probability of every pixel's own class, 0 to 255; the rest is as for `labels`.
    public func confidence(size: Size? = nil) throws -> [UInt8] {
        try draw(size) { try $0.confidence() }
    }

    /// Draws every pixel in the colour of its class, ready to lay over the picture. Black classes
    /// stay clear; the rest is as for `labels`.
    ///
    /// - Parameter alpha: strength, 0 to 1.
    public func overlay(alpha: Float = 0.5, size: Size? = nil) throws -> CGImage {
        let colours = palette(classes, alpha: alpha)
        return try draw(size) { try overlayImage($0.overlay(colours), $0.size) }
    }

    private func draw<T>(_ size: Size?, _ paint: (Interpolation) throws -> T) rethrows -> T {
        let clock = StageClock()
        let drawn = try paint(
            Interpolation(
                points: points, source: self.size, scores: scores, size: size ?? self.size,
                threads: threads))
        clock.lap("interpolate")
        lock.withLock { interpolateMs = clock.timings["interpolate"] }
        return drawn
    }
}

import CoreGraphics
import CoreVideo
import Foundation

/// Segments pictures and video with a bundle that was exported for Core ML.
///
/// One picture at a time: calls from several threads wait for each other.
///
/// ```swift
/// let segmenter = try Segmenter(bundle: folder)
/// let found = try segmenter.segment(pixelBuffer, rotation: .degrees90)
/// let labels = try found.labels()
/// ```
public final class Segmenter: @unchecked Sendable {
    /// What the bundle says about itself.
    public let manifest: Manifest
    private let stages: Stages
    private let threads: Int
    private let gaze: Gaze
    private let lock = NSLock()

    /// Opens a bundle. Core ML compiles its files for the device, which takes its time: not on the
    /// main thread.
    ///
    /// - Parameter bundle: the folder that `edgeward export` wrote.
    /// - Throws: `EdgewardError.badBundle`: a file is missing, or altered since it was exported.
    ///   `EdgewardError.badInput`: the bundle has no files for Core ML. `EdgewardError.engine`:
    ///   Core ML cannot load a file.
    public convenience init(bundle: URL, options: Options = Options()) throws {
        try options.check()
        let folder = BundleFolder(url: bundle)
        let manifest = try folder.manifest()
        let stages = try openStages(folder, manifest, manifest.choose(), options.computeUnits)
        self.init(manifest, stages, options)
    }

    init(_ manifest: Manifest, _ stages: Stages, _ options: Options) {
        self.manifest = manifest
        self.stages = stages
        threads = options.threads
        gaze = Gaze(interval: options.samplerInterval)
    }

    /// Segments a picture where it lies.
    ///
    /// - Parameters:
    ///   - pixelBuffer: 420YpCbCr8BiPlanar, full or video range, 32BGRA or 32RGBA; it is read until
    ///     this returns.
    ///   - rotation: what turns it upright. No pixel is moved.
    /// - Throws: `EdgewardError.badInput`: the picture cannot be used. `EdgewardError.badBundle`:
    ///   the networks give unusable values. `EdgewardError.engine`: Core ML fails.
    public func segment(
        _ pixelBuffer: CVPixelBuffer, rotation: Rotation = .degrees0
    ) throws -> Segmentation {
        try withFrame(of: pixelBuffer) { try segment(Upright(frame: $0, rotation: rotation)) }
    }

    /// Segments an image, whose pixels are drawn into memory first; the rest is as for buffers.
    ///
    /// - Parameters:
    ///   - image: its pixels as they are stored.
    ///   - rotation: what its metadata says turns it upright.
    public func segment(_ image: CGImage, rotation: Rotation = .degrees0) throws -> Segmentation {
        try withFrame(of: image) { try segment(Upright(frame: $0, rotation: rotation)) }
    }

    /// Segments the next frame of a video, whose frames resemble each other: where the sampler
    /// looked is kept for `Options.samplerInterval`. A baked bundle looks at every frame.
    ///
    /// - Parameter timestamp: of the frame in seconds, after that of the last one.
    /// - Throws: as `segment`, and `EdgewardError.badInput` if the time does not advance.
    public func segmentForVideo(
        _ pixelBuffer: CVPixelBuffer, timestamp: TimeInterval, rotation: Rotation = .degrees0
    ) throws -> Segmentation {
        try withFrame(of: pixelBuffer) {
            try segment(Upright(frame: $0, rotation: rotation), at: timestamp)
        }
    }

    private func segment(
        _ picture: Upright, at timestamp: TimeInterval? = nil
    ) throws -> Segmentation {
        lock.lock()
        defer { lock.unlock() }
        let clock = StageClock()
        let scored = try stages.score(picture, look(picture, at: timestamp, clock), clock)
        return Segmentation(
            scored, size: picture.size, classes: manifest.classes, stages: clock.timings,
            threads: threads)
    }

    private func look(
        _ picture: Upright, at timestamp: TimeInterval?, _ clock: StageClock
    ) throws -> Look? {
        guard let timestamp else { return try stages.look(picture, clock) }
        return try gaze.at(timestamp, picture) { try stages.look(picture, clock) }
    }
}

import CoreML
import Foundation

/// How a `Segmenter` runs.
public struct Options: Sendable {
    /// For the interpolation; results do not depend on it. Core ML picks its own.
    public var threads: Int
    /// What Core ML may use.
    public var computeUnits: MLComputeUnits
    /// In a video, seconds for which a grid is kept before the sampler looks again; 0 to look at
    /// every frame.
    public var samplerInterval: TimeInterval

    public init(
        threads: Int = 2, computeUnits: MLComputeUnits = .all, samplerInterval: TimeInterval = 0.2
    ) {
        self.threads = threads
        self.computeUnits = computeUnits
        self.samplerInterval = samplerInterval
    }

    func check() throws {
        guard threads >= 1, samplerInterval >= 0 else {
            throw EdgewardError.badInput(
                "Expected at least 1 thread and an interval of at least 0 s, got \(threads) and "
                    + "\(samplerInterval).")
        }
    }
}

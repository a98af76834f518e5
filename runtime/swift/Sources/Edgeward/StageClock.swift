import Dispatch

/// Milliseconds of one stage after the other.
final class StageClock {
    private var last = DispatchTime.now().uptimeNanoseconds
    private(set) var timings: [String: Double] = [:]

    /// Ends a stage.
    func lap(_ stage: String) {
        let now = DispatchTime.now().uptimeNanoseconds
        timings[stage] = Double(now - last) / 1e6
        last = now
    }
}

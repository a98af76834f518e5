import CEdgeward
import Dispatch

/// Cuts the rows of a picture into bands, which threads share; a status other than OK is thrown.
func inBands(
    of height: Int, threads: Int, _ interpolate: (Range<Int>) -> edgeward_status
) throws {
    let count = min(threads, height)
    var statuses = [edgeward_status](repeating: EDGEWARD_OK, count: count)
    statuses.withUnsafeMutableBufferPointer { statuses in
        let slots = statuses
        DispatchQueue.concurrentPerform(iterations: count) { band in
            slots[band] = interpolate(height * band / count..<height * (band + 1) / count)
        }
    }
    try statuses.forEach(Core.check)
}

/// Some rows of a task, and the workspace to interpolate them in.
struct Band {
    let task: UnsafePointer<edgeward_task>
    let workspace: UnsafeMutableRawPointer
    let bytes: Int

    static func draw(
        _ rows: Range<Int>, of whole: edgeward_task, _ paint: (Band) -> edgeward_status
    ) -> edgeward_status {
        var task = whole
        task.region = edgeward_region(
            top: Int32(rows.lowerBound), left: 0,
            bottom: Int32(rows.upperBound), right: whole.size.width)
        return withUnsafePointer(to: task) { task in
            let bytes = edgeward_workspace_size(task)
            let workspace = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
            defer { workspace.deallocate() }
            return paint(Band(task: task, workspace: workspace, bytes: bytes))
        }
    }
}

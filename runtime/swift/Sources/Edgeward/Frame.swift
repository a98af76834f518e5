import CEdgeward

/// A picture in memory that stays where it is for as long as the frame is used. It is read at the
/// sampled pixels alone.
struct Frame {
    enum Pixels {
        case rgb(edgeward_picture)
        /// Pixels that begin with B, G, R; the core's order is restored on what was sampled.
        case bgr(edgeward_picture)
        case yuv(edgeward_yuv)
    }

    /// As it lies in memory, before any rotation.
    let size: Size
    let pixels: Pixels

    /// Gathers RGB bytes at points, 3 for each.
    func sample(_ points: Points) throws -> [UInt8] {
        let bytes = 3 * points.size.area
        var rgb = try [UInt8](unsafeUninitializedCapacity: bytes) { rgb, count in
            try Core.check(points.withCore { gather($0, into: rgb.baseAddress) })
            count = bytes
        }
        if case .bgr = pixels {
            for pixel in stride(from: 0, to: bytes, by: 3) { rgb.swapAt(pixel, pixel + 2) }
        }
        return rgb
    }

    private func gather(
        _ points: UnsafePointer<edgeward_points>, into rgb: UnsafeMutablePointer<UInt8>?
    ) -> edgeward_status {
        switch pixels {
        case .rgb(let picture), .bgr(let picture):
            return withUnsafePointer(to: picture) { edgeward_sample(rgb, $0, points) }
        case .yuv(let frame):
            return withUnsafePointer(to: frame) { edgeward_sample_yuv(rgb, $0, points) }
        }
    }
}

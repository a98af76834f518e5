/// A frame as a person would hold it. No pixel moves: points are turned instead, which are few.
struct Upright {
    /// As it lies in memory.
    let frame: Frame
    let rotation: Rotation

    /// Of the picture once it stands upright.
    var size: Size {
        switch rotation {
        case .degrees0, .degrees180: return frame.size
        case .degrees90, .degrees270:
            return Size(height: frame.size.width, width: frame.size.height)
        }
    }

    /// Gathers RGB pixels at the frame's own points, as `turned` gives them.
    func sample(_ turned: Points) throws -> Pixels {
        Pixels(rgb: try frame.sample(turned), size: turned.size)
    }

    /// Finds points of the upright picture in the frame as it lies.
    func turned(_ points: Points) -> Points {
        guard rotation != .degrees0 else { return points }
        var data = points.data
        for i in stride(from: 0, to: data.count, by: 2) {
            (data[i], data[i + 1]) = turned(data[i], data[i + 1])
        }
        return Points(data, points.size)
    }

    /// Copies the whole upright picture: what a baked file takes.
    func copy() throws -> Pixels {
        var rgb: [UInt8] = []
        rgb.reserveCapacity(3 * size.area)
        for row in 0..<size.height { rgb += try frame.sample(turned(line(row))) }
        return Pixels(rgb: rgb, size: size)
    }

    private func turned(_ row: Int32, _ column: Int32) -> (Int32, Int32) {
        let bottom = frame.size.core.height - 1
        let right = frame.size.core.width - 1
        switch rotation {
        case .degrees0: return (row, column)
        case .degrees90: return (bottom - column, row)
        case .degrees180: return (bottom - row, right - column)
        case .degrees270: return (column, right - row)
        }
    }

    private func line(_ row: Int) -> Points {
        let data = (0..<size.width).flatMap { [Int32(row), Int32($0)] }
        return Points(data, Size(height: 1, width: size.width))
    }
}

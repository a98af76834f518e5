import CEdgeward

/// Height and width, in pixels or grid points.
public struct Size: Hashable, Sendable {
    /// Rows, at least 1.
    public let height: Int
    /// Columns, at least 1.
    public let width: Int

    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    var area: Int { height * width }

    var core: edgeward_size {
        edgeward_size(height: Int32(clamping: height), width: Int32(clamping: width))
    }

    /// The core takes it; memory is allocated only for such sizes.
    var isUsable: Bool {
        let sides = 1...Int(EDGEWARD_MAX_SIDE)
        return sides.contains(height) && sides.contains(width)
    }
}

extension Size: CustomStringConvertible {
    public var description: String { "\(height)x\(width)" }
}

/// Where a sampler looked: the sampling tensor, rows x cols points in [0, 1].
///
/// Point (i, j) of the border lies on the picture's border; the convention is edgeward.h's.
public struct Grid: Equatable, Sendable {
    public let rows: Int
    public let cols: Int
    let data: [Float]

    init(_ data: [Float], _ size: Size) {
        (rows, cols) = (size.height, size.width)
        self.data = data
    }

    /// Row of point (i, j), 0 at the top of the picture and 1 at its bottom.
    public func row(_ i: Int, _ j: Int) -> Float { data[2 * (i * cols + j)] }

    /// Column of point (i, j), 0 at the left of the picture and 1 at its right.
    public func column(_ i: Int, _ j: Int) -> Float { data[2 * (i * cols + j) + 1] }

    func withCore<T>(_ use: (UnsafePointer<edgeward_grid>) throws -> T) rethrows -> T {
        try data.withUnsafeBufferPointer { data in
            let grid = edgeward_grid(
                data: data.baseAddress, rows: Int32(clamping: rows), cols: Int32(clamping: cols))
            return try withUnsafePointer(to: grid, use)
        }
    }
}

/// The pixels that were sampled: rows x cols of them.
public struct Points: Equatable, Sendable {
    public let rows: Int
    public let cols: Int
    let data: [Int32]

    init(_ data: [Int32], _ size: Size) {
        (rows, cols) = (size.height, size.width)
        self.data = data
    }

    /// Pixel row of point (i, j).
    public func row(_ i: Int, _ j: Int) -> Int { Int(data[2 * (i * cols + j)]) }

    /// Pixel column of point (i, j).
    public func column(_ i: Int, _ j: Int) -> Int { Int(data[2 * (i * cols + j) + 1]) }

    var size: Size { Size(height: rows, width: cols) }

    func withCore<T>(_ use: (UnsafePointer<edgeward_points>) throws -> T) rethrows -> T {
        try data.withUnsafeBufferPointer { data in
            let points = edgeward_points(
                data: data.baseAddress, rows: Int32(clamping: rows), cols: Int32(clamping: cols))
            return try withUnsafePointer(to: points, use)
        }
    }
}

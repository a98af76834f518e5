import CEdgeward

/// The core's functions on grids; a status other than OK is thrown.
enum Core {
    static func check(_ status: edgeward_status) throws {
        guard status != EDGEWARD_OK else { return }
        throw Status.allCases[Int(status.rawValue)].error
    }

    /// Resizes a grid bilinearly, corners on corners.
    static func resized(_ grid: Grid, to size: Size) throws -> Grid {
        guard size.isUsable else { throw Status.badGridShape.error }
        let data = try [Float](unsafeUninitializedCapacity: 2 * size.area) { data, count in
            let status = grid.withCore {
                edgeward_resize_grid(data.baseAddress, size.core.height, size.core.width, $0)
            }
            try check(status)
            count = 2 * size.area
        }
        return Grid(data, size)
    }

    /// Finds the pixels that a grid samples in a picture of a size.
    static func points(_ grid: Grid, in picture: Size) throws -> Points {
        let data = try [Int32](unsafeUninitializedCapacity: grid.data.count) { data, count in
            try check(grid.withCore { edgeward_grid_points(data.baseAddress, $0, picture.core) })
            count = grid.data.count
        }
        return Points(data, Size(height: grid.rows, width: grid.cols))
    }

    /// Makes the uniform grid u of eq. (1).
    static func uniformGrid(_ size: Size) throws -> Grid {
        let corners = Grid([0, 0, 0, 1, 1, 0, 1, 1], Size(height: 2, width: 2))
        return try resized(corners, to: size)
    }
}

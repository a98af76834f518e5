import CEdgeward

/// Scores at points, before softmax.
struct Scores {
    /// (rows, cols, channels) or (channels, rows, cols), as the layout says.
    let values: [Float]
    let channels: Int
    let layout: Layout

    func core(_ values: UnsafePointer<Float>?, _ points: Size) -> edgeward_scores {
        var scores = edgeward_scores()
        scores.data = UnsafeRawPointer(values)
        scores.type = EDGEWARD_FLOAT32
        scores.channels = Int32(clamping: channels)
        (scores.row_stride, scores.col_stride, scores.channel_stride) =
            layout == .channelsLast
            ? (points.width * channels, channels, 1) : (points.width, 1, points.area)
        return scores
    }
}

/// `edgeward_task` of edgeward.h: what to interpolate, to where, and on how many threads.
struct Interpolation {
    let points: Points
    let source: Size
    let scores: Scores
    let size: Size
    let threads: Int

    /// Class of every pixel.
    func labels() throws -> [UInt8] {
        try drawn { band, pixels in
            edgeward_interpolate_labels(
                pixels, size.width, band.task, band.workspace, band.bytes)
        }
    }

    /// Colour of every pixel's class.
    func overlay(_ palette: [UInt32]) throws -> [UInt32] {
        try drawn { band, pixels in
            edgeward_interpolate_overlay(
                pixels, size.width, band.task, palette, band.workspace, band.bytes)
        }
    }

    /// Probability of one class at every pixel, 0 to 255.
    func mask(of label: Int) throws -> [UInt8] {
        try drawn { band, pixels in
            edgeward_interpolate_mask(
                pixels, EDGEWARD_UINT8, size.width, band.task, Int32(clamping: label),
                band.workspace, band.bytes)
        }
    }

    /// Probability of every pixel's own class, 0 to 255.
    func confidence() throws -> [UInt8] {
        try drawn { band, pixels in
            edgeward_interpolate_confidence(
                pixels, EDGEWARD_UINT8, size.width, band.task, band.workspace, band.bytes)
        }
    }

    private func drawn<Pixel>(
        _ paint: (Band, UnsafeMutablePointer<Pixel>) -> edgeward_status
    ) throws -> [Pixel] {
        guard size.isUsable else { throw Status.badSize.error }
        return try [Pixel](unsafeUninitializedCapacity: size.area) { pixels, count in
            let start = pixels.baseAddress!
            try withTask { task in
                try inBands(of: size.height, threads: threads) { rows in
                    Band.draw(rows, of: task) { paint($0, start + rows.lowerBound * size.width) }
                }
            }
            count = size.area
        }
    }

    private func withTask(_ use: (edgeward_task) throws -> Void) throws {
        try points.withCore { points in
            try scores.values.withUnsafeBufferPointer { values in
                var task = edgeward_task()
                task.points = points.pointee
                task.source = source.core
                task.scores = scores.core(values.baseAddress, self.points.size)
                task.size = size.core
                try use(task)
            }
        }
    }
}

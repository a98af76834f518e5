@testable import Edgeward

/// The README's example in C: two classes at the corners of a picture, and the second wins at the
/// bottom right.
enum Corners {
    static let size = Size(height: 480, width: 640)
    static let points = Points([0, 0, 0, 639, 479, 0, 479, 639], Size(height: 2, width: 2))
    static let channelsLast: [Float] = [1, 0, 1, 0, 1, 0, 0, 3]
    static let channelsFirst: [Float] = [1, 1, 1, 0, 0, 0, 0, 3]

    static func segmentation(
        _ values: [Float] = channelsLast, _ layout: Layout = .channelsLast, threads: Int = 1
    ) -> Segmentation {
        let scored = Scored(
            grid: Grid([0, 0, 0, 1, 1, 0, 1, 1], points.size), points: points,
            scores: Scores(values: values, channels: 2, layout: layout))
        let classes = [
            ClassInfo(name: "background", red: 0, green: 0, blue: 0),
            ClassInfo(name: "person", red: 20, green: 140, blue: 255),
        ]
        return Segmentation(
            scored, size: size, classes: classes, stages: ["segmenter": 2], threads: threads)
    }
}

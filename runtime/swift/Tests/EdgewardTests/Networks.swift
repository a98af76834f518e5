@testable import Edgeward

/// A network that is a function, and remembers how often it ran.
final class FakeNetwork: Network {
    private(set) var runs = 0
    private let answer: (Pixels) -> [String: Tensor]

    init(_ answer: @escaping (Pixels) -> [String: Tensor]) { self.answer = answer }

    func run(_ pixels: Pixels) -> Outputs {
        runs += 1
        return Outputs(path: "fake.mlpackage", tensors: answer(pixels))
    }

    /// Class 1 is what is red: over 128.
    static func redness() -> FakeNetwork {
        FakeNetwork { pixels in
            let red = stride(from: 0, to: pixels.rgb.count, by: 3).map { Float(pixels.rgb[$0]) }
            let zeros = [Float](repeating: 0, count: red.count)
            let shape = [2, pixels.size.height, pixels.size.width]
            return ["scores": Tensor(shape: shape, numbers: .floats(zeros + red.map { $0 - 128 }))]
        }
    }

    /// Looks everywhere alike.
    static func uniformSampler(_ manifest: Manifest) throws -> FakeNetwork {
        let (grid, samples) = (manifest.gridSize, manifest.sampleSize)
        let outputs = [
            "grid": tensor(try Core.uniformGrid(grid)),
            "sample_grid": tensor(try Core.uniformGrid(samples)),
        ]
        return FakeNetwork { _ in outputs }
    }

    private static func tensor(_ grid: Grid) -> Tensor {
        Tensor(shape: [grid.rows, grid.cols, 2], numbers: .floats(grid.data))
    }
}

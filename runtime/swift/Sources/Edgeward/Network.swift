/// RGB bytes, row after row.
struct Pixels: Equatable {
    let rgb: [UInt8]
    let size: Size
}

/// An exported file in an engine.
protocol Network {
    /// Runs the file on its only input.
    ///
    /// - Throws: `EdgewardError.engine`: the engine cannot run it so.
    func run(_ pixels: Pixels) throws -> Outputs
}

/// Numbers, the last axis dense.
struct Tensor {
    enum Numbers {
        case floats([Float])
        case ints([Int32])
    }

    let shape: [Int]
    let numbers: Numbers
}

/// What a file gives, by name.
struct Outputs {
    /// The file, for messages.
    let path: String
    let tensors: [String: Tensor]

    /// - Throws: `EdgewardError.badBundle`: no such output, or of another type or shape.
    func floats(_ name: String, _ shape: Int...) throws -> [Float] {
        guard case .floats(let values)? = numbers(name, shape) else {
            throw mismatch(name, "float32", shape)
        }
        return values
    }

    /// - Throws: `EdgewardError.badBundle`: no such output, or of another type or shape.
    func ints(_ name: String, _ shape: Int...) throws -> [Int32] {
        guard case .ints(let values)? = numbers(name, shape) else {
            throw mismatch(name, "int32", shape)
        }
        return values
    }

    private func numbers(_ name: String, _ shape: [Int]) -> Tensor.Numbers? {
        guard let found = tensors[name], found.shape == shape else { return nil }
        return found.numbers
    }

    private func mismatch(_ name: String, _ type: String, _ shape: [Int]) -> EdgewardError {
        let found = tensors.map { "\($0.key) \($0.value.shape)" }.sorted().joined(separator: ", ")
        return .badBundle(
            "Expected the output \(name) of \(path) as \(type) \(shape), got \(found); export the "
                + "bundle again.")
    }
}

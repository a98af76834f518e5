import CoreML
import Foundation

/// A `.mlpackage` in Core ML.
final class CoreMLNetwork: Network {
    private let path: String
    private let compiled: CompiledModel
    private let model: MLModel
    private let takes: String

    init(package: URL, computeUnits: MLComputeUnits) throws {
        path = package.lastPathComponent
        (compiled, model) = try load(package, computeUnits)
        takes = try imageInput(of: model, path)
    }

    func run(_ pixels: Pixels) throws -> Outputs {
        let image = MLFeatureValue(pixelBuffer: try pixels.pixelBuffer())
        let found: MLFeatureProvider
        do {
            found = try model.prediction(
                from: MLDictionaryFeatureProvider(dictionary: [takes: image]))
        } catch {
            throw EdgewardError.engine("Core ML cannot run \(path): \(error.localizedDescription)")
        }
        return Outputs(path: path, tensors: tensors(of: found))
    }
}

private func load(
    _ package: URL, _ computeUnits: MLComputeUnits
) throws -> (CompiledModel, MLModel) {
    let configuration = MLModelConfiguration()
    configuration.computeUnits = computeUnits
    do {
        let compiled = try CompiledModel(package: package)
        return (compiled, try MLModel(contentsOf: compiled.url, configuration: configuration))
    } catch {
        throw EdgewardError.engine(
            "Core ML cannot load \(package.lastPathComponent): \(error.localizedDescription)")
    }
}

/// What Core ML makes of a package on this device, for as long as it is needed.
private final class CompiledModel {
    let url: URL

    init(package: URL) throws { url = try MLModel.compileModel(at: package) }

    deinit { try? FileManager.default.removeItem(at: url) }
}

private func imageInput(of model: MLModel, _ path: String) throws -> String {
    let inputs = model.modelDescription.inputDescriptionsByName
    guard let input = inputs.first, inputs.count == 1, input.value.type == .image else {
        throw EdgewardError.badBundle(
            "Expected one input of \(path), an image, got \(inputs.keys.sorted()); export the "
                + "bundle again.")
    }
    return input.key
}

private func tensors(of found: MLFeatureProvider) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in found.featureNames {
        tensors[name] = found.featureValue(for: name)?.multiArrayValue.flatMap(Tensor.init)
    }
    return tensors
}

extension Tensor {
    /// Copies an array, whose rows may be padded; nil for types that no exported file gives.
    fileprivate init?(_ array: MLMultiArray) {
        shape = array.shape.map(\.intValue)
        switch array.dataType {
        case .float32: numbers = .floats(MLShapedArray<Float>(array).scalars)
        case .int32: numbers = .ints(MLShapedArray<Int32>(array).scalars)
        default: return nil
        }
    }
}

/// One graph that samples by itself, from a copy of the upright picture.
final class Baked: Stages {
    private let manifest: Manifest
    private let file: Artifact
    private let network: Network

    init(manifest: Manifest, file: Artifact, network: Network) {
        self.manifest = manifest
        self.file = file
        self.network = network
    }

    func look(_ picture: Upright, _ clock: StageClock) -> Look? { nil }

    func score(_ picture: Upright, _ look: Look?, _ clock: StageClock) throws -> Scored {
        try requireSize(picture.size)
        let pixels = try picture.copy()
        clock.lap("copy")
        let found = try network.run(pixels)
        let samples = manifest.sampleSize
        let scored = Scored(
            grid: try manifest.grid(found, "grid", manifest.gridSize),
            points: Points(try found.ints("points", samples.height, samples.width, 2), samples),
            scores: try manifest.scores(found, of: file))
        clock.lap("network")
        return scored
    }

    private func requireSize(_ size: Size) throws {
        guard let only = file.imageSize, only != size else { return }
        throw EdgewardError.badInput(
            "Expected an upright picture of \(only) (height x width), the only size that "
                + "\(file.path) was made for, got \(size); export with --form split for any.")
    }
}

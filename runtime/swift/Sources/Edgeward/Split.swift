/// Two graphs with sampling between them; without a sampler, the uniform baseline.
final class Split: Stages {
    private let manifest: Manifest
    private let file: Artifact
    private let sampler: Network?
    private let segmenter: Network
    private let thumbnail: Grid
    private let corners: Grid

    /// Uniform sampling of the last size and rotation that came.
    private var kept: (size: Size, rotation: Rotation, look: Look)?

    init(manifest: Manifest, file: Artifact, sampler: Network?, segmenter: Network) throws {
        self.manifest = manifest
        self.file = file
        self.sampler = sampler
        self.segmenter = segmenter
        let sides = sampler == nil ? nil : manifest.thumbnailSize
        thumbnail = try Core.uniformGrid(sides ?? manifest.sampleSize)
        corners = try Core.uniformGrid(Size(height: 2, width: 2))
    }

    func look(_ picture: Upright, _ clock: StageClock) throws -> Look? {
        let everywhere = try sampledEverywhere(picture)
        guard let sampler else { return everywhere }
        let pixels = try picture.sample(everywhere.turned)
        clock.lap("thumbnail")
        let found = try sampler.run(pixels)
        let samples = try manifest.grid(found, "sample_grid", manifest.sampleSize)
        let points = try Core.points(samples, in: picture.size)
        let grid = try manifest.grid(found, "grid", manifest.gridSize)
        clock.lap("sampler")
        return Look(grid: grid, points: points, turned: picture.turned(points))
    }

    func score(_ picture: Upright, _ look: Look?, _ clock: StageClock) throws -> Scored {
        guard let look else { preconditionFailure("A split bundle looks before it scores.") }
        let pixels = try picture.sample(look.turned)
        clock.lap("sample")
        let scores = try manifest.scores(segmenter.run(pixels), of: file)
        clock.lap("segmenter")
        return Scored(grid: look.grid, points: look.points, scores: scores)
    }

    private func sampledEverywhere(_ picture: Upright) throws -> Look {
        if let kept, kept.size == picture.size, kept.rotation == picture.rotation {
            return kept.look
        }
        let points = try Core.points(thumbnail, in: picture.size)
        let look = Look(grid: corners, points: points, turned: picture.turned(points))
        kept = (picture.size, picture.rotation, look)
        return look
    }
}

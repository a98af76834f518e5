import CoreML

/// Where a picture is sampled.
struct Look {
    /// That says so.
    let grid: Grid
    /// Of the upright picture.
    let points: Points
    /// The same in the frame as it lies.
    let turned: Points
}

/// Scores at the points of the upright picture.
struct Scored {
    let grid: Grid
    let points: Points
    let scores: Scores
}

/// The files of a bundle up to the scores. One picture at a time.
protocol Stages: AnyObject {
    /// Chooses where to sample; nil where a file does so by itself.
    func look(_ picture: Upright, _ clock: StageClock) throws -> Look?

    /// Scores what a look has chosen.
    func score(_ picture: Upright, _ look: Look?, _ clock: StageClock) throws -> Scored
}

/// Opens the chosen files.
func openStages(
    _ bundle: BundleFolder, _ manifest: Manifest, _ choice: Choice, _ computeUnits: MLComputeUnits
) throws -> Stages {
    let open = { (file: Artifact) in
        try CoreMLNetwork(package: bundle.checked(file), computeUnits: computeUnits)
    }
    let main = try open(choice.main)
    if choice.main.form == .baked {
        return Baked(manifest: manifest, file: choice.main, network: main)
    }
    return try Split(
        manifest: manifest, file: choice.main, sampler: choice.sampler.map(open), segmenter: main)
}

extension Manifest {
    /// Takes the scores that a file gives.
    func scores(_ outputs: Outputs, of file: Artifact) throws -> Scores {
        let (h, w, channels) = (sampleSize.height, sampleSize.width, classes.count)
        let layout = file.scoresLayout ?? .channelsFirst
        let values =
            try layout == .channelsLast
            ? outputs.floats("scores", h, w, channels)
            : outputs.floats("scores", channels, h, w)
        return Scores(values: values, channels: channels, layout: layout)
    }

    /// Takes a grid that a file gives.
    func grid(_ outputs: Outputs, _ name: String, _ size: Size) throws -> Grid {
        Grid(try outputs.floats(name, size.height, size.width, 2), size)
    }
}

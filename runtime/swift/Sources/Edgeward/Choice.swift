/// The files of a bundle that are run.
struct Choice: Equatable {
    /// Gives the scores: a segmenter, or a baked file.
    let main: Artifact
    /// nil in the uniform baseline, and beside a baked file.
    let sampler: Artifact?

    /// Split before baked, which takes a copy of the picture; then the most precise.
    fileprivate var rank: (Int, Int) {
        (main.form == .baked ? 1 : 0, Precision.allCases.firstIndex(of: main.precision)!)
    }
}

extension Manifest {
    /// Picks the files to run.
    ///
    /// - Throws: `EdgewardError.badInput`: the bundle has none for Core ML.
    func choose() throws -> Choice {
        guard let best = choices.min(by: { $0.rank < $1.rank }) else {
            throw EdgewardError.badInput(
                "Expected files for Core ML in the bundle \(name), got "
                    + "\(files.map(\.path).joined(separator: ", ")); export it with "
                    + "--format coreml.")
        }
        return best
    }

    private var choices: [Choice] {
        files.filter { $0.format == "coreml" }.compactMap { main -> Choice? in
            switch main.form {
            case .baked: return Choice(main: main, sampler: nil)
            case .sampler: return nil
            case .segmenter:
                let found = sampler(of: main)
                guard found != nil || sampling == .uniform else { return nil }
                return Choice(main: main, sampler: found)
            }
        }
    }

    /// The sampler of int8 files is float32.
    private func sampler(of main: Artifact) -> Artifact? {
        let precision = main.precision == .int8 ? .fp32 : main.precision
        return files.first {
            $0.form == .sampler && $0.format == main.format && $0.precision == precision
        }
    }
}

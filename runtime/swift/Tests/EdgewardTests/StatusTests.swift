import XCTest

@testable import Edgeward

final class StatusTests: XCTestCase {
    func testEveryStatusHasASentenceOfItsOwn() {
        let messages = Status.allCases.map(\.message)
        XCTAssertEqual(Set(messages).count, Status.allCases.count)
        XCTAssertEqual(messages.first, "Success.")
        XCTAssertTrue(messages.allSatisfy { $0.hasSuffix(".") })
        XCTAssertTrue(messages.dropFirst().allSatisfy { $0.hasPrefix("Expected ") })
    }

    // Words of the core's own sentences: the order of the cases is the header's.
    func testCasesAreInTheHeadersOrder() {
        let words: [(Status, String)] = [
            (.nullPointer, "NULL"), (.badGridShape, "grid of at least"), (.badSize, "sides"),
            (.badChannels, "score channel"), (.tooManyClasses, "256 classes"),
            (.badRegion, "region"), (.workspaceTooSmall, "workspace"),
            (.gridNotFinite, "finite grid"), (.scoresNotFinite, "finite scores"),
            (.pointOutside, "pixel of the picture"), (.notCovering, "border"),
            (.misaligned, "aligned"), (.badType, "type"), (.badClass, "count from 0"),
            (.badScale, "scale above 0"),
        ]
        XCTAssertEqual(words.count, Status.allCases.count - 1)
        for (status, word) in words { XCTAssertTrue(status.message.contains(word), "\(status)") }
    }

    func testErrorsTellTheBundlesFaultsFromTheCallers() {
        XCTAssertEqual(
            Status.scoresNotFinite.error,
            .badBundle(Status.scoresNotFinite.message, status: .scoresNotFinite))
        XCTAssertEqual(
            Status.badSize.error, .badInput(Status.badSize.message, status: .badSize))
        XCTAssertEqual(Status.badSize.error.localizedDescription, Status.badSize.message)
    }
}

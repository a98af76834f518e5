import XCTest

@testable import Edgeward

/// Turning points is turning the picture.
final class UprightTests: XCTestCase {
    private let picture = Picture.different(Size(height: 3, width: 5))

    func testTurnedPointsFindThePixelsOfTheUprightPicture() throws {
        for rotation in Rotation.allCases {
            try withFrame(of: picture.lying(rotation).bgra()) { frame in
                let upright = Upright(frame: frame, rotation: rotation)
                XCTAssertEqual(upright.size, picture.size)
                let pixels = try upright.sample(upright.turned(everywhere(picture.size)))
                XCTAssertEqual(pixels.rgb, picture.rgb.flatMap { $0 }, "\(rotation)")
            }
        }
    }

    func testACopyIsTheUprightPicture() throws {
        for rotation in Rotation.allCases {
            try withFrame(of: picture.lying(rotation).bgra()) { frame in
                let copy = try Upright(frame: frame, rotation: rotation).copy()
                XCTAssertEqual(copy, Pixels(rgb: picture.rgb.flatMap { $0 }, size: picture.size))
            }
        }
    }

    func testFourQuarterTurnsAreNone() {
        XCTAssertEqual(picture.turnedLeft.turnedLeft.turnedLeft.turnedLeft, picture)
        XCTAssertNotEqual(picture.turnedLeft.turnedLeft, picture)
    }
}

import CoreVideo
import XCTest

@testable import Edgeward

/// RGB pixels that are all different, and the buffers that hold them.
struct Picture: Equatable {
    let size: Size
    /// Red, green, blue, row after row.
    let rgb: [[UInt8]]

    init(_ size: Size, _ rgb: [[UInt8]]) {
        self.size = size
        self.rgb = rgb
    }

    static func different(_ size: Size) -> Picture {
        Picture(size, (0..<size.area).map { [UInt8($0), UInt8(255 - $0), UInt8($0 / 2)] })
    }

    /// Row by row, by the definition of turning a sheet of paper once to the left.
    var turnedLeft: Picture {
        let pixels = (0..<size.width).reversed().flatMap { column in
            (0..<size.height).map { rgb[$0 * size.width + column] }
        }
        return Picture(Size(height: size.width, width: size.height), pixels)
    }

    /// What must be turned clockwise by so much to stand upright.
    func lying(_ rotation: Rotation) -> Picture {
        (0..<rotation.rawValue / 90).reduce(self) { picture, _ in picture.turnedLeft }
    }

    func bgra() throws -> CVPixelBuffer {
        try makeBuffer(kCVPixelFormatType_32BGRA, size) { buffer in
            writeRows(buffer, plane: 0, rows: size.height) { row in
                (0..<size.width).flatMap { column -> [UInt8] in
                    let pixel = rgb[row * size.width + column]
                    return [pixel[2], pixel[1], pixel[0], 7]
                }
            }
        }
    }
}

/// Makes a buffer, which is locked while it is filled.
func makeBuffer(
    _ format: OSType, _ size: Size, _ fill: (CVPixelBuffer) -> Void
) throws -> CVPixelBuffer {
    var made: CVPixelBuffer?
    CVPixelBufferCreate(kCFAllocatorDefault, size.width, size.height, format, nil, &made)
    let buffer = try XCTUnwrap(made)
    XCTAssertEqual(CVPixelBufferLockBaseAddress(buffer, []), kCVReturnSuccess)
    defer { CVPixelBufferUnlockBaseAddress(buffer, []) }
    fill(buffer)
    return buffer
}

/// Writes rows of bytes into a plane, or into a buffer that has none.
func writeRows(_ buffer: CVPixelBuffer, plane: Int, rows: Int, _ bytes: (Int) -> [UInt8]) {
    let isPlanar = CVPixelBufferIsPlanar(buffer)
    let base =
        isPlanar
        ? CVPixelBufferGetBaseAddressOfPlane(buffer, plane) : CVPixelBufferGetBaseAddress(buffer)
    let stride =
        isPlanar
        ? CVPixelBufferGetBytesPerRowOfPlane(buffer, plane) : CVPixelBufferGetBytesPerRow(buffer)
    for row in 0..<rows {
        let line = bytes(row)
        base?.advanced(by: row * stride).copyMemory(from: line, byteCount: line.count)
    }
}

/// Every pixel of a picture, row after row.
func everywhere(_ size: Size) -> Points {
    let data = (0..<size.height).flatMap { row in
        (0..<size.width).flatMap { [Int32(row), Int32($0)] }
    }
    return Points(data, size)
}

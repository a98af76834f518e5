import CoreGraphics
import CoreVideo
import ImageIO
import XCTest

@testable import Edgeward

final class FrameTests: XCTestCase {
    private let size = Size(height: 6, width: 10)

    func testBGRAIsSampledAsRGB() throws {
        let picture = Picture.different(size)
        let sampled = try withFrame(of: picture.bgra()) { try $0.sample(everywhere(size)) }
        XCTAssertEqual(sampled, picture.rgb.flatMap { $0 })
    }

    // Of edgeward.h, in real numbers: R = Y + 1.402 V and so on, for BT.601 and BT.709.
    func testNV12IsConvertedAsItsRangeAndMatrixSay() throws {
        let matrices: [(CFString, Double, Double)] = [
            (kCVImageBufferYCbCrMatrix_ITU_R_601_4, 0.299, 0.114),
            (kCVImageBufferYCbCrMatrix_ITU_R_709_2, 0.2126, 0.0722),
        ]
        for (matrix, kr, kb) in matrices {
            for isFull in [true, false] {
                let buffer = try nv12(isFull: isFull)
                CVBufferSetAttachment(
                    buffer, kCVImageBufferYCbCrMatrixKey, matrix, .shouldPropagate)
                let sampled = try withFrame(of: buffer) { try $0.sample(everywhere(size)) }
                assertAlike(sampled, truth(isFull: isFull, kr, kb))
            }
        }
    }

    func testWithoutAMatrixItIsBT601() throws {
        let sampled = try withFrame(of: nv12(isFull: true)) { try $0.sample(everywhere(size)) }
        assertAlike(sampled, truth(isFull: true, 0.299, 0.114))
    }

    func testOtherFormatsAndMatricesAreRefused() throws {
        let argb = try makeBuffer(kCVPixelFormatType_32ARGB, size) { _ in }
        XCTAssertThrowsError(try withFrame(of: argb) { _ in }) {
            guard case EdgewardError.badInput = $0 else { return XCTFail("\($0)") }
        }
        let wide = try nv12(isFull: true)
        CVBufferSetAttachment(
            wide, kCVImageBufferYCbCrMatrixKey, kCVImageBufferYCbCrMatrix_ITU_R_2020,
            .shouldPropagate)
        XCTAssertThrowsError(try withFrame(of: wide) { _ in }) {
            XCTAssertTrue($0.localizedDescription.contains("2020"))
        }
    }

    func testAnImageIsItsPixels() throws {
        let picture = Picture.different(size)
        let bytes = picture.rgb.flatMap { $0 + [255] }
        let space = try XCTUnwrap(CGColorSpace(name: CGColorSpace.sRGB))
        let provider = try XCTUnwrap(CGDataProvider(data: Data(bytes) as CFData))
        let image = try XCTUnwrap(
            CGImage(
                width: size.width, height: size.height, bitsPerComponent: 8, bitsPerPixel: 32,
                bytesPerRow: 4 * size.width, space: space,
                bitmapInfo: CGBitmapInfo(rawValue: CGImageAlphaInfo.noneSkipLast.rawValue),
                provider: provider, decode: nil, shouldInterpolate: false,
                intent: .defaultIntent))
        let sampled = try withFrame(of: image) { try $0.sample(everywhere(size)) }
        XCTAssertEqual(sampled, picture.rgb.flatMap { $0 })
    }

    func testCoreMLIsHandedTheSamePixels() throws {
        let picture = Picture.different(Size(height: 5, width: 7))
        let pixels = Pixels(rgb: picture.rgb.flatMap { $0 }, size: picture.size)
        let buffer = try pixels.pixelBuffer()
        let sampled = try withFrame(of: buffer) { try $0.sample(everywhere(picture.size)) }
        XCTAssertEqual(sampled, pixels.rgb)
    }

    func testOrientationsTurnAndDoNotMirror() throws {
        XCTAssertEqual(try Rotation(.up), .degrees0)
        XCTAssertEqual(try Rotation(.right), .degrees90)
        XCTAssertEqual(try Rotation(.down), .degrees180)
        XCTAssertEqual(try Rotation(.left), .degrees270)
        for mirrored: CGImagePropertyOrientation in [
            .upMirrored, .rightMirrored, .downMirrored, .leftMirrored,
        ] {
            XCTAssertThrowsError(try Rotation(mirrored))
        }
    }

    /// Rounded, and clamped to a byte.
    private func assertAlike(_ bytes: [UInt8], _ real: [Double]) {
        XCTAssertEqual(bytes.count, real.count)
        for (byte, number) in zip(bytes, real) {
            XCTAssertEqual(Double(byte), min(max(number, 0), 255), accuracy: 0.51)
        }
    }

    private func luma(_ row: Int, _ column: Int) -> UInt8 { UInt8(20 + 3 * row + 20 * column) }

    private func chroma(_ row: Int, _ column: Int) -> (u: UInt8, v: UInt8) {
        (UInt8(60 + 30 * column), UInt8(200 - 40 * row))
    }

    private func nv12(isFull: Bool) throws -> CVPixelBuffer {
        let format =
            isFull
            ? kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
            : kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange
        return try makeBuffer(format, size) { buffer in
            writeRows(buffer, plane: 0, rows: size.height) { row in
                (0..<size.width).map { luma(row, $0) }
            }
            writeRows(buffer, plane: 1, rows: size.height / 2) { row in
                (0..<size.width / 2).flatMap { [chroma(row, $0).u, chroma(row, $0).v] }
            }
        }
    }

    private func truth(isFull: Bool, _ kr: Double, _ kb: Double) -> [Double] {
        let scale = isFull ? (y: 1.0, c: 1.0) : (y: 255.0 / 219, c: 255.0 / 224)
        let kg = 1 - kr - kb
        return (0..<size.area).flatMap { pixel -> [Double] in
            let (row, column) = (pixel / size.width, pixel % size.width)
            let y = (Double(luma(row, column)) - (isFull ? 0 : 16)) * scale.y
            let cb = (Double(chroma(row / 2, column / 2).u) - 128) * scale.c
            let cr = (Double(chroma(row / 2, column / 2).v) - 128) * scale.c
            let (red, blue) = (y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb)
            return [red, (y - kr * red - kb * blue) / kg, blue]
        }
    }
}

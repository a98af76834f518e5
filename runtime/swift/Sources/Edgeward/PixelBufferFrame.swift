import CEdgeward
import CoreVideo

/// Views a pixel buffer as a frame, without a copy.
func withFrame<T>(of buffer: CVPixelBuffer, _ use: (Frame) throws -> T) throws -> T {
    let status = CVPixelBufferLockBaseAddress(buffer, .readOnly)
    guard status == kCVReturnSuccess else {
        throw EdgewardError.badInput(
            "Expected a pixel buffer in the app's memory, got one whose base address cannot be "
                + "locked (CVReturn \(status)); copy it into another.")
    }
    defer { CVPixelBufferUnlockBaseAddress(buffer, .readOnly) }
    return try use(Frame(locked: buffer))
}

extension Frame {
    fileprivate init(locked buffer: CVPixelBuffer) throws {
        size = Size(
            height: CVPixelBufferGetHeight(buffer), width: CVPixelBufferGetWidth(buffer))
        switch CVPixelBufferGetPixelFormatType(buffer) {
        case kCVPixelFormatType_420YpCbCr8BiPlanarFullRange:
            pixels = .yuv(try nv12(buffer, size, fullRange: true))
        case kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange:
            pixels = .yuv(try nv12(buffer, size, fullRange: false))
        case kCVPixelFormatType_32BGRA: pixels = .bgr(fourBytes(buffer, size))
        case kCVPixelFormatType_32RGBA: pixels = .rgb(fourBytes(buffer, size))
        case let other:
            throw EdgewardError.badInput(
                "Expected a pixel buffer of 420YpCbCr8BiPlanar, full or video range, 32BGRA or "
                    + "32RGBA, got \(fourCharacters(other)); ask the capture output for one.")
        }
    }
}

private func fourBytes(_ buffer: CVPixelBuffer, _ size: Size) -> edgeward_picture {
    edgeward_picture(
        data: CVPixelBufferGetBaseAddress(buffer)?.assumingMemoryBound(to: UInt8.self),
        size: size.core, pixel_stride: 4, row_stride: CVPixelBufferGetBytesPerRow(buffer))
}

/// Luma, then rows of Cb and Cr by turns.
private func nv12(_ buffer: CVPixelBuffer, _ size: Size, fullRange: Bool) throws -> edgeward_yuv {
    let chroma = plane(1, of: buffer)
    return edgeward_yuv(
        y: plane(0, of: buffer), u: chroma, v: chroma.map { $0 + 1 }, size: size.core,
        y_row_stride: CVPixelBufferGetBytesPerRowOfPlane(buffer, 0),
        chroma_row_stride: CVPixelBufferGetBytesPerRowOfPlane(buffer, 1),
        chroma_pixel_stride: 2, matrix: try matrix(of: buffer), full_range: fullRange ? 1 : 0)
}

private func plane(_ index: Int, of buffer: CVPixelBuffer) -> UnsafeMutablePointer<UInt8>? {
    CVPixelBufferGetBaseAddressOfPlane(buffer, index)?.assumingMemoryBound(to: UInt8.self)
}

/// As the buffer says; BT.601 where it says nothing.
private func matrix(of buffer: CVPixelBuffer) throws -> edgeward_matrix {
    guard let found = CVBufferCopyAttachment(buffer, kCVImageBufferYCbCrMatrixKey, nil) else {
        return EDGEWARD_BT601
    }
    let name = found as? String
    if name == kCVImageBufferYCbCrMatrix_ITU_R_601_4 as String { return EDGEWARD_BT601 }
    if name == kCVImageBufferYCbCrMatrix_ITU_R_709_2 as String { return EDGEWARD_BT709 }
    throw EdgewardError.badInput(
        "Expected colours by the matrix of BT.601 or BT.709, got \(found); record in one of them, "
            + "or convert the buffer to 32BGRA.")
}

/// Such as 420v, as Core Video's header writes a format, or its number where that is small.
private func fourCharacters(_ format: OSType) -> String {
    let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: format >> $0) }
    let isText = bytes.allSatisfy { (0x20..<0x7f).contains($0) }
    return isText ? String(decoding: bytes, as: UTF8.self) : String(format)
}

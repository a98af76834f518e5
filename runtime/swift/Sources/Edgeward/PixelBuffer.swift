import CoreVideo

extension Pixels {
    /// Copies the pixels into the form in which Core ML takes images: 32BGRA.
    func pixelBuffer() throws -> CVPixelBuffer {
        var made: CVPixelBuffer?
        let attributes = [kCVPixelBufferIOSurfacePropertiesKey: [:] as CFDictionary] as CFDictionary
        let status = CVPixelBufferCreate(
            kCFAllocatorDefault, size.width, size.height, kCVPixelFormatType_32BGRA, attributes,
            &made)
        guard let buffer = made, CVPixelBufferLockBaseAddress(buffer, []) == kCVReturnSuccess,
            let base = CVPixelBufferGetBaseAddress(buffer)
        else {
            throw EdgewardError.engine(
                "Expected memory for a pixel buffer of \(size) (height x width), got CVReturn "
                    + "\(status) from Core Video; take a smaller picture.")
        }
        defer { CVPixelBufferUnlockBaseAddress(buffer, []) }
        write(base, rowStride: CVPixelBufferGetBytesPerRow(buffer))
        return buffer
    }

    private func write(_ bgra: UnsafeMutableRawPointer, rowStride: Int) {
        rgb.withUnsafeBufferPointer { rgb in
            for row in 0..<size.height {
                let line = bgra + row * rowStride
                for column in 0..<size.width {
                    let from = 3 * (row * size.width + column)
                    let (red, green, blue) = (rgb[from], rgb[from + 1], rgb[from + 2])
                    let pixel = line + 4 * column
                    pixel.storeBytes(of: blue, toByteOffset: 0, as: UInt8.self)
                    pixel.storeBytes(of: green, toByteOffset: 1, as: UInt8.self)
                    pixel.storeBytes(of: red, toByteOffset: 2, as: UInt8.self)
                    pixel.storeBytes(of: 255, toByteOffset: 3, as: UInt8.self)
                }
            }
        }
    }
}

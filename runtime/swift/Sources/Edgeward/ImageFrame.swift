import CEdgeward
import CoreGraphics

/// Draws an image into memory as 8 bit sRGB, whole, and views that as a frame. What is transparent
/// turns black.
func withFrame<T>(of image: CGImage, _ use: (Frame) throws -> T) throws -> T {
    let size = Size(height: image.height, width: image.width)
    guard size.isUsable else { throw Status.badSize.error }
    guard let canvas = emptyCanvas(size), let pixels = canvas.data else {
        throw EdgewardError.engine(
            "Expected memory for an image of \(size) (height x width), got none from Core "
                + "Graphics; take a smaller image.")
    }
    canvas.draw(image, in: CGRect(x: 0, y: 0, width: size.width, height: size.height))
    let picture = edgeward_picture(
        data: pixels.assumingMemoryBound(to: UInt8.self), size: size.core, pixel_stride: 4,
        row_stride: canvas.bytesPerRow)
    return try withExtendedLifetime(canvas) { try use(Frame(size: size, pixels: .rgb(picture))) }
}

private func emptyCanvas(_ size: Size) -> CGContext? {
    guard let space = CGColorSpace(name: CGColorSpace.sRGB) else { return nil }
    return CGContext(
        data: nil, width: size.width, height: size.height, bitsPerComponent: 8, bytesPerRow: 0,
        space: space, bitmapInfo: CGImageAlphaInfo.noneSkipLast.rawValue)
}

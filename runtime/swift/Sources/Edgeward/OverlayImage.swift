import CoreGraphics
import Foundation

/// Makes an image of pixels in bytes R, G, B, A, colours multiplied by alpha.
func overlayImage(_ pixels: [UInt32], _ size: Size) throws -> CGImage {
    let data = pixels.withUnsafeBytes { Data($0) }
    guard let space = CGColorSpace(name: CGColorSpace.sRGB),
        let provider = CGDataProvider(data: data as CFData),
        let image = CGImage(
            width: size.width, height: size.height, bitsPerComponent: 8, bitsPerPixel: 32,
            bytesPerRow: 4 * size.width, space: space,
            bitmapInfo: CGBitmapInfo(rawValue: CGImageAlphaInfo.premultipliedLast.rawValue),
            provider: provider, decode: nil, shouldInterpolate: false, intent: .defaultIntent)
    else {
        throw EdgewardError.engine(
            "Expected an image of \(size) (height x width), got none from Core Graphics; take a "
                + "smaller size.")
    }
    return image
}

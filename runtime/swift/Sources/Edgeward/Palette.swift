/// Colours of the classes as bytes R, G, B, A, multiplied by alpha; black is clear.
///
/// - Parameter alpha: strength, 0 to 1.
func palette(_ classes: [ClassInfo], alpha: Float) -> [UInt32] {
    let strength = alpha > 0 ? min(alpha, 1) : 0
    return classes.map { info in
        let channels = [info.red, info.green, info.blue, UInt8.max]
        let isClear = channels[..<3].allSatisfy { $0 == 0 }
        let bytes = channels.map { isClear ? UInt32(0) : UInt32(Float($0) * strength + 0.5) }
        let redGreen = bytes[0] | bytes[1] << 8
        let blueAlpha = bytes[2] | bytes[3] << 8
        return (redGreen | blueAlpha << 16).littleEndian
    }
}

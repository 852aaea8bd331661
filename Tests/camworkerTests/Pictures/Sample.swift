import Shared
import TestSupport
import Testing

@testable import camworker

/// One of the pictures in `Samples`, 96 × 64 in four coloured quarters (see the README there).
struct Sample: Sendable, CustomTestStringConvertible {
    var file: String
    var format: PictureFormat

    static let decodable = [
        Sample(file: "quarters.jpg", format: .jpeg),
        Sample(file: "quarters-444.jpg", format: .jpeg),
        Sample(file: "quarters-progressive.jpg", format: .jpeg),
        Sample(file: "quarters.png", format: .png),
        Sample(file: "quarters-palette.png", format: .png),
        Sample(file: "quarters.gif", format: .gif),
        Sample(file: "quarters.webp", format: .webp),
        Sample(file: "quarters-lossless.webp", format: .webp),
    ]

    var testDescription: String { self.file }

    func bytes(filePath: String = #filePath) throws -> [UInt8] {
        let folder = filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return try readFile("\(folder)/Samples/\(self.file)")
    }
}

/// A size that a test knows to be valid.
func pictureSize(_ width: Int, _ height: Int) throws -> PictureSize {
    try #require(PictureSize(width: width, height: height))
}

extension YUVPicture {
    /// Any picture that can be decoded, at its own size.
    static func decoding(_ bytes: [UInt8], format: PictureFormat = .jpeg) throws -> YUVPicture {
        let decoded = try PictureDecoder.decode(bytes, format: format)
        return try PictureScaler.scale(decoded, to: decoded.size)
    }

    /// The mean of a few pixels around a point, as a colour.
    func color(x: Int, y: Int) -> YUVColor {
        YUVColor(
            luma: Self.mean(self.luma, x: x, y: y),
            blue: Self.mean(self.blue, x: x / 2, y: y / 2),
            red: Self.mean(self.red, x: x / 2, y: y / 2)
        )
    }

    private static func mean(_ plane: Plane, x: Int, y: Int) -> UInt8 {
        var sum = 0
        var count = 0
        for row in max(0, y - 1)...min(plane.height - 1, y + 1) {
            for column in max(0, x - 1)...min(plane.width - 1, x + 1) {
                sum += Int(plane.row(row)[column])
                count += 1
            }
        }
        return UInt8(sum / count)
    }

    /// Mean distance of the luma of two pictures of the same size, 0 to 255.
    func lumaDistance(to other: borrowing YUVPicture) -> Double {
        var sum = 0
        for y in 0..<self.luma.height {
            for (left, right) in zip(self.luma.row(y), other.luma.row(y)) { sum += abs(Int(left) - Int(right)) }
        }
        return Double(sum) / Double(self.size.pixels)
    }

    /// Mean luma of the whole picture.
    var brightness: Double {
        var sum = 0
        for y in 0..<self.luma.height { sum += self.luma.row(y).reduce(0) { $0 + Int($1) } }
        return Double(sum) / Double(self.size.pixels)
    }
}

extension YUVColor {
    /// The largest difference of the three.
    func distance(to other: YUVColor) -> Int {
        [(self.luma, other.luma), (self.blue, other.blue), (self.red, other.red)]
            .map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
}

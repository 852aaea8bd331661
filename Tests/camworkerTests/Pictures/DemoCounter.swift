@testable import camworker

/// Reads the counter of a demo picture back, from its pixels or its comment.
enum DemoCounter {
    /// The digits as a machine sees them: lit bars of each digit in the decoded picture; `nil` when one is no digit.
    static func shown(in jpeg: [UInt8]) throws -> UInt64? {
        let picture = try YUVPicture.decoding(jpeg)
        var counter: UInt64 = 0
        for position in 0..<DemoPicture.digits {
            let cell = DemoPicture.cell(position, of: picture.size)
            var lit: [Bool] = []
            for index in 0..<7 { lit.append(self.isLit(SevenSegment.bar(index, in: cell), picture)) }
            guard let digit = SevenSegment.bars.firstIndex(of: lit) else { return nil }
            counter = counter * 10 + UInt64(digit)
        }
        return counter
    }

    /// The number in the comment, as `grep -ao 'CAMDEMO [0-9]*'` finds it.
    static func commented(in jpeg: [UInt8]) -> UInt64? {
        let mark = Array(DemoPicture.commentPrefix.utf8)
        let starts = jpeg.indices.dropLast(mark.count)
        guard let start = starts.first(where: { jpeg[$0...].starts(with: mark) }) else { return nil }
        let digits = jpeg[(start + mark.count)...].prefix { (0x30...0x39).contains($0) }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }

    private static func isLit(_ bar: PixelRectangle, _ picture: borrowing YUVPicture) -> Bool {
        // One pixel: at 64 × 64 a bar is no wider.
        picture.luma.row(bar.y + bar.height / 2)[bar.x + bar.width / 2] > 128
    }
}

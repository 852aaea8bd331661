import Testing

@testable import camworker

@Suite("Picture orientation")
struct PictureOrientationTests {
    private func jpeg(_ segments: [UInt8]) -> [UInt8] {
        let picture = SyntheticPictures.jpeg()
        return picture.prefix(2) + segments + picture.dropFirst(2)
    }

    private func orientation(_ bytes: [UInt8]) -> PictureOrientation { PictureOrientation(jpeg: bytes.span) }

    @Test("is read from Exif, and upright where that cannot be understood", arguments: ExifExample.all)
    func orientation(_ example: ExifExample) {
        #expect(self.orientation(self.jpeg(example.segments)).rawValue == example.orientation)
    }

    @Test("a JPEG cut anywhere is no danger")
    func cut() {
        for example in ExifExample.all {
            let bytes = self.jpeg(example.segments)
            for count in 0..<bytes.count {
                let found = self.orientation(Array(bytes.prefix(count))).rawValue
                #expect(found == 1 || found == example.orientation)
            }
        }
    }

    @Test("what stands after the first scan is not looked at, nor what is no JPEG")
    func elsewhere() {
        let exif = ExifExample.exif(orientation: 6)
        #expect(self.orientation(SyntheticPictures.jpeg() + exif) == .topLeft)
        #expect(self.orientation(exif) == .topLeft)
        #expect(self.orientation(SamplePictures.png) == .topLeft)
    }
}

internal import CLinux
internal import Shared

/// A picture in memory as JPEG wants it: full-range 4:2:0, one plane of luma and two of chroma at half size.
///
/// Any size from 1 × 1; at odd sizes the chroma planes cover half a sample more. Belongs to one owner and is freed with
/// it, because it is large.
struct YUVPicture: ~Copyable {
    let size: PictureSize
    let luma: Plane
    let blue: Plane
    let red: Plane
    private let memory: UnsafeMutableRawPointer

    /// One plane; valid while its picture lives.
    struct Plane {
        let width: Int
        let height: Int
        /// Bytes from one row to the next.
        let stride: Int
        let base: UnsafeMutablePointer<UInt8>

        /// The samples of row `y`.
        func row(_ y: Int) -> UnsafeMutableBufferPointer<UInt8> {
            precondition((0..<self.height).contains(y), "callers clip")
            return UnsafeMutableBufferPointer(start: self.base + y * self.stride, count: self.width)
        }
    }

    /// A picture of one colour.
    ///
    /// - Throws: ``PictureError/tooManyPixels(_:)`` and ``PictureError/noMemory(bytes:)``.
    init(size: PictureSize, color: YUVColor = .black) throws(PictureError) {
        guard size.pixels <= Limits.decodedPixels else { throw .tooManyPixels(size) }
        let halfWidth = (size.width + 1) / 2
        let halfHeight = (size.height + 1) / 2
        let stride = Self.aligned(size.width)
        let halfStride = Self.aligned(halfWidth)
        let lumaBytes = stride * size.height
        let chromaBytes = halfStride * halfHeight
        let total = lumaBytes + 2 * chromaBytes + Self.alignment
        // Not Swift's allocate, which ends the process when the address-space limit is reached.
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, Self.alignment, total) == 0, let memory else { throw .noMemory(bytes: total) }
        let base = memory.bindMemory(to: UInt8.self, capacity: total)
        base.update(repeating: color.luma, count: lumaBytes)
        (base + lumaBytes).update(repeating: color.blue, count: chromaBytes)
        (base + lumaBytes + chromaBytes).update(repeating: color.red, count: chromaBytes + Self.alignment)
        self.memory = memory
        self.size = size
        self.luma = Plane(width: size.width, height: size.height, stride: stride, base: base)
        self.blue = Plane(width: halfWidth, height: halfHeight, stride: halfStride, base: base + lumaBytes)
        self.red = Plane(
            width: halfWidth,
            height: halfHeight,
            stride: halfStride,
            base: base + lumaBytes + chromaBytes
        )
    }

    deinit {
        free(self.memory)
    }

    /// Makes this picture equal to another of the same size.
    mutating func copy(_ other: borrowing YUVPicture) {
        precondition(self.size == other.size, "pictures of the same size have the same layout")
        let bytes = self.luma.stride * self.luma.height + 2 * self.blue.stride * self.blue.height
        self.memory.copyMemory(from: other.memory, byteCount: bytes)
    }

    // libswscale writes whole vectors: rows begin on 64 bytes (AVX-512) and the last one has as many to spare.
    private static let alignment = 64

    private static func aligned(_ width: Int) -> Int {
        (width + self.alignment - 1) & ~(self.alignment - 1)
    }
}

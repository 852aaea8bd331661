extension PictureSize {
    /// The size as it is seen, of one that is stored, and the other way round.
    func turned(_ orientation: PictureOrientation) -> PictureSize {
        orientation.isTransposed ? self.transposed : self
    }
}

extension YUVPicture {
    /// The stored picture as it is to be seen.
    func turned(_ orientation: PictureOrientation) throws(PictureError) -> YUVPicture {
        let seen = try YUVPicture(size: self.size.turned(orientation))
        Self.turn(self.luma, into: seen.luma, orientation)
        Self.turn(self.blue, into: seen.blue, orientation)
        Self.turn(self.red, into: seen.red, orientation)
        return seen
    }

    private static func turn(_ stored: Plane, into seen: Plane, _ orientation: PictureOrientation) {
        let (isBack, isUp) = (orientation.isMirroredInColumns, orientation.isMirroredInRows)
        let first = (isUp ? stored.height - 1 : 0) * stored.stride + (isBack ? stored.width - 1 : 0)
        let columnStep = isBack ? -1 : 1
        let rowStep = isUp ? -stored.stride : stored.stride
        let (across, down) = orientation.isTransposed ? (rowStep, columnStep) : (columnStep, rowStep)
        for y in 0..<seen.height {
            let row = seen.row(y)
            for x in 0..<row.count { row[x] = stored.base[first + y * down + x * across] }
        }
    }
}

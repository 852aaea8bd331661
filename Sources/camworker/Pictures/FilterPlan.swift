internal import Shared

/// What a row of filters comes to: scaled once, then turned once.
///
/// Pure.
struct FilterPlan: Equatable {
    /// Of the picture as it is stored, before it is turned.
    private(set) var size: PictureSize
    /// How the scaled picture is turned.
    private(set) var orientation = PictureOrientation.topLeft

    /// - Returns: `nil` when a side becomes longer than any picture's.
    init?(_ filters: [PictureFilter], of size: PictureSize) {
        var seen = size
        for filter in filters {
            switch filter {
            case .turn(let turn):
                let orientation = PictureOrientation(turn)
                self.orientation = self.orientation.followed(by: orientation)
                seen = seen.turned(orientation)
            case .scale(let width, let height):
                guard let scaled = seen.scaled(width: width, height: height) else { return nil }
                seen = scaled
            }
        }
        self.size = seen.turned(self.orientation)
    }
}

extension PictureOrientation {
    init(_ turn: PictureTurn) {
        self =
            switch turn {
            case .mirrored: .topRight
            case .flipped: .bottomLeft
            case .transposed: .leftTop
            case .clockwise: .rightTop
            case .counterclockwise: .leftBottom
            case .transverse: .rightBottom
            }
    }

    /// A picture that is turned so, and what comes of it turned again.
    func followed(by next: PictureOrientation) -> PictureOrientation {
        let isTransposed = self.isTransposed != next.isTransposed
        let (columns, rows) =
            self.isTransposed
            ? (next.isMirroredInRows, next.isMirroredInColumns) : (next.isMirroredInColumns, next.isMirroredInRows)
        let isMirroredInColumns = self.isMirroredInColumns != columns
        let isMirroredInRows = self.isMirroredInRows != rows
        // The eight of them are all that there are.
        return Self.allCases.first {
            $0.isTransposed == isTransposed && $0.isMirroredInColumns == isMirroredInColumns
                && $0.isMirroredInRows == isMirroredInRows
        } ?? .topLeft
    }
}

extension PictureSize {
    /// As ffmpeg's `scale` has it; `nil` when a side would be longer than any picture's.
    fileprivate func scaled(width: ScaledSide, height: ScaledSide) -> PictureSize? {
        switch (Self.length(width, of: self.width), Self.length(height, of: self.height)) {
        case (let width?, let height?): PictureSize(width: width, height: height)
        case (let width?, nil):
            PictureSize(width: width, height: Self.length(width, self.height, self.width, like: height))
        case (nil, let height?):
            PictureSize(width: Self.length(height, self.width, self.height, like: width), height: height)
        case (nil, nil): self
        }
    }

    /// `nil` for a side that is as the other one has it.
    private static func length(_ side: ScaledSide, of length: Int) -> Int? {
        switch side {
        case .pixels(let pixels): pixels
        case .times(let factor): max(1, Int(min(Double(Self.maximumSide), (Double(length) * factor).rounded())))
        case .inProportion: nil
        }
    }

    private static func length(_ other: Int, _ numerator: Int, _ denominator: Int, like side: ScaledSide) -> Int {
        guard case .inProportion(let multiple) = side else { return other }
        let exact = Double(other) * Double(numerator) / Double(denominator) / Double(multiple)
        return max(1, Int(min(Double(Self.maximumSide), exact.rounded()))) * multiple
    }
}

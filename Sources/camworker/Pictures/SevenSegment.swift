/// Decimal digits of seven bars, large and easy to read back from a picture by machine.
///
/// ```
///    a
///  f   b
///    g
///  e   c
///    d
/// ```
enum SevenSegment {
    /// Which bars a digit lights, in the order a to g.
    static let bars: [[Bool]] = [
        "abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg",
    ].map { lit in "abcdefg".map { lit.contains($0) } }

    /// Where bar `index` (0 is a) of a digit in `cell` stands.
    static func bar(_ index: Int, in cell: PixelRectangle) -> PixelRectangle {
        let thick = self.thickness(of: cell)
        let half = (cell.height - thick) / 2
        let right = cell.x + cell.width - thick
        let (top, middle, bottom) = (cell.y, cell.y + half, cell.y + cell.height - thick)
        return switch index {
        case 0: PixelRectangle(x: cell.x, y: top, width: cell.width, height: thick)
        case 1: PixelRectangle(x: right, y: top, width: thick, height: half)
        case 2: PixelRectangle(x: right, y: middle, width: thick, height: bottom - middle + thick)
        case 3: PixelRectangle(x: cell.x, y: bottom, width: cell.width, height: thick)
        case 4: PixelRectangle(x: cell.x, y: middle, width: thick, height: bottom - middle + thick)
        case 5: PixelRectangle(x: cell.x, y: top, width: thick, height: half)
        default: PixelRectangle(x: cell.x, y: middle, width: cell.width, height: thick)
        }
    }

    /// Pixels of a bar's short side.
    static func thickness(of cell: PixelRectangle) -> Int {
        max(1, min(cell.width / 4, cell.height / 7))
    }
}

internal import Shared

/// What stands behind `-vf`: filters with commas between them, each a name with its values.
enum PictureFilterChain {
    typealias Refusal = PictureArgument.Refusal

    /// Pixels: 8K.
    static let longestSide = 8192
    /// Filters in a row; each costs nothing, but no line of sense has more.
    private static let mostFilters = 16

    static func apply(_ text: String, to arguments: inout PictureArguments) throws(Refusal) {
        let filters = text.split(separator: ",", omittingEmptySubsequences: false)
        guard filters.count <= Self.mostFilters else { throw Refusal("more than \(Self.mostFilters) filters") }
        for filter in filters {
            let filter = filter.trimmingPrefix(while: \.isWhitespace)
            let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1] : ""
            switch parts[0] {
            case "scale": arguments.encoding.filters.append(try Self.scale(value))
            case "transpose": arguments.encoding.filters.append(.turn(try Self.transposition(value)))
            case "hflip" where value.isEmpty: arguments.encoding.filters.append(.turn(.mirrored))
            case "vflip" where value.isEmpty: arguments.encoding.filters.append(.turn(.flipped))
            case "fps": try Self.setRate(value.trimmingPrefix("fps="), in: &arguments)
            default:
                throw Refusal(
                    "\(quoted(String(filter))) is no filter that is known here;"
                        + " known are scale=W:H, hflip, vflip, transpose=clock, fps=N"
                )
            }
        }
    }

    /// At most so many pictures a second; of several the least holds.
    static func setRate(_ text: Substring, in arguments: inout PictureArguments) throws(Refusal) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { DecimalNumber.parse(String($0)) }
        guard (1...2).contains(parts.count), let numerator = parts[0], let denominator = parts.count > 1 ? parts[1] : 1,
            denominator > 0, (0.00001...60).contains(numerator / denominator)
        else { throw Refusal("must be a number of pictures a second up to 60, like 5 or 1/2") }
        let rate = numerator / denominator
        arguments.encoding.frameRate = min(rate, arguments.encoding.frameRate ?? rate)
    }

    /// A side's length; `nil` when it is none.
    static func pixels(_ text: Substring) -> Int? {
        Int(text).flatMap { (1...Self.longestSide).contains($0) ? $0 : nil }
    }

    /// `640:-1`, `w=640:h=-2`, `iw/2:ih/2`, also with `x` between the two.
    private static func scale(_ text: Substring) throws(Refusal) -> PictureFilter {
        var sides: [ScaledSide?] = [nil, nil]
        let separator: Character = text.contains(":") ? ":" : "x"
        for (index, part) in text.split(separator: separator, omittingEmptySubsequences: false).enumerated() {
            let pair = part.split(separator: "=", maxSplits: 1)
            let place = pair.count == 2 ? ["w", "width", "h", "height"].firstIndex(of: pair[0]).map { $0 / 2 } : index
            // How it is scaled is ours to choose.
            if pair.count == 2, pair[0] == "flags" { continue }
            guard let place, place < 2, let value = pair.last, let side = Self.side(value, isWidth: place == 0) else {
                throw Refusal(
                    "scale must be like scale=640:-1, scale=640:360 or scale=iw/2:ih/2,"
                        + " with sides from 1 to \(Self.longestSide)"
                )
            }
            sides[place] = side
        }
        return .scale(width: sides[0] ?? .inProportion(multipleOf: 1), height: sides[1] ?? .inProportion(multipleOf: 1))
    }

    private static func side(_ text: Substring, isWidth: Bool) -> ScaledSide? {
        if let number = Int(text) {
            // 0 is ffmpeg's word for "as it is"; up to −64 any multiple that codecs ask for.
            if number == 0 { return .times(1) }
            if (-64 ... -1).contains(number) { return .inProportion(multipleOf: -number) }
        }
        if let pixels = Self.pixels(text) { return .pixels(pixels) }
        let names = isWidth ? ["iw", "in_w"] : ["ih", "in_h"]
        guard let name = names.first(where: { text.hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(name.count)
        guard let sign = rest.first else { return .times(1) }
        guard let number = DecimalNumber.parse(String(rest.dropFirst())), (0.001...1000).contains(number) else {
            return nil
        }
        switch sign {
        case "*": return .times(number)
        case "/": return .times(1 / number)
        default: return nil
        }
    }

    private static func transposition(_ text: Substring) throws(Refusal) -> PictureTurn {
        switch text.trimmingPrefix("dir=") {
        case "", "0", "cclock_flip": return .transposed
        case "1", "clock": return .clockwise
        case "2", "cclock": return .counterclockwise
        case "3", "clock_flip": return .transverse
        default: throw Refusal("transpose must be one of clock, cclock, clock_flip, cclock_flip")
        }
    }
}

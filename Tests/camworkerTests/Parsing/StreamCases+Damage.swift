/// Garbage, and pictures that were cut off.
extension StreamCases {
    var strays: [StreamCase] {
        [
            StreamCase(
                "garbage between parts",
                type: mixed,
                joined(
                    part(one, length: one.count),
                    [1, 2, 0xFF, 0xD8, 10, 0xFF, 0xD8, 0xFF],
                    "garbage\r\n",
                    part(two, length: two.count)
                ),
                [one, two]
            ),
            StreamCase(
                "garbage before bare JPEGs",
                type: nil,
                joined(String(repeating: "x", count: 3000), one, [0, 0xFF, 0, 0xFF], two),
                [one, two]
            ),
            StreamCase(
                "garbage before the picture inside a part",
                type: mixed,
                joined("--frame\r\n\r\ngarbage \r\n \0\u{1}", one, "\r\n", part(two, length: nil)),
                [one, two]
            ),
            StreamCase(
                "a very long line",
                type: mixed,
                joined(String(repeating: "=", count: 20_000), "\r\n", part(one, length: nil)),
                [one]
            ),
            StreamCase("no picture at all", type: mixed, joined("<html><title>Login</title>", "\r\n</html>"), []),
            StreamCase("nothing", type: mixed, [], []),
        ]
    }

    var broken: [StreamCase] {
        [
            StreamCase(
                "cut off, then a whole one",
                type: mixed,
                joined(part(Array(one.dropLast(one.count / 4)), length: nil), part(two, length: nil)),
                [two]
            ),
            StreamCase(
                "cut off with its right length",
                type: mixed,
                joined(
                    part(one, length: one.count),
                    part(Array(one.dropLast(one.count / 4)), length: one.count - one.count / 4),
                    part(two, length: two.count),
                    part(one, length: one.count)
                ),
                [one, two, one]
            ),
            StreamCase(
                "cut off in a table, then a whole one",
                type: mixed,
                joined(part(Array(one.prefix(12)), length: nil), part(two, length: nil)),
                [two]
            ),
            StreamCase(
                "cut off behind a segment's length, bare",
                type: nil,
                joined([0xFF, 0xD8, 0xFF, 0xE1, 0x02, 0x00, 1, 2, 3], thumbnail, one),
                [thumbnail, one]
            ),
            StreamCase(
                "cut off at the end of the stream",
                type: mixed,
                joined(part(one, length: nil), Array(two.dropLast(1))),
                [one]
            ),
            StreamCase("only start and end", type: nil, joined([0xFF, 0xD8, 0xFF, 0xD9], one), [one]),
            StreamCase(
                "tables only",
                type: nil,
                joined([0xFF, 0xD8], SyntheticPictures.segment(0xDB, [1, 2, 3]), [0xFF, 0xD9], one),
                [one]
            ),
            StreamCase("start twice", type: nil, joined([0xFF, 0xD8], one), [one]),
            StreamCase(
                "scan without a frame header",
                type: nil,
                joined([0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 9, 9], one),
                [one]
            ),
        ]
    }
}

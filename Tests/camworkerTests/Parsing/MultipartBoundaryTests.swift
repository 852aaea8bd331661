import Testing

@testable import camworker

@Suite("Multipart boundary")
struct MultipartBoundaryTests {
    @Test(
        "a delimiter is the word behind any number of dashes from two on",
        arguments: [
            ("x", "--x", MultipartBoundary.Match.delimiter), ("x", "----x", .delimiter), ("--x", "--x", .delimiter),
            ("--x", "----x", .delimiter), ("x", "--x  \t", .delimiter), ("x", "--x--", .close),
            ("--x", "--x--", .close),
            ("x", "--x-- ", .close), ("x--", "--x--", .delimiter), ("a b", "--a b", .delimiter),
            ("x", "x", nil), ("x", "-x", nil), ("x", "--y", nil), ("x", "--xx", nil), ("x", "--x-", nil),
            ("x", "--x---", nil), ("x", "--", nil), ("x", "", nil), ("frame", "--fram", nil),
        ]
    )
    func matches(_ parameter: String, _ line: String, _ expected: MultipartBoundary.Match?) throws {
        let boundary = try #require(MultipartBoundary(Array(parameter.utf8)))
        #expect(boundary.match(Array(line.utf8)) == expected)
    }

    @Test(
        "in streams a line of the bare parameter is a delimiter too",
        arguments: [("x", "x"), ("-x", "-x"), ("--x", "--x")]
    )
    func bare(_ parameter: String, _ line: String) throws {
        let boundary = try #require(MultipartBoundary(Array(parameter.utf8), bare: true))
        #expect(boundary.match(Array(line.utf8)) == .delimiter)
        #expect(boundary.match(Array("y".utf8)) == nil)
    }

    @Test(
        "what cannot be a boundary is none",
        arguments: ["", "--", "  ", "\u{7F}x", "ü", String(repeating: "x", count: 201)]
    )
    func refuses(_ parameter: String) {
        #expect(MultipartBoundary(Array(parameter.utf8)) == nil)
    }
}

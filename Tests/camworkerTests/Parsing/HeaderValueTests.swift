import Testing

@testable import camworker

@Suite("Header value")
struct HeaderValueTests {
    @Test(
        "value and parameters are taken apart",
        arguments: [
            ("multipart/x-mixed-replace;boundary=x", "multipart/x-mixed-replace", "boundary", "x"),
            (" Multipart/Form-Data ; Boundary = \"a; b\" ; c=d", "multipart/form-data", "boundary", "a; b"),
            ("form-data; name=\"a\\\"b\"", "form-data", "name", "a\"b"),
            ("form-data; name=\"a\\b\\\\c\"", "form-data", "name", "a\\b\\c"),
            ("form-data; name=\"unclosed", "form-data", "name", "unclosed"),
            ("x; name=\"a\" junk; other=b", "x", "other", "b"),
            ("x; junk; other=b", "x", "other", "b"),
            ("x;;;other=b;", "x", "other", "b"),
            ("x; other=first; other=second", "x", "other", "first"),
            ("; other=b", "", "other", "b"),
        ]
    )
    func parses(_ text: String, _ value: String, _ name: String, _ parameter: String) {
        let header = HeaderValue(text)
        #expect(header.value == value)
        #expect(header[name].map { String(decoding: $0, as: UTF8.self) } == parameter)
    }

    @Test("what is missing is missing", arguments: ["", ";", "x", "x; name", "x; =a", "\"", "x; name; b"])
    func missing(_ text: String) {
        #expect(HeaderValue(text)["name"] == nil)
    }

    @Test("the number of parameters is bounded")
    func bounded() {
        #expect(HeaderValue("x" + String(repeating: ";a=b", count: 1000)).parameters.count == 16)
    }
}

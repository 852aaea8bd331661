import Testing

@testable import camsupervisor

@Suite("Diagnostic")
struct DiagnosticTests {
    @Test("the text is one line that editors can jump to")
    func text() {
        let place = SourceLocation(file: "a.yaml", line: 3, column: 5)
        var diagnostic = Diagnostic(location: place, severity: .error, message: "wrong")
        #expect("\(diagnostic)" == "a.yaml:3:5: error: wrong")
        diagnostic.hint = "did you mean \"x\"?"
        diagnostic.severity = .warning
        #expect("\(diagnostic)" == "a.yaml:3:5: warning: wrong (did you mean \"x\"?)")
    }

    @Test("a value in a message is short, on one line and in quotes")
    func quotes() {
        #expect(quoted("a\nb\u{1B}[31m") == "\"a\u{FFFD}b\u{FFFD}[31m\"")
        #expect(quoted(String(repeating: "x", count: 50)) == "\"\(String(repeating: "x", count: 40))…\"")
    }
}

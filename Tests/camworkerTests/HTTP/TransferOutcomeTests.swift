import Testing

@testable import camworker

@Suite("What came of a transfer")
struct TransferOutcomeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var outcome: TransferOutcome
        var change: @Sendable (inout TransferOutcome.End) -> Void

        init(
            _ name: String,
            _ status: Int,
            _ outcome: TransferOutcome,
            _ change: @escaping @Sendable (inout TransferOutcome.End) -> Void = { _ in }
        ) {
            self.testDescription = name
            self.status = status
            self.outcome = outcome
            self.change = change
        }
    }

    private static let refused = "the camera answered 401 (it refuses the user name or password)"
    private static let nothing = "the camera answered 404 (there is nothing at this path)"
    private static let withheld =
        "it redirects to http://other:81, where user, password and headers are not sent, and which answered 401; "
        + "put that URL into the configuration"

    static let cases: [Case] = [
        Case("a picture", 200, .body),
        Case("no content", 204, .body),
        Case("the receiver had enough", 200, .stopped) { $0.isStopped = true },
        Case("the receiver had enough of an error page", 404, .unavailable(Self.nothing)) { $0.isStopped = true },
        Case("the receiver had enough of a refusal", 401, .refused(Self.refused)) {
            $0.isStopped = true
            $0.hadCredentials = true
        },
        Case("a wrong password", 401, .refused(Self.refused)) { $0.hadCredentials = true },
        Case("no password", 401, .refused("the camera answered 401 (it wants a user name and password)")),
        Case("forbidden", 403, .refused("the camera answered 403 (this user may not do that, or is locked out)")),
        Case("a password that was not sent", 401, .unavailable(Self.withheld)) {
            $0.hadCredentials = true
            $0.elsewhere = "http://other:81"
        },
        Case("nothing, elsewhere", 404, .unavailable("it redirects to http://other:81, and there: \(Self.nothing)")) {
            $0.elsewhere = "http://other:81"
        },
        Case("a picture, elsewhere", 200, .body) { $0.elsewhere = "http://other:81" },
        Case("unchanged", 304, .unchanged) { $0.hadValidators = true },
        Case(
            "unchanged, but that was not the question",
            304,
            .unavailable("the camera answered 304 (a redirect without a place to go)")
        ),
        Case("an error wins over the head", 200, .unavailable("more than 5 redirects")) {
            $0.error = .tooManyRedirects
        },
        Case("no answer at all", 0, .unavailable("the camera answered 0 (no HTTP status)")),
    ]

    @Test("is decided in one place", arguments: Self.cases)
    func decided(_ example: Case) {
        var head = HTTPResponseHead()
        if example.status > 0 { _ = head.receive(line: Array("HTTP/1.1 \(example.status) X\r\n".utf8)) }
        var end = TransferOutcome.End(head: head)
        example.change(&end)
        #expect(TransferOutcome(end) == example.outcome)
    }
}

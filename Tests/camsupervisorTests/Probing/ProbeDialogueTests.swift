import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("What is said with a worker that probes")
struct ProbeDialogueTests {
    private static let words = ProbeWords(redaction: Redaction(secrets: ["hunter2"]))

    private static func dialogue() throws -> (ProbeDialogue, ProbeRequest) {
        let amcrest = AmcrestConfiguration(
            server: try CameraURL("http://192.0.2.1/"),
            credentials: Credentials(user: Secret("admin"), password: Secret("hunter2"))
        )
        let request = ProbeRequest(.amcrest(amcrest, wholeDevice: true), timeMilliseconds: 1000)
        return (ProbeDialogue(request, words: Self.words), request)
    }

    private static let hello = WorkerLink.Event.hello(
        WorkerHello(protocolVersion: 1, pid: 2, build: "x", confinement: [])
    )

    private static func result(_ status: Int, _ reason: String = "", _ response: JSONValue? = nil) -> WorkerLink.Event {
        .result(sequence: 1, CallResult(status: status, reason: reason, response: response))
    }

    @Test("it is asked once, and its first answer is the end")
    func whole() throws {
        var (dialogue, request) = try Self.dialogue()
        #expect(dialogue.received(Self.hello) == .send(request, sequence: 1))
        #expect(dialogue.received(Self.hello) == nil)
        #expect(dialogue.received(.ready(Ready(confinement: []))) == nil)
        #expect(
            dialogue.received(Self.result(200, "", ["vendor": "Amcrest"])) == .finish(.success(["vendor": "Amcrest"]))
        )
        #expect(dialogue.received(Self.result(200, "", ["vendor": "Dahua"])) == nil)
        #expect(dialogue.failed(.late(.seconds(50))) == nil && dialogue.received(.closed(nil)) == nil)
    }

    @Test("what it refuses, and what it says that makes no sense")
    func failures() throws {
        let cases: [(WorkerLink.Event, ProbeFailure)] = [
            (Self.result(401, "no"), .refused("no")), (Self.result(502, "a\u{1B}[2Jb\nhunter2"), .camera("a?[2Jb?•••")),
            (Self.result(200), .worker("it answered without a report")),
            (.result(sequence: 2, CallResult(status: 200, reason: "")), .worker("it answered what nobody had asked")),
            (.state(StateReport(connection: .idle)), .worker("it spoke of what it was not asked")),
        ]
        for (event, failure) in cases {
            var (dialogue, _) = try Self.dialogue()
            _ = dialogue.received(Self.hello)
            #expect(dialogue.received(event) == .finish(.failure(failure)))
        }
        var (early, _) = try Self.dialogue()
        #expect(
            early.received(Self.result(200, "", [:])) == .finish(.failure(.worker("it answered what nobody had asked")))
        )
    }

    @Test("of one that dies its process says how, not its socket")
    func death() throws {
        var (dialogue, _) = try Self.dialogue()
        _ = dialogue.received(Self.hello)
        #expect(dialogue.received(.closed(nil)) == .wait)
        let end = ProbeFailure.worker("\(WorkerStatus.signalled(11))")
        #expect(dialogue.failed(end) == .finish(.failure(end)))
        #expect("\(end)" == "the worker that asked it failed: signal 11 (SIGSEGV)")
        #expect(end.exitCode == ExitCodes.internal && ProbeFailure.refused("").exitCode == ExitCodes.noPermission)
    }

    @Test("a camera's words are short, in one line, printable, and without the password, however deep they stand")
    func words() {
        let long = String(repeating: "ä", count: 1000)
        let value: JSONValue = [
            "name": "yard\u{202E}\r\u{7}", "list": [["hunter2"], 5, .text(long)],
            "many": .list(Array(repeating: .null, count: 5000)),
        ]
        let cut = String(repeating: "ä", count: ProbeWords.longestText) + "…"
        #expect(
            Self.words.tidy(value) == [
                "name": "yard???", "list": [["•••"], 5, .text(cut)],
                "many": .list(Array(repeating: .null, count: ProbeWords.longestList)),
            ]
        )
    }
}

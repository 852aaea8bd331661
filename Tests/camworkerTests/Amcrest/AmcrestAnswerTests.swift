import Testing

@testable import camworker

@Suite("AmcrestAnswer")
struct AmcrestAnswerTests {
    private func answer(_ text: String) throws -> AmcrestAnswer { try AmcrestAnswer(Array(text.utf8)) }

    @Test("everything behind the first = is the value, spaces and = included")
    func values() throws {
        let answer = try self.answer(
            "table.General.MachineName=Garage=Left\r\ntable.A[0].TimeSection[0][0]=1 00:00:00-24:00:00\r\nname= \r\n\r\n"
        )
        #expect(answer["General.MachineName"] == "Garage=Left")
        #expect(answer["A[0].TimeSection[0][0]"] == "1 00:00:00-24:00:00")
        #expect(answer["table.General.MachineName"] == "Garage=Left")
        #expect(answer["name"]?.isEmpty == true)
        #expect(answer["nothing"] == nil)
    }

    @Test(
        "yes and no in the words of the amcrest library",
        arguments: [("true", true), ("On", true), ("0", false), ("x", false)]
    )
    func flags(_ word: String, _ flag: Bool) throws {
        #expect(try self.answer("table.A[0].Enable=\(word)\n").flag("A[0].Enable") == flag)
    }

    @Test("OK is an answer without lines")
    func accepted() throws {
        #expect(try self.answer("OK\r\n").lines.isEmpty)
    }

    @Test(
        "what is no answer says so",
        arguments: [
            ("Error\r\nBad Request!\r\n", "the camera answered Error: Bad Request!"),
            ("Error: No Authority\r\n", "the camera answered Error: No Authority"),
            ("Error", "the camera answered Error"),
            ("", "the camera answered nothing"),
            (
                "<!DOCTYPE html><html>",
                "it answered a web page: that is no Amcrest or Dahua camera, or its CGI commands are turned off"
            ),
            ("hello there", "the camera's answer makes no sense: hello there"),
        ]
    )
    func refusals(_ text: String, _ words: String) {
        #expect {
            _ = try self.answer(text)
        } throws: {
            "\($0)" == words
        }
    }

    @Test("an answer of as many lines as fit into it is refused before they are all read")
    func manyLines() {
        let body = Array(String(repeating: "a=b\n", count: AmcrestAnswer.longest / 4).utf8)
        #expect(throws: AmcrestAnswer.Refusal.unreadable("more than \(AmcrestAnswer.mostLines) lines")) {
            _ = try AmcrestAnswer(body)
        }
        #expect(AmcrestAnswer.longest <= 512 * 1024)
    }

    @Test("bytes that are no text, and spaces of every kind, harm nothing")
    func strangeBytes() throws {
        let answer = try AmcrestAnswer([0x20, 0x61, 0x3D, 0xFF, 0x09, 0x0D, 0x0A, 0x3D, 0x78, 0x0A, 0x00, 0x0A])
        #expect(answer.lines == [.init(key: "a", value: "\u{FFFD}")])
    }

    @Test("No Events is told from other errors")
    func noEvents() {
        #expect(AmcrestAnswer.Refusal.error("No Events").isNoEvents)
        #expect(!AmcrestAnswer.Refusal.error("Bad Request!").isNoEvents)
    }
}

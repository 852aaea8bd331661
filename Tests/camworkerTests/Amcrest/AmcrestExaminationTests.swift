import IPC
import Shared
import Testing

@testable import camworker

@Suite("What an Amcrest camera is asked by a probe")
struct AmcrestExaminationTests {
    private static func examination(channel: Int = 1, wholeDevice: Bool = true) throws -> AmcrestExamination {
        let configuration = AmcrestConfiguration(
            server: try CameraURL("http://192.0.2.1/"),
            credentials: Credentials(user: Secret("a"), password: Secret("b")),
            channel: channel
        )
        return AmcrestExamination(configuration, wholeDevice: wholeDevice)
    }

    /// Asks everything; what is not among the answers is an `Error`.
    ///
    /// - Parameter answers: by the end of the query, or the whole path.
    private static func asked(
        _ examination: AmcrestExamination,
        _ answers: [String: AmcrestClient.Result]
    ) -> (AmcrestExamination, [String]) {
        var examination = examination
        var questions: [String] = []
        while let question = examination.next() {
            questions.append("\(question.path)?\(question.query)")
            let known = answers.first { question.query.hasSuffix($0.key) || question.path == $0.key }
            examination.take(known?.value ?? .failure(.camera(.error("Bad Request!"))), to: question)
        }
        return (examination, questions)
    }

    private static func answer(_ text: String) throws -> AmcrestClient.Result {
        .success(try AmcrestAnswer(Array(text.utf8)))
    }

    @Test("facts come first, presets of every channel last, and a camera that knows nothing more is one all the same")
    func questions() throws {
        let answers = ["getVendor": try Self.answer("vendor=Dahua"), "getCollect": try Self.answer("result=3")]
        let (examination, questions) = Self.asked(try Self.examination(), answers)
        #expect(questions.first == "configManager.cgi?action=getConfig&name=RTSP")
        #expect(questions.suffix(3) == (0..<3).map { "ptz.cgi?action=getPresets&channel=\($0)" }[...])
        #expect(Set(questions).count == questions.count)
        let report = examination.report
        #expect(report.vendor == "Dahua" && report.channelCount == 3 && report.channels.map(\.number) == [1, 2, 3])
        #expect(report.channels.allSatisfy { $0.presets == nil && $0.detectsMotion == nil && $0.streams.isEmpty })
        #expect(report.unanswered == [] && examination.result.status == 200)
    }

    @Test("what its tables say of a channel, with odd values left out")
    func tables() throws {
        let encode = """
            table.Encode[1].MainFormat[0].Video.Compression=H.265
            table.Encode[1].MainFormat[0].Video.Width=2560
            table.Encode[1].MainFormat[0].Video.Height=-1
            table.Encode[1].MainFormat[0].Video.FPS=12.500000
            table.Encode[1].MainFormat[0].Video.BitRate=nan
            table.Encode[1].MainFormat[0].AudioEnable=true
            table.Encode[1].MainFormat[0].Audio.Compression=AAC
            table.Encode[1].ExtraFormat[0].Video.Compression=MJPG
            table.Encode[1].ExtraFormat[0].VideoEnable=false
            """
        let answers = [
            "getCollect": try Self.answer("result=2"), "Encode": try Self.answer(encode),
            "ChannelTitle": try Self.answer("table.ChannelTitle[1].Name=Back = yard"),
            "name=MotionDetect": try Self.answer("table.MotionDetect[1].Enable=true"),
            "SmartMotionDetect": try Self.answer(
                "table.SmartMotionDetect[1].Enable=true\ntable.SmartMotionDetect[1].ObjectTypes.Human=true"
            ),
            "RecordMode": try Self.answer("table.RecordMode[1].Mode=2"),
            "LeLensMask": try Self.answer("table.LeLensMask[1].Enable=true"),
            "VideoAnalyseRule": try Self.answer(
                "table.VideoAnalyseRule[1][0].Type=CrossLineDetection\ntable.VideoAnalyseRule[0][0].Type=CrossLineDetection"
            ),
            "getPresets&channel=1": try Self.answer("presets[0].Index=4\npresets[0].Name=Gate=\npresets[1].Index=x"),
        ]
        let (examination, _) = Self.asked(try Self.examination(channel: 2, wholeDevice: false), answers)
        var expected = AmcrestReport.Channel(number: 2)
        expected.name = "Back = yard"
        var main = AmcrestReport.Stream(number: 0, isOn: true)
        (main.codec, main.width, main.framesPerSecond, main.sound) = ("H.265", 2560, 12.5, "AAC")
        var sub = AmcrestReport.Stream(number: 1, isOn: false)
        sub.codec = "MJPG"
        expected.streams = [main, sub]
        expected.presets = [.init(number: 4, name: "Gate=")]
        (expected.detectsMotion, expected.recording, expected.isPrivate) = (true, .never, true)
        expected.smartMotion = .init(isOn: true, human: true, vehicle: false)
        expected.lineRules = 1
        #expect(examination.report.channels == [expected])
        // As it travels.
        let response = try #require(examination.result.response)
        #expect(try CallResult.report(AmcrestReport.self, in: response) == examination.report)
    }

    @Test(
        "what is no camera, is away or refuses us is asked no more, and said in the words of its worker",
        arguments: [
            (AmcrestTrouble.camera(.page), 502, 1), (.refused("the camera answered 401"), 401, 1),
            (.unavailable("cannot connect: Connection refused"), 502, 1), (.camera(.status(404)), 502, 5),
            (.camera(.empty), 502, 5), (.camera(.status(403)), 401, 5),
        ]
    )
    func failures(trouble: AmcrestTrouble, status: Int, asked: Int) throws {
        var examination = try Self.examination()
        var count = 0
        while let question = examination.next() {
            count += 1
            examination.take(.failure(trouble), to: question)
        }
        #expect(count == asked)
        #expect(examination.result == CallResult(status: status, reason: "\(trouble)"))
    }

    @Test("a camera that goes away meanwhile, or has no more connections, is told of as far as it came")
    func partly() throws {
        let vendor = try Self.answer("vendor=Amcrest")
        for (trouble, notes) in [(AmcrestTrouble.unavailable("no answer in time"), 3), (.refused("401"), 1)] {
            var examination = try Self.examination()
            var count = 0
            while let question = examination.next() {
                count += 1
                examination.take(count <= 2 ? vendor : .failure(trouble), to: question)
            }
            #expect(count == 2 + max(1, notes - 1))
            #expect(examination.result.status == 200 && examination.report.vendor == "Amcrest")
            #expect(examination.report.unanswered.count == notes, "\(examination.report.unanswered)")
        }
    }

    @Test("at the end of the time what has come is reported; nothing is no camera")
    func time() throws {
        var examination = try Self.examination()
        examination.conclude("there was no time")
        #expect(examination.result == CallResult(status: 502, reason: "there was no time") && examination.next() == nil)
        examination = try Self.examination()
        examination.take(try Self.answer("vendor=Amcrest"), to: .vendor)
        examination.conclude("there was no time")
        #expect(examination.next() == nil)
        #expect(examination.report.unanswered == ["there was no time"])
    }

    @Test("a channel that a recorder does not have is named")
    func channel() throws {
        let (examination, questions) = Self.asked(
            try Self.examination(channel: 5, wholeDevice: false),
            ["getCollect": try Self.answer("result=4")]
        )
        #expect(examination.result.reason == "the camera has 4 channels, and no channel 5")
        #expect(questions.last == "devVideoInput.cgi?action=getCollect")
    }

    @Test("the most that a camera can say fits into one message")
    func large() throws {
        let name = String(repeating: "\u{1}", count: 1000)
        var encode = ""
        for channel in 0..<64 {
            for format in ["MainFormat[0]", "ExtraFormat[0]", "ExtraFormat[1]", "ExtraFormat[2]", "ExtraFormat[3]"] {
                let key = "table.Encode[\(channel)].\(format)"
                encode +=
                    "\(key).Video.Compression=x\(name)\n\(key).AudioEnable=true\n\(key).Audio.Compression=x\(name)\n"
            }
        }
        let presets = (0..<300).map { "presets[\($0)].Index=\($0)\npresets[\($0)].Name=x\(name)\n" }.joined()
        let answers = [
            "getCollect": try Self.answer("result=256"), "Encode": try Self.answer(encode),
            "ptz.cgi": try Self.answer(presets),
            "getExposureEvents": try Self.answer((0..<500).map { "events[\($0)]=x\($0)\(name)\n" }.joined()),
        ]
        let (examination, _) = Self.asked(try Self.examination(), answers)
        #expect(examination.report.channels.count == 64 && examination.report.channels[0].presets?.count == 100)
        let message = MessageEncoder(generation: 1).control(.result, examination.result)
        #expect(message.count < Limits.listMessage / 2)
    }
}

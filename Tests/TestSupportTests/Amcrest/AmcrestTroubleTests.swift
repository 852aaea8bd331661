import TestSupport
import Testing

@Suite("AmcrestCamera's troubles")
struct AmcrestTroubleTests {
    private static let target = "/cgi-bin/global.cgi?action=getCurrentTime"
    private static let text = "result=2026-11-21 00:12:13\r\n"

    private static func curl(_ camera: AmcrestCamera) async throws -> (ProgramExit, String) {
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["-sS", "--max-time", "20", "http://127.0.0.1:\(camera.port)\(Self.target)"]
        )
        return (try await curl.waitForExit(), curl.standardOutput)
    }

    /// The exit codes are curl's: 0 all is well, 18 a body too short, 52 no answer, 56 a reset.
    @Test(
        "are what they say",
        arguments: [
            (.late(.milliseconds(20)), 0, text), (.truncated(to: 7), 18, "result="),
            (.error("No Authority"), 0, "Error\r\nNo Authority\r\n"), (.wrongLength(by: 5), 18, text),
            (.wrongLength(by: -5), 0, "result=2026-11-21 00:12"), (.noLength, 0, text), (.chunked(3), 0, text),
            (.close, 52, ""), (.reset, 56, ""),
            (.answer(.bytes([0x41], type: "text/plain")), 0, "A"),
        ] as [(AmcrestCamera.Trouble, Int32, String)]
    )
    func kinds(trouble: AmcrestCamera.Trouble, code: Int32, body: String) async throws {
        let camera = try AmcrestCamera.start()
        camera.authenticate(by: .none)
        camera.trouble("global.cgi", trouble)
        let (exit, output) = try await Self.curl(camera)
        #expect(exit == .code(code))
        #expect(output == body)
    }

    @Test("befall those commands that they are for, as often as they are told to")
    func rules() async throws {
        let camera = try AmcrestCamera.start()
        camera.authenticate(by: .none)
        let client = HTTPClient(port: camera.port)
        camera.trouble("", .status(503), times: 1)
        camera.trouble("global.cgi?action=get", .refused, times: 2)
        var seen: [Int] = []
        for _ in 0..<4 { seen.append(try await client.get(Self.target).status) }
        #expect(seen == [401, 401, 503, 200])
        camera.trouble("configManager.cgi", .page)
        #expect(try await client.get(Self.target).text == Self.text)
        let page = try await client.get("/cgi-bin/configManager.cgi?action=setConfig&MotionDetect[0].Enable=false")
        #expect(page["Content-Type"] == "text/html")
        #expect(camera["MotionDetect[0].Enable"] == "true", "a command that is refused has no effect")
        camera.heal()
        #expect(try await client.get("/cgi-bin/configManager.cgi?action=getConfig&name=RTSP").status == 200)
    }
}

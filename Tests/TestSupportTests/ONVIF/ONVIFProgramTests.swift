import TestSupport
import Testing

@Suite("onvif-camera, the program")
struct ONVIFProgramTests {
    @Test("says where it is and what it is asked, and does what it reads")
    func program() async throws {
        let folder = try TemporaryFolder()
        let input = folder.path(of: "commands")
        try writeFile(Array("dance\nstatus GetScopes 503\nmotion on\n".utf8), to: input)
        let program = try RunningProgram(
            BuiltProducts.path(of: "onvif-camera"),
            ["--model", "recorder", "--login", "ann:two words", "--authentication", "none", "--discovery-port", "0"],
            input: input
        )
        let port = try await waitFor("it listens and has read", lastSeen: program.standardError) { () -> UInt16? in
            let output = program.standardOutput
            guard output.contains(" ann two words\ndiscovery on 127.0.0.1:"),
                output.hasSuffix("? not understood: dance\n")
            else { return nil }
            return output.split(whereSeparator: { $0 == ":" || $0 == "/" }).dropFirst(2).first.flatMap { UInt16($0) }
        }
        let message = """
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>\
            <GetScopes xmlns="http://www.onvif.org/ver10/device/wsdl"/></e:Body></e:Envelope>
            """
        let path = "/onvif/device_service"
        let fields: HTTPFields = ["Content-Type": "application/soap+xml; charset=utf-8"]
        let client = HTTPClient(port: port)
        let troubled = try await client.post(path, fields: fields, body: Array(message.utf8))
        #expect(troubled.status == 503)
        let strange = message.replacing("GetScopes", with: "GetWeather")
        #expect(try await client.post(path, fields: fields, body: Array(strange.utf8)).status == 400)
        #expect(try await client.get("/onvif/snapshot/Channel0_Sub").status == 401)
        try await waitUntil("every request is told of", lastSeen: program.standardOutput) {
            program.standardOutput.hasSuffix(
                """
                1 POST /onvif/device_service GetScopes
                2 POST /onvif/device_service GetWeather
                ! GetWeather: {http://www.onvif.org/ver10/device/wsdl}GetWeather is no operation that this device knows
                3 GET /onvif/snapshot/Channel0_Sub -

                """
            )
        }
    }

    @Test("explains itself when it is asked wrongly", arguments: [["--model", "toaster"], ["--nonsense"]])
    func usage(arguments: [String]) async throws {
        let program = try RunningProgram(BuiltProducts.path(of: "onvif-camera"), arguments)
        #expect(try await program.waitForExit() == .code(64))
        #expect(program.standardError.contains("onvif-camera [--model MODEL]"))
    }
}

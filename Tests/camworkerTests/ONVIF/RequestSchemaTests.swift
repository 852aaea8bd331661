import Shared
import TestSupport
import Testing

@testable import camworker

/// ONVIF's own schemas, as the PyPI package `onvif-zeep-async` brings them, judge what we send.
@Suite("ONVIF requests")
struct RequestSchemaTests {
    private static let time = WallTime(nanoseconds: 1_284_623_445_000_000_000)
    private static let both = PTZVector(panTilt: PTZVector.PanTilt(x: -0.1, y: 1), zoom: 0.5)
    private static let zoom = PTZVector(zoom: -0.000001)
    private static let spaces = PTZVector(
        panTilt: PTZVector.PanTilt(x: 90, y: 0, space: "\(spaceFolder)/PanTiltSpaces/SphericalPositionSpaceDegrees"),
        zoom: 0.5,
        zoomSpace: "\(spaceFolder)/ZoomSpaces/PositionGenericSpace"
    )
    private static let spaceFolder = "http://www.onvif.org/ver10/tptz"

    /// Every request that can be sent, in every form that it has.
    static let requests: [SOAPRequest] = [
        .getSystemDateAndTime, .getServices, .getServicesOnly, .getCapabilities, .getDeviceInformation,
        .getNetworkInterfaces, .systemReboot, .sendAuxiliaryCommand("tt:IRLamp|On"),
        .setSystemDateAndTime(Self.time, isDaylightSaving: true, timeZone: "CET-1CEST,M3.5.0,M10.5.0/3"),
        .setSystemDateAndTime(Self.time, isDaylightSaving: false, timeZone: nil),
        .getProfiles(.media), .getStreamURI(.media, profile: "a <&> b"), .getSnapshotURI(.media, profile: "1"),
        .getVideoSources, .getImagingSettings(source: "0"), .setImagingSettings(source: "0", .autofocus(true)),
        .setImagingSettings(source: "0", .autofocus(false)), .setImagingSettings(source: "0", .irCutFilter(.off)),
        .setImagingSettings(source: "0", .irCutFilter(.auto)), .getNodes, .getPresets(profile: "1"),
        .relativeMove(profile: "1", by: Self.both, speed: Self.both),
        .relativeMove(profile: "1", by: Self.zoom, speed: nil),
        .absoluteMove(profile: "1", to: Self.both, speed: Self.zoom),
        .absoluteMove(profile: "1", to: Self.spaces, speed: nil),
        .continuousMove(profile: "1", velocity: Self.both, timeout: 5),
        .continuousMove(profile: "1", velocity: Self.zoom, timeout: nil),
        .gotoPreset(profile: "1", preset: "7", speed: Self.both), .gotoPreset(profile: "1", preset: "7", speed: nil),
        .stop(profile: "1", panTilt: true, zoom: false), .sendAuxiliaryCommand(profile: "1", "tt:Wiper|On"),
        .createPullPointSubscription(.seconds(600)), .createPullPointSubscription(.until(Self.time)),
        .pullMessages(timeout: 60, limit: 100), .renew(.seconds(600)), .renew(.until(Self.time)), .unsubscribe,
        .setSynchronizationPoint, .getEventProperties,
        .subscribe(consumer: "http://192.0.2.1:8124/api/webhook/x?a=1&b=2", .seconds(600)),
    ]

    @Test("each is valid by the official schemas, its action and its token included")
    func schemas() async throws {
        let folder = try TemporaryFolder()
        let token = UsernameToken(
            user: Secret("admin"),
            password: Secret("p"),
            now: Self.time,
            nonce: Array(repeating: 7, count: UsernameToken.nonceBytes)
        )
        let parameter = XMLElement(name: "SubscriptionId", namespace: "http://www.axis.com/2009/event", text: "5")
        var files: [String] = []
        for (index, request) in Self.requests.enumerated() {
            let isOfSubscription = ["PullMessages", "Renew", "Unsubscribe"].contains(request.operation)
            let envelope = SOAPEnvelope(
                request: request,
                to: "http://192.0.2.1/onvif/x",
                referenceParameters: isOfSubscription ? [parameter] : [],
                token: request == .getSystemDateAndTime ? nil : token,
                messageID: Array(repeating: UInt8(index), count: SOAPEnvelope.messageIDBytes)
            )
            files.append(try folder.write(envelope.text.reveal(), to: "\(index)-\(request.operation).xml"))
        }
        let script = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/Python/soapcheck.py"
        let checker = try RunningProgram(try PythonClients.interpreter(), ["-B", script] + files)
        let exit = try await checker.waitForExit()
        try await checker.waitForOutput()
        #expect(exit == .code(0), "\(checker.standardOutput)\(checker.standardError)")
        let valid = checker.standardOutput.split(separator: "\n").filter { $0.hasPrefix("valid ") }
        #expect(valid.count == files.count)
    }

    /// The package has no schema of Media2: these were compared with the standard by eye.
    @Test(
        "Media2's are as the standard writes them",
        arguments: [
            (SOAPRequest.getProfiles(.media2), "<tr2:GetProfiles><tr2:Type>All</tr2:Type></tr2:GetProfiles>"),
            (
                .getStreamURI(.media2, profile: "1"),
                "<tr2:GetStreamUri><tr2:Protocol>RTSP</tr2:Protocol><tr2:ProfileToken>1</tr2:ProfileToken></tr2:GetStreamUri>"
            ),
            (
                .getSnapshotURI(.media2, profile: "1"),
                "<tr2:GetSnapshotUri><tr2:ProfileToken>1</tr2:ProfileToken></tr2:GetSnapshotUri>"
            ),
        ]
    )
    func media2(_ request: SOAPRequest, _ text: String) {
        var written = ""
        request.body.write(to: &written)
        #expect(written == text)
        #expect(request.action == "http://www.onvif.org/ver20/media/wsdl/\(request.operation)")
    }

    @Test(
        "numbers have no exponents, and nothing that floating point leaves behind",
        arguments: [
            (0.1 + 0.2, "0.3"), (1, "1"), (-0.5, "-0.5"), (1e-9, "0"), (-1e-9, "0"), (.infinity, "0"),
            (-180.25, "-180.25"),
            (0.000001, "0.000001"), (1e300, "1000000"),
        ]
    )
    func numbers(_ number: Double, _ text: String) {
        var written = ""
        PTZVector(zoom: number).element("v").write(to: &written)
        #expect(written == "<v><tt:Zoom x=\"\(text)\"/></v>")
    }
}

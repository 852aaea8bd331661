import TestSupport

/// What the program was started with.
struct ProgramOptions {
    struct Complaint: Error, CustomStringConvertible {
        var description: String
    }

    private var model = ONVIFModel.camera
    private var port: UInt16 = 0
    private var user = "admin"
    private var password = "secret"
    private var authentication = ScriptedDeviceState.Authentication.token
    private var clock = 0.0
    private var rtspPort: UInt16?
    private var discoveryPort: UInt16?
    private var recording: ONVIFRecording.Device?

    init(_ arguments: [String]) throws(Complaint) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else {
                throw Complaint(description: "\(name) wants a value, or is unknown")
            }
            guard self.take(name, value) else { throw Complaint(description: "\(name) \(value) is not understood") }
        }
    }

    private mutating func take(_ name: String, _ value: String) -> Bool {
        switch name {
        case "--model":
            guard let model = ONVIFModel(rawValue: value) else { return false }
            self.model = model
        case "--port", "--rtsp-port", "--discovery-port":
            guard let port = UInt16(value) else { return false }
            switch name {
            case "--port": self.port = port
            case "--rtsp-port": self.rtspPort = port
            default: self.discoveryPort = port
            }
        case "--login":
            let pair = value.split(separator: ":", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { return false }
            (self.user, self.password) = (pair[0], pair[1])
        case "--authentication": return self.takeAuthentication(value)
        case "--clock":
            guard let seconds = Double(value) else { return false }
            self.clock = seconds
        case "--replay":
            guard let device = ONVIFRecording.Device(rawValue: value) else { return false }
            self.recording = device
        default: return false
        }
        return true
    }

    private mutating func takeAuthentication(_ value: String) -> Bool {
        let kinds: [String: ScriptedDeviceState.Authentication] = [
            "token": .token, "digest": .digest, "either": .either, "none": .none,
        ]
        guard let kind = kinds[value] else { return false }
        self.authentication = kind
        return true
    }

    func start() throws -> ONVIFCamera {
        let camera = try ONVIFCamera.start(self.model, user: self.user, password: self.password, port: self.port) {
            if let rtspPort { $0.rtspPort = rtspPort }
            $0.authentication = self.authentication
            $0.clockOffset = self.clock
        }
        if let recording { try camera.replay(recording) }
        return camera
    }

    func startDiscovery(for camera: ONVIFCamera) throws -> ScriptedDiscovery? {
        guard let discoveryPort else { return nil }
        return try ScriptedDiscovery.start(port: discoveryPort) {
            $0.devices = [ScriptedDiscovery.Device(camera)]
        }
    }
}

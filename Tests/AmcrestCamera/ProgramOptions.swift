import TestSupport

/// What the program was started with.
struct ProgramOptions {
    struct Complaint: Error, CustomStringConvertible {
        var description: String
    }

    private var model = AmcrestModel.amcrest
    private var port: UInt16 = 0
    private var user = "admin"
    private var password = "secret"
    private var authentication: String?
    private var sessions = Int.max
    private var rtspPort: UInt16?
    private var hasCard = true

    init(_ arguments: [String]) throws(Complaint) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--no-card" {
                self.hasCard = false
                continue
            }
            guard let value = rest.popFirst() else {
                throw Complaint(description: "\(name) wants a value, or is unknown")
            }
            guard self.take(name, value) else { throw Complaint(description: "\(name) \(value) is not understood") }
        }
    }

    private mutating func take(_ name: String, _ value: String) -> Bool {
        switch name {
        case "--model":
            guard let model = AmcrestModel(rawValue: value) else { return false }
            self.model = model
        case "--port", "--rtsp-port":
            guard let port = UInt16(value) else { return false }
            if name == "--port" { self.port = port } else { self.rtspPort = port }
        case "--login":
            let pair = value.split(separator: ":", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { return false }
            (self.user, self.password) = (pair[0], pair[1])
        case "--authentication":
            guard ["digest", "sha256", "basic", "either"].contains(value) else { return false }
            self.authentication = value
        case "--sessions":
            guard let count = Int(value), count > 0 else { return false }
            self.sessions = count
        default: return false
        }
        return true
    }

    func start() throws -> AmcrestCamera {
        let camera = try AmcrestCamera.start(
            self.model,
            user: self.user,
            password: self.password,
            port: self.port
        ) {
            if let rtspPort { $0.rtspPort = rtspPort }
            if !self.hasCard { $0.storage = nil }
        }
        camera.limitSessions(to: self.sessions)
        var script = DigestScript(user: self.user, password: self.password)
        script.countsMustRise = true
        switch self.authentication {
        case "digest": camera.authenticate(by: .digest(script))
        case "sha256":
            script.algorithm = .sha256
            script.saysAlgorithm = true
            camera.authenticate(by: .digest(script))
        case "basic": camera.authenticate(by: .basic(user: self.user, password: self.password))
        case "either": camera.authenticate(by: .either(script))
        default: break
        }
        return camera
    }
}

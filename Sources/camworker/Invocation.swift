/// What the command line asks for.
enum Invocation {
    case version
    /// Serve the supervisor on descriptor 0; as that user, where it is root's to give.
    case work(user: UInt32?)
    /// The same without a camera: render what the supervisor sends.
    case render(user: UInt32?)
    /// The same: look at the camera that the supervisor names.
    case look(user: UInt32?)
    case probe(ProbeOptions)
    /// What a probe starts of itself, with the words behind it.
    case probeInside([String])
    case probeSibling(user: UInt32?)
    case wrong

    /// - Parameter arguments: without the program's name.
    init(_ arguments: [String]) {
        switch arguments.first {
        case nil: self = .work(user: nil)
        case "--version" where arguments.count == 1: self = .version
        case "--user": self = Self.user(arguments).map { .work(user: $0) } ?? .wrong
        case "--render" where arguments.count == 1: self = .render(user: nil)
        case "--render": self = Self.user(Array(arguments.dropFirst())).map { .render(user: $0) } ?? .wrong
        case "--probe" where arguments.count == 1: self = .look(user: nil)
        case "--probe": self = Self.user(Array(arguments.dropFirst())).map { .look(user: $0) } ?? .wrong
        case "--probe-confinement": self = ProbeOptions(arguments.dropFirst()).map { .probe($0) } ?? .wrong
        case ConfinementProbe.insideArgument: self = .probeInside(arguments)
        case ConfinementProbe.siblingArgument where arguments.count == 2:
            self = .probeSibling(user: UInt32(arguments[1]))
        default: self = .wrong
        }
    }

    /// The number of `--user NUMBER`, and nothing behind it.
    private static func user(_ arguments: [String]) -> UInt32? {
        guard arguments.count == 2, arguments[0] == "--user", let user = UInt32(arguments[1]) else { return nil }
        // All ones is what the kernel takes for "nobody changes".
        return user == .max ? nil : user
    }
}

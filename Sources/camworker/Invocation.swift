/// What the command line asks for.
enum Invocation {
    case version
    /// Serve the supervisor on descriptor 0; as that user, where it is root's to give.
    case work(user: UInt32?)
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
        case "--user" where arguments.count == 2:
            let user = UInt32(arguments[1])
            // All ones is what the kernel takes for "nobody changes".
            self = user == nil || user == .max ? .wrong : .work(user: user)
        case "--probe-confinement": self = ProbeOptions(arguments.dropFirst()).map { .probe($0) } ?? .wrong
        case ConfinementProbe.insideArgument: self = .probeInside(arguments)
        case ConfinementProbe.siblingArgument where arguments.count == 2:
            self = .probeSibling(user: UInt32(arguments[1]))
        default: self = .wrong
        }
    }
}

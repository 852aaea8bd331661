import Testing

@testable import camworker

@Suite("The worker's command line")
struct InvocationTests {
    @Test("what the supervisor says: nothing, or a user")
    func work() {
        guard case .work(user: nil) = Invocation([]) else { return #expect(Bool(false)) }
        guard case .work(user: 61_184) = Invocation(["--user", "61184"]) else { return #expect(Bool(false)) }
        guard case .render(user: nil) = Invocation(["--render"]) else { return #expect(Bool(false)) }
        guard case .render(user: 7) = Invocation(["--render", "--user", "7"]) else { return #expect(Bool(false)) }
        guard case .look(user: nil) = Invocation(["--probe"]) else { return #expect(Bool(false)) }
        guard case .look(user: 7) = Invocation(["--probe", "--user", "7"]) else { return #expect(Bool(false)) }
    }

    @Test(
        "a worker hears nothing that would weaken its confinement",
        arguments: [
            ["--without-landlock"], ["--landlock-abi", "2"], ["--without-seccomp"],
            ["--user", "1", "--without-landlock"], ["--user", "-1"], ["--user", "4294967295"], ["--user"],
            ["--as", "1"],
            ["--render", "--user"], ["--probe", "--user"], ["--probe", "192.0.2.10"], ["--render", "7"],
            ["--user", "7", "--render"], ["--user", "0", "--as", "0"],
        ]
    )
    func deaf(arguments: [String]) {
        guard case .wrong = Invocation(arguments) else { return #expect(Bool(false), "\(arguments)") }
    }

    @Test("a probe hears it")
    func probe() {
        let arguments = ["--probe-confinement", "--json", "--landlock-abi", "2", "--as", "65534", "--user", "7"]
        guard case .probe(let options) = Invocation(arguments) else { return #expect(Bool(false)) }
        #expect(options.isJSON && options.landlock == .atMost(2) && options.supervisor == 65_534 && options.worker == 7)
        guard case .wrong = Invocation(["--probe-confinement", "--landlock-abi"]) else { return #expect(Bool(false)) }
    }
}

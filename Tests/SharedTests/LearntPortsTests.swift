import Shared
import Testing

@Suite("LearntPorts")
struct LearntPortsTests {
    @Test("what cameras serve and what is above 1023 may be learnt", arguments: [80, 443, 554, 1024, 65535])
    func admitted(_ port: UInt16) {
        var ports = LearntPorts()
        let isNew = ports.add(port)
        #expect(isNew && ports.ports == [port])
        let isNewAgain = ports.add(port)
        #expect(!isNewAgain)
    }

    @Test("no service of the machine itself", arguments: [0, 22, 25, 53, 631, 1023])
    func refused(_ port: UInt16) {
        #expect(LearntPorts([port]).ports.isEmpty)
    }

    @Test("four at most, in order")
    func bounded() {
        #expect(LearntPorts([8004, 8003, 8002, 8001, 8000]).ports == [8001, 8002, 8003, 8004])
    }
}

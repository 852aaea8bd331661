import CLinux
import Glibc
import Synchronization
import TestSupport

/// A name server on port 53 of a loopback address that knows every name: it is 127.0.0.1.
final class AnsweringNameServer: Sendable {
    let address: String
    private let descriptor: Int32
    private let answered = Atomic<Int>(0)

    /// Questions that were answered.
    var answers: Int { self.answered.load(ordering: .relaxed) }

    init(address: String) throws {
        self.address = address
        self.descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = UInt16(53).bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        let result = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw SocketError(doing: "bind \(address):53", number: errno) }
        let descriptor = self.descriptor
        startThread { [weak self] in
            while Self.answerOne(on: descriptor) { self?.answered.add(1, ordering: .relaxed) }
        }
    }

    deinit {
        // Ends the thread's recvfrom, which a close alone does not.
        shutdown(self.descriptor, Int32(SHUT_RDWR))
        close(self.descriptor)
    }

    private static func answerOne(on descriptor: Int32) -> Bool {
        var question = [UInt8](repeating: 0, count: 512)
        var sender = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let count = recvfrom(descriptor, &question, question.count, 0, address, &length)
                guard count > 16 else { return false }
                let answer = Self.answer(to: Array(question[..<count]))
                return sendto(descriptor, answer, answer.count, 0, address, length) > 0
            }
        }
    }

    /// RFC 1035 §4.1: the question comes back, with one address for type A and none for others.
    private static func answer(to question: [UInt8]) -> [UInt8] {
        guard let end = question[12...].firstIndex(of: 0), question.count >= end + 5 else { return question }
        let asksForIPv4 = question[end + 1] == 0 && question[end + 2] == 1
        let header = Array(question[..<2]) + [0x81, 0x80, 0, 1, 0, asksForIPv4 ? 1 : 0, 0, 0, 0, 0]
        let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]
        return header + Array(question[12..<(end + 5)]) + (asksForIPv4 ? record : [])
    }
}

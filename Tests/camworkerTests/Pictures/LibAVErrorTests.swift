import Testing

@testable import camworker

@Suite("LibAVError: what libav's complaints become")
struct LibAVErrorTests {
    static let complaints: [(String, String?)] = [
        (
            "Connection to tcp://127.0.0.1:9199?timeout=0 failed: Connection refused",
            "cannot connect to 127.0.0.1:9199: Connection refused"
        ),
        (
            "Connection to tcp://[2001:db8::1]:554 failed: No route to host",
            "cannot connect to [2001:db8::1]:554: No route to host"
        ),
        ("Connection to tcp://yard:554?timeout=0 failed: ", nil),
        ("Connection to tcp:// failed: Connection refused", nil),
        ("Connection to tcp://yard:554", nil),
        ("method DESCRIBE failed: 404 Not Found", nil),
        ("", nil),
    ]

    @Test("that nobody was reached is said once, and without libav's own parameters", arguments: complaints)
    func unreached(_ complaint: String, _ words: String?) {
        #expect(LibAVError.unreached(complaint) == words)
    }
}

import IPC
import Shared
import Testing

@testable import camworker

@Suite("StateReports")
struct StateReportsTests {
    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }

    private func report(_ filename: Int) -> StateReport {
        StateReport(connection: .connected, attributes: ["filename": "\(filename).jpg"])
    }

    @Test("a change is told at once, the same again is not")
    func changes() {
        var reports = StateReports()
        #expect(reports.deadline == nil)
        for number in 1...3 {
            let isNew = reports.add(self.report(number))
            #expect(isNew)
            #expect(reports.deadline.map { $0 <= self.time(100) } == true)
            let told = reports.take(at: self.time(100))
            #expect(told == self.report(number))
            let isNewAgain = reports.add(self.report(number))
            #expect(!isNewAgain)
            #expect(reports.deadline == nil)
            let toldAgain = reports.take(at: self.time(100))
            #expect(toldAgain == nil)
        }
    }

    @Test("of thousands a second 20 are told, and the newest when the second is over")
    func crowd() {
        var reports = StateReports()
        var told: [StateReport] = []
        for number in 0..<6_000 {
            _ = reports.add(self.report(number))
            if let report = reports.take(at: self.time(100 + Double(number) / 10_000)) { told.append(report) }
        }
        #expect(told == (0..<20).map(self.report))
        #expect(reports.deadline == self.time(101))
        let early = reports.take(at: self.time(100.999))
        #expect(early == nil)
        let last = reports.take(at: self.time(101))
        #expect(last == self.report(5_999))
        #expect(reports.deadline == nil)
    }
}

import Shared
import Testing

@testable import camsupervisor

@Suite("UploadBudget and WebhookTable")
struct UploadBudgetTests {
    private static func cameras() throws -> (CameraID, CameraID) { (try CameraID("yard"), try CameraID("gate")) }

    @Test("what fits is taken, what does not is not, and what comes back can be taken again")
    func budget() throws {
        let (yard, gate) = try Self.cameras()
        let budget = UploadBudget(limit: 10, share: 10)
        try budget.take(4, for: yard)
        try budget.take(6, for: gate)
        #expect(throws: UploadBudget.Refusal.full) { try budget.take(1, for: yard) }
        try budget.take(0, for: yard)
        budget.giveBack(4, for: yard)
        #expect(throws: UploadBudget.Refusal.full) { try budget.take(5, for: gate) }
        try budget.take(4, for: gate)
    }

    @Test("one camera gets its share and no more, whatever room there is; the others get theirs")
    func fairness() throws {
        let (yard, gate) = try Self.cameras()
        let budget = UploadBudget(limit: 10, share: 5)
        try budget.take(5, for: yard)
        for _ in 0..<100 {
            #expect(throws: UploadBudget.Refusal.shareTaken) { try budget.take(1, for: yard) }
        }
        try budget.take(5, for: gate)
        budget.giveBack(3, for: yard)
        #expect(throws: UploadBudget.Refusal.shareTaken) { try budget.take(3, for: gate) }
        try budget.take(3, for: yard)
    }

    @Test("a refusal takes nothing")
    func refusal() throws {
        let (yard, gate) = try Self.cameras()
        let budget = UploadBudget(limit: 10)
        for _ in 0..<100 {
            #expect(throws: UploadBudget.Refusal.full) { try budget.take(11, for: yard) }
            #expect(throws: UploadBudget.Refusal.shareTaken) { try budget.take(6, for: yard) }
        }
        try budget.take(5, for: yard)
        try budget.take(5, for: gate)
    }

    @Test("the standard budget is two of the largest uploads for a camera, and four in all")
    func standard() throws {
        let (yard, gate) = try Self.cameras()
        let budget = UploadBudget()
        for _ in 0..<2 { try budget.take(Limits.picture, for: yard) }
        #expect(throws: UploadBudget.Refusal.shareTaken) { try budget.take(1, for: yard) }
        for _ in 0..<2 { try budget.take(Limits.picture, for: gate) }
        #expect(throws: UploadBudget.Refusal.full) { try budget.take(1, for: try CameraID("shed")) }
    }

    @Test("from many threads no byte is lost")
    func threads() async throws {
        let (yard, _) = try Self.cameras()
        let budget = UploadBudget(limit: 100, share: 100)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    for _ in 0..<200 where (try? budget.take(7, for: yard)) != nil { budget.giveBack(7, for: yard) }
                }
            }
        }
        try budget.take(100, for: yard)
    }

    @Test("a webhook id leads to its push camera, exactly as written")
    func webhooks() throws {
        let yard = try CameraID("yard")
        let table = WebhookTable(cameras: [
            CameraConfiguration(id: try CameraID("demo"), name: "Demo", source: .demo(.init()), staleAfter: nil),
            CameraConfiguration(
                id: yard,
                name: "Yard",
                source: .push(.init(webhookID: Secret("Hook-1"))),
                staleAfter: nil
            ),
        ])
        #expect(table["Hook-1"] == yard)
        for wrong in ["hook-1", "Hook-", "Hook-1 ", "", "yard"] { #expect(table[wrong] == nil) }
    }
}

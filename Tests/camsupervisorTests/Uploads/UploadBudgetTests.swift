import Shared
import Testing

@testable import camsupervisor

@Suite("UploadBudget and WebhookTable")
struct UploadBudgetTests {
    @Test("what fits is taken, what does not is not, and what comes back can be taken again")
    func budget() {
        let budget = UploadBudget(limit: 10)
        #expect(budget.take(4))
        #expect(budget.take(6))
        #expect(!budget.take(1))
        #expect(budget.take(0))
        budget.giveBack(4)
        #expect(!budget.take(5))
        #expect(budget.take(4))
    }

    @Test("a refusal takes nothing")
    func refusal() {
        let budget = UploadBudget(limit: 10)
        for _ in 0..<100 { #expect(!budget.take(11)) }
        #expect(budget.take(10))
    }

    @Test("the standard budget is four of the largest uploads")
    func standard() {
        let budget = UploadBudget()
        for _ in 0..<4 { #expect(budget.take(Limits.picture)) }
        #expect(!budget.take(1))
    }

    @Test("from many threads no byte is lost")
    func threads() async {
        let budget = UploadBudget(limit: 100)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { for _ in 0..<200 where budget.take(7) { budget.giveBack(7) } }
            }
        }
        #expect(budget.take(100))
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

import Shared
import Testing

@testable import camsupervisor

@Suite("WebhookNames")
struct WebhookNamesTests {
    private static let key = SigningKey([UInt8](repeating: 7, count: SigningKey.length))

    private func webhooks(_ text: String, _ key: SigningKey = key) throws -> [ONVIFWebhook?] {
        let loaded = WebhookNames(key: key).named(ConfigurationText.load(text))
        return try #require(loaded.configuration).cameras.map { camera in
            guard case .onvif(let onvif) = camera.configuration?.source else { return nil }
            return onvif.webhook
        }
    }

    private static let cameras = """
        cameras:
          a: { platform: onvif, host: h, webhook_url: "http://192.0.2.5" }
          b: { platform: onvif, host: h, webhook_url: "http://192.0.2.5" }
          c: { platform: onvif, host: h, webhook_url: "http://192.0.2.5", webhook_id: 0123456789 }
          d: { platform: onvif, host: h }
          e: { platform: demo }
        """

    @Test("each camera has one of its own, of letters fit for a URL, and the address ends with it")
    func each() throws {
        let webhooks = try self.webhooks(Self.cameras)
        let ids = webhooks.compactMap { $0?.id.reveal() }
        #expect(ids.count == 3 && Set(ids).count == 3)
        for id in ids.prefix(2) { #expect(id.count == 32 && id.allSatisfy { $0.isHexDigit }) }
        #expect(webhooks.compactMap { $0?.url.reveal() } == ids.map { "http://192.0.2.5/api/webhook/\($0)" })
        #expect(ids[2] == "0123456789", "what the file gives stays")
        #expect(webhooks[3] == nil && webhooks[4] == nil)
    }

    @Test("it is the same after a reload and a restart, and another on another machine")
    func same() throws {
        let first = try self.webhooks(Self.cameras)
        #expect(try self.webhooks(Self.cameras) == first)
        let other = try self.webhooks(Self.cameras, .random)
        #expect(other[0] != first[0] && other[2] == first[2])
    }

    @Test("a reload of the same file changes nothing")
    func reload() throws {
        let names = WebhookNames(key: Self.key)
        let running = try #require(names.named(ConfigurationText.load(Self.cameras)).configuration)
        let read = try #require(names.named(ConfigurationText.load(Self.cameras)).configuration)
        #expect(ReloadPlan(from: running, to: read, off: [], sockets: InheritedSockets()).text() == "5 unchanged")
    }

    @Test("the table leads to the camera by it, and a name that nobody gave leads nowhere")
    func table() throws {
        let unnamed = try #require(ConfigurationText.load(Self.cameras).configuration)
        #expect(WebhookTable(cameras: unnamed.cameras.compactMap(\.configuration))[""] == nil)
        let named = WebhookNames(key: Self.key).named(unnamed)
        let table = WebhookTable(cameras: named.cameras.compactMap(\.configuration))
        let ids = try self.webhooks(Self.cameras).compactMap { $0?.id.reveal() }
        #expect(ids.map { table[$0]?.slug } == ["a", "b", "c"])
        #expect(table[""] == nil)
    }
}

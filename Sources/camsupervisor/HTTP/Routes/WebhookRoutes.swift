import HTTPTypes
import Hummingbird
import IPC
import Shared

/// `POST PUT /api/webhook/{id}`: pictures for push cameras, notifications of ONVIF cameras.
struct WebhookRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        for method in [HTTPRequest.Method.post, .put] {
            router.on("/api/webhook/:id", method: method) { request, context in
                try await self.receive(request, context)
            }
        }
    }

    /// For a worker that is being replaced: most senders never try again, and the first restarts take a second or two.
    private static let patience = Duration.seconds(5)

    private func receive(_ request: Request, _ context: CameraRequestContext) async throws(Problem) -> Response {
        let decision = self.services.access.decide(
            request.head,
            origin: context.origin,
            demand: .init(permission: .control, carriesOwnSecret: true)
        )
        if let problem = Problem(decision) { throw problem }
        if context.origin.isControl { throw .onlyOnNetwork("webhooks") }
        let id = CameraURL.percentDecoded(context.parameters.get("id") ?? "")
        guard let camera = self.services.rules.current.webhooks[id],
            let entry = await self.services.board.whenReady(camera, within: Self.patience)
        else {
            throw Problem(.notFound, "there is no such webhook")
        }
        if case .onvif = entry.configuration?.source {
            try await self.services.notifications.handOver(request, to: entry, on: context.eventLoop)
            self.services.counters.countNotification(for: camera)
            return JSONBody.response(["camera": "\(camera)", "result": "accepted"])
        }
        let verdict = try await self.services.uploads.upload(request, to: entry, on: context.eventLoop)
        guard verdict.status == 200 else { throw Problem(.init(ofWorker: verdict.status), verdict.reason) }
        self.services.counters.countUpload(for: camera)
        return JSONBody.response(["camera": "\(camera)", "result": "accepted"])
    }
}

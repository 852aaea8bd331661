import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import NIOHTTP1
import Shared

/// Streams an upload's unparsed body to the camera's worker and returns what the worker makes of it.
struct UploadService: Sendable {
    /// For each chunk to reach the worker, and for its answer after the last (design §6).
    static let standardPatience = Duration.seconds(5)
    /// From the first byte to the answer; the connection's own limit on a body is a little shorter.
    static let wholePatience = Duration.seconds(130)

    let budget: UploadBudget
    var patience = standardPatience

    /// - Returns: the worker's verdict, 200 or why not.
    func upload(
        _ request: Request,
        to entry: CameraBoard.Entry,
        on eventLoop: any EventLoop
    ) async throws(Problem) -> CallResult {
        guard let connection = entry.connection, let link = connection.link else {
            throw .noWorker(for: entry.status)
        }
        let contentType = request.headers[.contentType] ?? ""
        guard contentType.utf8.count <= PushChunk.maximumContentType else {
            throw Problem(.badRequest, "Content-Type is longer than \(PushChunk.maximumContentType) bytes")
        }
        if let text = request.headers[.contentLength], let length = Int(text), length > Limits.upload {
            throw Self.tooLarge
        }
        var upload = Upload(connection, link: link, eventLoop: eventLoop, budget: self.budget, patience: self.patience)
        let answer = try upload.open()
        // Once, however it ends: what is given back twice would be everybody's budget.
        defer { upload.close() }
        do {
            try await upload.send(request.body, contentType: contentType)
            let result = try await answer.within(self.patience, on: eventLoop)
            guard case .result(let verdict) = result else {
                throw Problem(.badGateway, "the worker answered an upload with a picture")
            }
            return verdict
        } catch {
            throw self.problem(from: error, to: entry.status)
        }
    }

    static let tooLarge = Problem(.contentTooLarge, "an upload may be up to \(Limits.upload / 1_048_576) MiB")

    private func problem(from error: any Error, to camera: CameraStatus) -> Problem {
        switch error {
        case let problem as Problem: problem
        case is WorkerConnection.TimedOut:
            Problem(
                .gatewayTimeout,
                "camera '\(camera.id)': its worker did not answer within \(self.patience.forPeople)"
            )
        case is HTTPParserError:
            Problem(.badRequest, "the upload's body is malformed or was cut short")
        default: .noWorker(for: camera)
        }
    }
}

/// One upload under way.
private struct Upload {
    let connection: WorkerConnection
    let link: WorkerLink
    let eventLoop: any EventLoop
    let budget: UploadBudget
    let patience: Duration
    private var number: UInt32 = 0
    private var taken = 0

    init(
        _ connection: WorkerConnection,
        link: WorkerLink,
        eventLoop: any EventLoop,
        budget: UploadBudget,
        patience: Duration
    ) {
        self.connection = connection
        self.link = link
        self.eventLoop = eventLoop
        self.budget = budget
        self.patience = patience
    }

    /// Registers the question that the worker's verdict answers.
    mutating func open() throws(Problem) -> EventLoopFuture<WorkerConnection.Answer> {
        var number: UInt32 = 0
        do {
            let answer = try self.connection.ask(on: self.eventLoop, timeout: UploadService.wholePatience) {
                sequence,
                _ in
                number = sequence
            }
            self.number = number
            return answer
        } catch {
            let reason =
                switch error {
                case .busy: Self.tooMany
                case .workerGone: "its worker is being replaced"
                }
            throw Problem(.serviceUnavailable, "camera '\(self.connection.camera)': \(reason)", retryAfter: 1)
        }
    }

    mutating func send(_ body: RequestBody, contentType: String) async throws {
        var isFirst = true
        // Sent when a chunk is full, or whole: what a connection reads at once is small, and each message costs two hops.
        var held = ByteBuffer()
        do {
            for try await piece in body {
                try self.take(piece.readableBytes)
                self.taken += piece.readableBytes
                guard self.taken <= Limits.upload else { throw UploadService.tooLarge }
                var rest = piece
                while rest.readableBytes > 0 {
                    if held.readableBytes == Limits.pushChunk {
                        try await self.send(held, isFirst ? [.first] : [], isFirst ? contentType : "")
                        isFirst = false
                        held = ByteBuffer()
                    }
                    let room = min(rest.readableBytes, Limits.pushChunk - held.readableBytes)
                    if var slice = rest.readSlice(length: room) { held.writeBuffer(&slice) }
                }
            }
            try await self.send(held, isFirst ? [.first, .last] : [.last], isFirst ? contentType : "")
        } catch {
            // The worker forgets it; whether it still listens does not matter.
            if !isFirst { _ = self.link.sendPush(PushChunk(flags: .abort), ByteBuffer(), upload: self.number) }
            throw error
        }
    }

    func close() {
        self.connection.withdraw(self.number)
        self.budget.giveBack(self.taken, for: self.connection.camera)
    }

    private func take(_ bytes: Int) throws(Problem) {
        do throws(UploadBudget.Refusal) {
            try self.budget.take(bytes, for: self.connection.camera)
        } catch {
            let words =
                switch error {
                case .full: "too many uploads to all cameras at once"
                case .shareTaken: Self.tooMany
                }
            throw Problem(.serviceUnavailable, "camera '\(self.connection.camera)': \(words)", retryAfter: 1)
        }
    }

    private static let tooMany = "too many uploads to it at once"

    private func send(_ bytes: ByteBuffer, _ flags: PushChunk.Flags, _ contentType: String) async throws {
        let chunk = PushChunk(flags: flags, contentType: contentType)
        try await self.link.sendPush(chunk, bytes, upload: self.number)
            .hop(to: self.eventLoop)
            .within(self.patience, on: self.eventLoop)
    }
}

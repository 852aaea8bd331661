import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import Shared

/// Answers what players of HLS ask for, and waits for what is about to come.
struct HLSService: Sendable {
    /// Longest wait for a camera's first segment.
    static let firstPatience = Duration.seconds(10)
    /// Target durations that a playlist is waited for (RFC 8216bis §6.2.5.2).
    private static let reloadTargets = 3
    /// Longest wait for a playlist, whatever the camera's key frames make of the target duration.
    private static let longestReload = Duration.seconds(60)
    /// A camera without video for so long has nothing to begin with.
    private static let longestBreak = Duration.seconds(30)
    /// Part targets that a part is waited for, and at least this: one that is late by a second is still in time.
    private static let partTargets = 2
    private static let leastPartPatience = Duration.seconds(2)
    /// More tells a player nothing that it could wait for.
    private static let retryAfter = 5

    let board: CameraBoard

    /// One question of a player.
    struct Question: Sendable {
        /// The camera, or the view.
        let entity: EntityID
        let view: MediaView
        let eventLoop: any EventLoop
        var arrival = MonotonicTime.now()
    }

    func answer(_ resource: HLSResource, to question: Question) async throws(Problem) -> Response {
        question.view.playerAsked()
        switch resource {
        case .master:
            let window = try await self.first(question)
            guard let text = MasterPlaylist(window: window).text else { throw self.nothingCame(question) }
            return Self.playlist(text)
        case .playlist(let wish):
            return Self.playlist(try await self.playlist(wish, question))
        case .opening(let number):
            let found = question.view.window.opening(number)
            guard let found else { throw Problem(.notFound, "no part of now needs that initialization segment") }
            return Self.video([found.segment], type: "video/mp4")
        case .segment(let number):
            guard let segment = question.view.window[segment: number], segment.isComplete else {
                throw Problem(.notFound, "segment \(number) is not there (any more)")
            }
            return Self.video(segment.parts.map(\.bytes), type: "video/iso.segment")
        case .part(let name):
            return Self.video([try await self.part(name, question).bytes], type: "video/iso.segment")
        }
    }

    // MARK: Playlists

    private func playlist(_ wish: HLSResource.Wish?, _ question: Question) async throws(Problem) -> String {
        if let wish, let window = self.present(wish, question) { return Self.text(window, question) }
        var window = try await self.first(question)
        if let wish {
            guard !window.isTooFar(wish) else {
                let last = window.segments.last.map { "\($0.number)" } ?? "none"
                throw Problem(.badRequest, "segment \(wish.segment) is too far ahead; the newest is \(last)")
            }
            if !window.satisfies(wish) {
                let patience = min(Self.longestReload, .seconds(Self.reloadTargets * window.targetDuration))
                window = try await self.wait(question, patience) { $0.satisfies(wish) ? $0 : nil }
            }
        }
        return Self.text(window, question)
    }

    /// The window when it has what is wished for: with rare key frames there may be parts long before a segment.
    private func present(_ wish: HLSResource.Wish, _ question: Question) -> MediaWindow? {
        let (window, status) = (question.view.window, self.board[question.entity]?.status)
        let isOff = status.map { $0.state == .off || $0.state == .misconfigured } ?? true
        return !isOff && Self.isOfNow(window) && window.satisfies(wish) ? window : nil
    }

    private static func text(_ window: MediaWindow, _ question: Question) -> String {
        MediaPlaylist(window: window, isLowLatency: question.view.settings.hls.isLowLatency).text
    }

    /// The window once a player can begin: a complete segment, since players take a playlist without for broken.
    ///
    /// With key frames so rare that none is complete in time, parts alone are better than nothing.
    private func first(_ question: Question) async throws(Problem) -> MediaWindow {
        let isLowLatency = question.view.settings.hls.isLowLatency
        if let status = self.board[question.entity]?.status, status.state == .off || status.state == .misconfigured {
            throw .unavailable(status)
        }
        do {
            return try await self.wait(question, Self.firstPatience, isFirst: true) { window in
                window.complete.isEmpty || !Self.isOfNow(window) ? nil : window
            }
        } catch {
            let window = question.view.window
            guard isLowLatency, Self.isOfNow(window), !self.board.isStopping else { throw error }
            return window
        }
    }

    /// Whether what is held is live, or of a worker's replacement ago; what is older is another hour's video.
    private static func isOfNow(_ window: MediaWindow) -> Bool {
        guard let newest = window.newest else { return false }
        let oldest = max(Self.longestBreak, .seconds(Self.reloadTargets * window.targetDuration))
        return MonotonicTime.now().since(newest.capturedUntil) < oldest
    }

    // MARK: Parts

    private func part(_ name: MediaPartName, _ question: Question) async throws(Problem) -> MediaFragment {
        let target = Duration.microseconds(Int64(clamping: question.view.window.partTarget))
        let patience = max(target * Self.partTargets, Self.leastPartPatience)
        let search: MediaWindow.PartSearch = try await self.wait(question, patience) { window in
            let search = window.part(name)
            if case .comesNext = search { return nil }
            return search
        }
        switch search {
        case .found(let fragment): return fragment
        // As Home Assistant says it.
        case .beyond: throw Problem(.rangeNotSatisfiable, "segment \(name.segment) has no part \(name.part)")
        case .gone, .comesNext: throw Problem(.notFound, "part \(name) is not there (any more)")
        }
    }

    // MARK: -

    private func wait<Found: Sendable>(
        _ question: Question,
        _ patience: Duration,
        isFirst: Bool = false,
        _ look: @escaping @Sendable (MediaWindow) -> Found?
    ) async throws(Problem) -> Found {
        let (board, entity, view, arrival) = (self.board, question.entity, question.view, question.arrival)
        let found = await MediaWaiter<Found>(eventLoop: question.eventLoop).wait(
            on: question.view,
            timeout: patience,
            isInVain: {
                isFirst
                    ? board.isWaitingInVain(for: entity, view, since: arrival, patience: patience)
                    : board.isStopping || board[entity] == nil
            },
            look
        )
        guard let found else { throw self.nothingCame(question) }
        return found
    }

    private func nothingCame(_ question: Question) -> Problem {
        if self.board.isStopping { return .shuttingDown }
        guard let entry = self.board[question.entity] else { return .unknownCamera(question.entity.objectID) }
        if question.view.isCrowded { return .crowded(question.entity) }
        let waited = MonotonicTime.now().since(question.arrival).forPeople
        let what = question.view.window.newest == nil ? "no video came" : "no more video came"
        return .noVideo(of: entry, "\(what) within \(waited)", retryAfter: Self.retryAfter)
    }

    private static func playlist(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: MediaPlaylist.mediaType, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// Names are never used twice in one run, and a player asks once.
    private static func video(_ bytes: [ByteBuffer], type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: bytes.count == 1 ? .init(byteBuffer: bytes[0]) : .init(contentsOf: bytes)
        )
    }
}

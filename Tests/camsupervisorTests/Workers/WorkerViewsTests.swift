import IPC
import NIOCore
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("A worker's views, over a real socket")
struct WorkerViewsTests {
    typealias Conversation = WorkerConnectionTests.Conversation

    private let encoder = MessageEncoder(generation: 1)
    private let yard: CameraID
    private let frames: FrameHub

    init() throws {
        self.yard = try CameraID("yard")
        self.frames = FrameHub(cameras: [
            CameraConfiguration(id: self.yard, name: "Yard", source: .demo(.init(views: 4)), staleAfter: .seconds(10))
        ])
    }

    private func views(_ keys: String...) -> ViewList {
        ViewList(views: [ViewDeclaration(key: "", name: "")] + keys.map { ViewDeclaration(key: $0, name: $0) })
    }

    private func declared(_ keys: String..., entities: EntityHub? = nil) async throws -> Conversation {
        let worker = try await Conversation(entities: entities, frames: self.frames)
        let list = ViewList(
            views: [ViewDeclaration(key: "", name: "")] + keys.map { ViewDeclaration(key: $0, name: $0) }
        )
        worker.say(self.encoder.control(.views, list))
        try await waitUntil("they are declared") { worker.events.contains("views") }
        return worker
    }

    private func frame(
        view: UInt16,
        sequence: UInt64 = 1,
        flags: FramePayload.Flags = [],
        length: Int = 3
    ) -> [UInt8] {
        let payload = FramePayload.example(sequence: sequence, captured: .now(), view: view, flags: flags)
        return self.encoder.framePrefix(payload, pictureLength: length) + [UInt8](repeating: 0x6A, count: length)
    }

    private func wait(on view: ViewHub) -> any EventLoop {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        view.wait(FrameReceiver(id: ObjectIdentifier(loop), eventLoop: loop) { _ in }, for: FrameDemand(newerThan: 0))
        return loop
    }

    @Test("a frame comes to who waits for its view, and no other")
    func frames() async throws {
        let worker = try await self.declared("sub", "side")
        let side = try #require(self.frames[self.yard, key: "side"])
        let loop = self.wait(on: side)
        worker.say(self.frame(view: 2))
        try await waitUntil("it has come") { side.newest != nil }
        #expect(side.newest?.payload.view == 2 && worker.hub.newest == nil)
        #expect(self.frames[self.yard, key: "sub"]?.newest == nil)
        worker.say(self.frame(view: 1, flags: .placeholder))
        try await waitUntil("its placeholder has come") { self.frames[self.yard, key: "sub"]?.placeholder != nil }
        worker.hangUp()
        try await waitUntil("it is gone") { worker.events.contains("closed") }
        #expect(side.newest != nil, "what is there stays until the next worker")
        _ = loop
    }

    @Test("a list that is out of bounds ends the worker, with words that say what")
    func outOfBounds() async throws {
        let long = String(repeating: "x", count: 257)
        let many = ViewList(views: (0...64).map { ViewDeclaration(key: "\($0)", name: "") })
        let cases: [(ViewList, String)] = [
            (ViewList(views: []), "0 views"), (many, "65 views"),
            (self.views(long), "a key or a name of 257 bytes"),
            (ViewList(views: [ViewDeclaration(key: "", name: long)]), "a key or a name of 257 bytes"),
            (self.views("sub", "sub"), "two views with one key"), (self.views("sub", ""), "a view without a key"),
        ]
        for (list, words) in cases {
            let worker = try await Conversation(frames: self.frames)
            worker.say(self.encoder.control(.views, list))
            try await waitUntil("the link is closed") { worker.violation != nil }
            #expect(worker.violation?.description.contains(words) == true, "\(String(describing: worker.violation))")
        }
        #expect(self.frames[ViewID(camera: self.yard, number: 1)] == nil)
    }

    @Test("as many as may be are taken")
    func most() async throws {
        let worker = try await Conversation(frames: self.frames)
        let name = String(repeating: "\u{7}", count: 252)
        let list = ViewList(views: (10..<74).map { ViewDeclaration(key: "\($0)\(name)", name: name) })
        worker.say(self.encoder.control(.views, list))
        try await waitUntil("they are declared") { worker.events.contains("views") || worker.violation != nil }
        #expect(worker.violation == nil)
        #expect(self.frames[ViewID(camera: self.yard, number: 63)] != nil)
    }

    @Test("numbers keep their meaning as long as the worker lives: more may come, none may change or go")
    func numbers() async throws {
        let cases = [self.views("side", "sub"), self.views("sub"), self.views("sub", "other", "side")]
        for list in cases {
            let worker = try await self.declared("sub", "side")
            worker.say(self.encoder.control(.views, list))
            try await waitUntil("the link is closed") { worker.violation != nil }
            #expect(worker.violation?.description.contains("a number does not mean what it did") == true)
        }
        let worker = try await self.declared("sub", "side")
        worker.say(self.encoder.control(.views, self.views("sub", "side", "spare")))
        try await waitUntil("there is one more") {
            worker.connection.views.others.count == 3 || worker.violation != nil
        }
        #expect(worker.violation == nil)
    }

    @Test("a word of a view that was not declared ends the worker")
    func unknown() async throws {
        let words = [
            self.frame(view: 3), self.frame(view: 9, flags: .placeholder),
            self.encoder.control(.state, StateReport(connection: .connected, view: 3)),
            self.encoder.mediaPartPrefix(.example(view: 3), fragmentLength: 40) + [UInt8](repeating: 1, count: 40),
        ]
        for bytes in words {
            let worker = try await self.declared("sub", "side")
            worker.say(bytes)
            try await waitUntil("the link is closed") { worker.violation != nil }
            #expect(worker.violation?.description.contains(" of 3") == true, "\(String(describing: worker.violation))")
        }
    }

    @Test("a frame that its view has not asked for ends the worker, whatever another has")
    func unasked() async throws {
        let worker = try await self.declared("sub", "side")
        _ = self.wait(on: try #require(self.frames[self.yard, key: "side"]))
        worker.say(self.frame(view: 1))
        try await waitUntil("the link is closed") { worker.violation != nil }
        #expect(worker.violation?.description.contains("none was asked for") == true)
    }

    @Test("what comes unasked is small: a larger placeholder ends the worker and takes no room from anybody's video")
    func largePlaceholder() async throws {
        let worker = try await self.declared("sub", "side")
        let side = try #require(self.frames[self.yard, key: "side"])
        worker.say(self.frame(view: 1, flags: .placeholder, length: Limits.placeholder))
        try await waitUntil("the largest is there") { self.frames[self.yard, key: "sub"]?.placeholder != nil }
        for view in [UInt16(0), 2] {
            let worker = try await self.declared("sub", "side")
            worker.say(self.frame(view: view, flags: .placeholder, length: Limits.placeholder + 1))
            try await waitUntil("the link is closed") { worker.violation != nil }
            #expect(worker.violation?.description.contains("a placeholder of 1048577 bytes") == true)
        }
        #expect(side.placeholder == nil && worker.hub.placeholder == nil)
        #expect(self.frames.budget.pictureBytes == Limits.placeholder)
    }

    @Test("another list is no new beginning of what may come unasked; views that are new bring theirs along")
    func renewed() async throws {
        let worker = try await self.declared("sub", "side")
        let frame = self.frame(view: 1, flags: .placeholder)
        let many = Array(repeating: frame, count: WorkerConnection.unaskedAtOnce).flatMap(\.self)
        // As before, and one more that is new.
        let lists = [self.views("sub", "side"), self.views("sub", "side", "spare")].flatMap {
            self.encoder.control(.views, $0)
        }
        // In one go, so that no time passes between them.
        worker.say(many + lists + many)
        try await waitUntil("the link is closed") { worker.violation != nil }
        let rate = WorkerConnection.unaskedPerSecond
        #expect(worker.violation == .tooMany(kind: "unasked picture", perSecond: rate))
    }

    @Test("a worker that has been replaced changes nothing any more")
    func replaced() async throws {
        let old = try await Conversation(frames: self.frames)
        let new = try await Conversation(frames: self.frames, generation: 2)
        new.say(MessageEncoder(generation: 2).control(.views, self.views("side")))
        try await waitUntil("they are declared") { new.events.contains("views") }
        old.say(self.encoder.control(.views, self.views("sub")))
        try await waitUntil("it was heard") { old.events.contains("views") }
        #expect(self.frames[self.yard, key: "sub"] == nil && self.frames[self.yard, key: "side"] != nil)
        #expect(old.connection.views.others.isEmpty)
    }

    @Test("what it calls them has no secrets")
    func secrets() async throws {
        let entities = EntityHub()
        entities.take([CameraEntity(camera: self.yard, name: "Yard", state: .idle, token: "t")])
        let worker = try await Conversation(entities: entities, frames: self.frames)
        worker.say(self.encoder.control(.views, self.views("of \(Conversation.secret)")))
        try await waitUntil("they are declared") { !worker.connection.views.others.isEmpty }
        let view = try #require(worker.connection.views.others.first)
        #expect(view.declaration.name == "of \(secretMask)" && view.declaration.key == "of \(secretMask)")
        #expect(!view.entity.text.contains("hunter"))
    }

    @Test("a platform without views may not speak of them")
    func noViews() throws {
        let link = try WorkerLinkHandlerTests.Link(mayHaveViews: false)
        link.become(.running)
        link.send(link.encoder.control(.views, self.views("sub")))
        #expect(link.events.last == "closed: views message while running")
    }

    @Test("lists are bounded in number")
    func flood() throws {
        let link = try WorkerLinkHandlerTests.Link()
        link.become(.running)
        for _ in 0...WorkerMessageLimits.listsAtOnce {
            link.send(link.encoder.control(.views, self.views("sub")))
        }
        #expect(link.events.last?.contains("more than 1 list of views a second") == true, "\(link.events.last ?? "")")
    }

    @Test("a view more brings its own share of video, and not all of it anew")
    func growingVideo() {
        var limits = WorkerMessageLimits()
        let now = MonotonicTime(nanoseconds: 1)
        let length = 1_024 * 1_024
        for views in 1...8 {
            limits.expect(views: views)
            for _ in 0..<WorkerMessageLimits.partBytesAtOnce / length {
                #expect(throws: Never.self) { try limits.count(.mediaPart, length: length, at: now) }
            }
        }
        #expect(throws: ProtocolError.self) { try limits.count(.mediaPart, length: length, at: now) }
    }

    @Test("a recorder's channels may bring as much video as several cameras, and no more")
    func video() {
        var limits = WorkerMessageLimits()
        limits.expect(views: 64)
        let now = MonotonicTime(nanoseconds: 1)
        let length = 1_024 * 1_024
        let most = 8 * WorkerMessageLimits.partBytesAtOnce / length
        for _ in 0..<most {
            #expect(throws: Never.self) { try limits.count(.mediaPart, length: length, at: now) }
        }
        #expect(throws: ProtocolError.self) { try limits.count(.mediaPart, length: length, at: now) }
        limits.expect(views: 64)
        #expect(throws: ProtocolError.self) { try limits.count(.mediaPart, length: length, at: now) }
    }
}

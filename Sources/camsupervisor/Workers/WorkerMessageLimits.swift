import IPC
import NIOCore
import Shared

/// How much a worker may say; more is a violation that ends it.
///
/// A flood costs others: frames and answers the loop that serves other cameras' viewers, everything else the one control
/// thread, where each word is a step of the supervision.
struct WorkerMessageLimits: Sendable {
    /// Messages a second, all kinds.
    ///
    /// Answers count too: 6,000 small uploads a second, the most one camera took here, make 12,000. Decoding 20,000
    /// tiny messages costs a tenth of a loop.
    static let messages = 20_000
    /// `state`, `stats`, `pong`, `ports` and messages of unknown type, a second.
    ///
    /// An honest worker sends at most 20 states, one `stats` and as many pongs as it gets pings, and nothing unknown,
    /// since it is of our own build.
    static let words = 100
    /// As many come at once when we read nothing for 45 s.
    static let wordsAtOnce = 1_000
    /// `log`, a second: far above what is passed on, so that a library that complains about every packet costs its
    /// lines and not its worker.
    static let logLines = 1_000
    static let logLinesAtOnce = 5_000

    /// Bytes of `result`, a second: each is JSON to decode, also one that nobody asked for.
    ///
    /// The 6,000 small uploads make half a MiB.
    static let answerBytes = 4 * 1_024 * 1_024
    static let answerBytesAtOnce = 2 * answerBytes

    /// `mediaPart`, a second: every picture of a camera at 60 a second may be a key frame, and each begins a part.
    static let parts = 100
    /// As many come at once when we read nothing for 10 s.
    static let partsAtOnce = 1_000
    /// Bytes of `mediaPart`, a second: 130 Mbit/s, where 4K cameras send 20.
    static let partBytes = 16 * 1_024 * 1_024
    /// What a worker may hold back while it cannot send, and some seconds of a stream that then follows.
    static let partBytesAtOnce = 8 * partBytes
    /// `mediaStart`, a second: a stream that is opened anew, or whose coding changes; each may be 256 KiB and is compared.
    static let starts = 2
    static let startsAtOnce = 20

    /// `entityStates` and `event`, a second: each is written for every client that listens.
    ///
    /// A camera that reports each of its 60 analytics rules once a second is one.
    static let entityWords = 100
    static let entityWordsAtOnce = 2_000
    /// `entities`, a second: a worker declares when it has learnt what its camera is.
    static let lists = 1
    static let listsAtOnce = 20

    /// Entities in `entities` and `entityStates`, a second: by how many states they change and not by their bytes, since each
    /// is an event with the old state and the new one for every client.
    static let entityChanges = 400
    /// An NVR's list, and the states of all of it, some times in a row.
    static let entityChangesAtOnce = 8_000

    /// Bytes of `entities`, `entityStates` and `event`, a second: each text is searched for the camera's secrets, on the loop
    /// that serves other cameras' viewers.
    ///
    /// An NVR's list has 300 kB once; what changes afterwards has some hundred bytes each.
    static let entityBytes = 128 * 1_024
    static let entityBytesAtOnce = 4 * 1_024 * 1_024

    /// Values in JSON of free shape, a second, beyond the few that each message has: `[]` takes three bytes, and 10 µs to decode.
    static let values = 4_000
    /// A list of all an NVR's entities.
    static let valuesAtOnce = 60_000
    /// Of a message, uncounted.
    private static let fewValues = 8

    private var values = MessageBudget(perSecond: Self.values, burst: Self.valuesAtOnce)
    private var all = MessageBudget(perSecond: Self.messages, burst: Self.messages)
    private var words = MessageBudget(perSecond: Self.words, burst: Self.wordsAtOnce)
    private var answers = MessageBudget(perSecond: Self.answerBytes, burst: Self.answerBytesAtOnce)
    private var parts = MessageBudget(perSecond: Self.parts, burst: Self.partsAtOnce)
    private var partBytes = MessageBudget(perSecond: Self.partBytes, burst: Self.partBytesAtOnce)
    private var starts = MessageBudget(perSecond: Self.starts, burst: Self.startsAtOnce)
    private var entityWords = MessageBudget(perSecond: Self.entityWords, burst: Self.entityWordsAtOnce)
    private var lists = MessageBudget(perSecond: Self.lists, burst: Self.listsAtOnce)
    private var viewLists = MessageBudget(perSecond: Self.lists, burst: Self.listsAtOnce)
    private var entityBytes = MessageBudget(perSecond: Self.entityBytes, burst: Self.entityBytesAtOnce)
    private var entityChanges = MessageBudget(perSecond: Self.entityChanges, burst: Self.entityChangesAtOnce)
    private var logLines = MessageBudget(perSecond: Self.logLines, burst: Self.logLinesAtOnce)
    private var streams = 1

    /// Views whose video a worker may bring at a time at the full of these limits; an NVR's channels send a few Mbit/s each.
    private static let mostFullStreams = 8

    /// The worker has so many views: each may be a stream of its own.
    mutating func expect(views: Int) {
        let streams = min(max(1, views), Self.mostFullStreams)
        // A list more is no new beginning of what was used up.
        guard streams > self.streams else { return }
        self.streams = streams
        self.parts.grow(perSecond: streams * Self.parts, burst: streams * Self.partsAtOnce)
        self.partBytes.grow(perSecond: streams * Self.partBytes, burst: streams * Self.partBytesAtOnce)
        self.starts.grow(perSecond: streams * Self.starts, burst: streams * Self.startsAtOnce)
    }

    /// Counts a message.
    ///
    /// - Parameters:
    ///   - type: `nil` for one of unknown type that is skipped.
    ///   - length: of its body, bytes.
    mutating func count(_ type: MessageType?, length: Int, at now: MonotonicTime) throws(ProtocolError) {
        guard self.all.take(at: now) else { throw .tooMany(kind: "message", perSecond: Self.messages) }
        switch type {
        case .state, .stats, .pong, .ports:
            guard self.words.take(at: now) else {
                throw .tooMany(kind: "state, stats, pong and ports message", perSecond: Self.words)
            }
        case nil:
            guard self.words.take(at: now) else { throw .tooMany(kind: "unknown message", perSecond: Self.words) }
        case .log:
            guard self.logLines.take(at: now) else { throw .tooMany(kind: "log message", perSecond: Self.logLines) }
        case .result:
            guard self.answers.take(length, at: now) else {
                throw .tooMany(kind: "answer byte", perSecond: Self.answerBytes)
            }
        case .mediaPart:
            guard self.parts.take(at: now) else { throw .tooMany(kind: "part", perSecond: self.parts.perSecond) }
            guard self.partBytes.take(length, at: now) else {
                throw .tooMany(kind: "part byte", perSecond: self.partBytes.perSecond)
            }
        case .mediaStart:
            guard self.starts.take(at: now) else {
                throw .tooMany(kind: "initialization segment", perSecond: self.starts.perSecond)
            }
        case .entityStates, .event:
            try self.countEntityBytes(length, at: now)
            guard self.entityWords.take(at: now) else {
                throw .tooMany(kind: "entity state and event", perSecond: Self.entityWords)
            }
        case .entities:
            try self.countEntityBytes(length, at: now)
            guard self.lists.take(at: now) else { throw .tooMany(kind: "list of entitie", perSecond: Self.lists) }
        case .views:
            try self.countEntityBytes(length, at: now)
            guard self.viewLists.take(at: now) else { throw .tooMany(kind: "list of view", perSecond: Self.lists) }
        default: break
        }
    }

    /// Counts what a body's JSON holds before anything is made of it.
    mutating func countValues(of body: ByteBuffer, at now: MonotonicTime) throws(ProtocolError) {
        let found = body.readableBytesView.count {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{")
        }
        guard found <= Self.fewValues || self.values.take(found, at: now) else {
            throw .tooMany(kind: "value", perSecond: Self.values)
        }
    }

    /// Counts the entities that a message speaks of.
    mutating func countChanges(_ count: Int, at now: MonotonicTime) throws(ProtocolError) {
        guard count == 0 || self.entityChanges.take(count, at: now) else {
            throw .tooMany(kind: "entity change", perSecond: Self.entityChanges)
        }
    }

    private mutating func countEntityBytes(_ length: Int, at now: MonotonicTime) throws(ProtocolError) {
        guard self.entityBytes.take(length, at: now) else {
            throw .tooMany(kind: "entity byte", perSecond: Self.entityBytes)
        }
    }
}

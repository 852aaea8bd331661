import IPC
import NIOCore
import Shared

extension MediaView {
    /// One view's video: what came, who wants it, and what the worker has been told.
    ///
    /// No I/O, no clock.
    struct StateMachine {
        /// How long a worker may go on after it was told that nobody wants its video: parts under way, and a second of
        /// a machine that hangs.
        static let slack = Duration.seconds(5)

        /// What its worker calls the view by.
        private var number: UInt16 = 0
        private(set) var window: MediaWindow
        private(set) var settings: MediaSettings
        private(set) var demand = MediaDemand()
        /// When the newest part came; of the worker's own word when that was earlier.
        private(set) var newest: MonotonicTime?
        private(set) var newestWall: WallTime?
        /// Since when it is wanted without interruption.
        private(set) var wantedSince: MonotonicTime?
        private(set) var isOver = false
        /// The present worker's word; `nil` while there is none.
        private(set) var hasMedia: Bool?
        /// Over all workers.
        private(set) var parts: UInt64 = 0
        private(set) var partBytes: UInt64 = 0
        private(set) var skippedByFeeds: UInt64 = 0
        private var generation: UInt32?
        private var order = MediaOrder()
        private var opening: MediaOpening?
        private var openings: UInt64 = 0
        private var epochs: UInt64 = 0
        /// Players that know no discontinuities, as ffmpeg, go on over a new epoch when its times do.
        private var timeline = MediaClock()
        /// Whether something is missing before the next part.
        private var isTorn = false
        private var asked: WantMedia?
        private var unwantedSince: MonotonicTime?
        private var subscribers: [UInt64: Subscriber] = [:]
        private var nextSubscriber: UInt64 = 0
        private var watchers: [ObjectIdentifier: @Sendable (MediaWindow) -> Void] = [:]

        private struct Subscriber {
            /// Index of the part it takes next, at least.
            var next: UInt64
            /// Whether only a part will do that a player can begin with.
            var begins: Bool
            var isWaiting = false
            let kind: MediaFeed.Kind
            /// A file shows one camera; what comes now is another's, or of another time.
            var isOver = false
            let wake: @Sendable () -> Void
        }

        /// What the shell does.
        struct Actions {
            var want: WantMedia?
            var wake: [@Sendable () -> Void] = []
            var violation: ProtocolError?
        }

        init(_ settings: MediaSettings) {
            self.settings = settings
            self.window = MediaWindow(settings)
            self.demand.isAlwaysOn = settings.isAlwaysOn
        }

        // MARK: Settings and demand

        mutating func change(_ settings: MediaSettings, at now: MonotonicTime) -> Actions {
            self.settings = settings
            self.window.change(settings)
            self.demand.isAlwaysOn = settings.isAlwaysOn
            return self.review(at: now)
        }

        /// A player asked for a playlist, a segment or a part.
        mutating func playerAsked(at now: MonotonicTime) -> Actions {
            self.demand.asked(at: now, targetDuration: .seconds(self.window.targetDuration))
            return self.review(at: now)
        }

        /// Tells the worker what is wanted when that is news, and frees what nobody wants.
        mutating func review(at now: MonotonicTime) -> Actions {
            var actions = Actions()
            let isOn = !self.isOver && self.demand.isOn(at: now)
            if isOn {
                self.wantedSince = self.wantedSince ?? now
                self.unwantedSince = nil
            } else if self.wantedSince != nil {
                self.wantedSince = nil
                self.unwantedSince = now
                actions.wake = self.empty()
            }
            if let newest = self.window.newest, now.since(newest.capturedUntil) > self.longestBreak {
                actions.wake += self.empty()
            }
            guard self.generation != nil, self.hasMedia != false else { return actions }
            let parts = self.settings.hls.partMilliseconds
            let want = WantMedia(view: self.number, isOn: isOn, partMilliseconds: parts)
            guard want != self.asked, isOn || self.asked?.isOn == true else { return actions }
            self.asked = want
            actions.want = want
            return actions
        }

        /// Without a part for so long what is held is of another hour: nobody begins with it, nor plays on after it.
        private var longestBreak: Duration {
            max(Self.leastBreak, .seconds(3 * self.window.targetDuration), self.settings.lookback)
        }

        /// A worker's replacement and the next key frame are awaited by whoever plays.
        private static let leastBreak = Duration.seconds(60)

        /// Bytes that the view may hold from now on, also of a camera that sends nothing.
        mutating func fit(into room: Int) -> Actions {
            let before = self.window.bytes
            self.window.fit(into: room)
            guard self.window.bytes != before else { return Actions() }
            if self.window.segments.isEmpty { self.isTorn = true }
            return Actions(wake: self.tellAll())
        }

        // MARK: The worker

        mutating func workerReady(
            generation: UInt32,
            hasMedia: Bool = true,
            number: UInt16 = 0,
            at now: MonotonicTime
        ) -> Actions {
            self.number = number
            self.generation = generation
            self.hasMedia = hasMedia
            self.order = MediaOrder()
            self.asked = nil
            self.unwantedSince = nil
            self.endEpoch()
            return self.review(at: now)
        }

        mutating func learnt(hasMedia: Bool, generation: UInt32, at now: MonotonicTime) -> Actions {
            guard self.generation == generation, self.hasMedia != hasMedia else { return Actions() }
            self.hasMedia = hasMedia
            return self.review(at: now)
        }

        mutating func workerGone(generation: UInt32) -> Actions {
            guard self.generation == generation else { return Actions() }
            self.generation = nil
            self.hasMedia = nil
            self.asked = nil
            self.endEpoch()
            return Actions(wake: self.tellAll())
        }

        /// An initialization segment; words of another generation are ignored.
        mutating func started(
            _ start: MediaStart,
            _ segment: ByteBuffer,
            generation: UInt32,
            at now: MonotonicTime
        ) -> Actions {
            guard self.generation == generation else { return Actions() }
            // It does not say when it was made; how many may come is bounded elsewhere, and none is kept.
            if self.wantedSince == nil, self.asked == nil { return Actions(violation: Self.unwanted(.mediaStart)) }
            do {
                try self.order.take(start)
            } catch {
                return Actions(violation: error)
            }
            self.endEpoch()
            self.epochs += 1
            if let opening, opening.isSame(as: start, segment) { return Actions() }
            self.openings += 1
            self.opening = MediaOpening(start: start, segment: segment, number: self.openings)
            return Actions()
        }

        /// A part; words of another generation are ignored.
        ///
        /// - Parameter room: bytes that the view may hold from now on.
        mutating func arrived(
            _ part: MediaPart,
            _ bytes: ByteBuffer,
            generation: UInt32,
            room: Int = .max,
            at now: MonotonicTime
        ) -> Actions {
            guard self.generation == generation else { return Actions() }
            if self.isUnwanted(part, at: now) { return Actions(violation: Self.unwanted(.mediaPart)) }
            do {
                try self.order.take(part)
            } catch {
                return Actions(violation: error)
            }
            guard let opening, self.wantedSince != nil else { return Actions() }
            self.newest = max(self.newest ?? part.captured, part.captured)
            self.newestWall = part.capturedWall
            self.parts += 1
            self.partBytes += UInt64(bytes.readableBytes)
            if part.flags.contains(.gap) { self.isTorn = true }
            // Nothing that a player could begin with precedes it.
            if self.window.open == nil || self.isTorn {
                guard part.flags.contains(.independent) else { return Actions() }
            }
            let timed = self.timeline.take(part, of: opening.start.tracks, epoch: self.epochs)
            // A copy in any case: what came is still held by who read it. Of the bytes alone, not of what was reserved behind
            // them, which would then be written to and count: reserved is the next power of two.
            var bytes = ByteBuffer(bytes: bytes.readableBytesView)
            for times in [timed.video, timed.audio].compactMap(\.self) {
                bytes.setInteger(times.time, at: bytes.readerIndex + Int(times.position))
            }
            self.window.fit(into: room)
            self.window.append(
                timed,
                bytes,
                opening: opening,
                epoch: self.epochs,
                isDiscontinuous: self.isTorn
            )
            self.isTorn = false
            if self.window.segments.isEmpty { self.isTorn = true }
            return Actions(wake: self.tellAll())
        }

        /// The pictures so far are another device's, or nobody is to see them any more: recordings end, viewers stay.
        mutating func forget() -> Actions {
            let wake = self.empty()
            self.newest = nil
            self.newestWall = nil
            for id in self.subscribers.keys where self.subscribers[id]?.kind == .recording {
                self.subscribers[id]?.isOver = true
            }
            return Actions(wake: wake)
        }

        /// The camera is gone; what its worker still sends is kept by nobody.
        mutating func end(at now: MonotonicTime) -> Actions {
            self.isOver = true
            if self.wantedSince != nil { self.unwantedSince = now }
            self.wantedSince = nil
            self.window.clear()
            return Actions(wake: self.tellAll())
        }

        // MARK: Feeds

        /// - Parameter lookback: how far back it begins, as far as the window goes; zero is the newest part that a player
        ///   can begin with, unless the camera has stopped.
        mutating func subscribe(
            _ kind: MediaFeed.Kind,
            lookback: Duration,
            wake: @escaping @Sendable () -> Void,
            at now: MonotonicTime
        ) -> (UInt64, Actions) {
            self.nextSubscriber += 1
            var subscriber = Subscriber(next: self.window.nextIndex, begins: true, kind: kind, wake: wake)
            let before = now.advanced(by: .zero - lookback)
            if let first = self.window.independent(before: before), self.isOfUse(at: now, lookback) {
                subscriber.next = first.index
            }
            self.subscribers[self.nextSubscriber] = subscriber
            self.demand.feedCame()
            return (self.nextSubscriber, self.review(at: now))
        }

        func feeds(_ kind: MediaFeed.Kind) -> Int { self.subscribers.values.count { $0.kind == kind } }

        mutating func unsubscribe(_ id: UInt64, at now: MonotonicTime) -> Actions {
            guard self.subscribers.removeValue(forKey: id) != nil else { return Actions() }
            self.demand.feedLeft(at: now)
            return self.review(at: now)
        }

        /// The next part of a feed.
        ///
        /// - Parameter lag: one that was captured so much before the newest is left out, up to the newest that a player
        ///   can begin with.
        mutating func next(of id: UInt64, lag: Duration?) -> MediaFeed.Step {
            guard !self.isOver, var subscriber = self.subscribers[id], !subscriber.isOver else { return .ended }
            defer { self.subscribers[id] = subscriber }
            let wished = subscriber.next
            var found = subscriber.begins ? nil : self.window.fragment(at: wished)
            found = found ?? self.window.independent(from: wished)
            if let lag, let late = found, let newest = self.window.newest?.part.captured,
                newest.since(late.part.captured) > lag, let start = self.window.independent(), start.index > late.index
            {
                found = start
            }
            guard let found else {
                // What it is at is gone, and nothing to begin with has come.
                if wished < self.window.nextIndex {
                    if !subscriber.begins { self.skippedByFeeds += self.window.nextIndex - wished }
                    subscriber.begins = true
                    subscriber.next = self.window.nextIndex
                }
                subscriber.isWaiting = true
                return .nothingYet
            }
            let isAfterGap = subscriber.begins || found.index != wished || found.isDiscontinuous
            if !subscriber.begins { self.skippedByFeeds += found.index - wished }
            subscriber.begins = false
            subscriber.next = found.index + 1
            return .part(found, isAfterGap: isAfterGap)
        }

        // MARK: Watchers

        /// Requests that wait at a time.
        ///
        /// Each is woken by each part. Players have two, and one that left is only missed when its time is over.
        static let mostWatchers = 256

        /// - Parameter look: called with the window of now and with each one that follows.
        /// - Returns: whether there was room.
        mutating func watch(_ id: ObjectIdentifier, _ look: @escaping @Sendable (MediaWindow) -> Void) -> Bool {
            guard self.watchers.count < Self.mostWatchers || self.watchers[id] != nil else { return false }
            self.watchers[id] = look
            return true
        }

        var watching: Int { self.watchers.count }

        mutating func unwatch(_ id: ObjectIdentifier) {
            self.watchers[id] = nil
        }

        // MARK: -

        private mutating func empty() -> [@Sendable () -> Void] {
            self.window.clear()
            self.isTorn = true
            return self.tellAll()
        }

        private mutating func endEpoch() {
            self.window.finish()
            self.isTorn = true
        }

        /// Whether the worker sends what it was told, long ago, not to.
        ///
        /// One that was made before may come late: we, or the whole machine, slept while it lay in the socket.
        private func isUnwanted(_ part: MediaPart, at now: MonotonicTime) -> Bool {
            guard self.wantedSince == nil else { return false }
            guard let unwantedSince, self.asked != nil else { return true }
            return now.since(unwantedSince) >= Self.slack && part.captured.since(unwantedSince) >= Self.slack
        }

        private static func unwanted(_ type: MessageType) -> ProtocolError {
            .unexpected(type: type, phase: "nobody wants video")
        }

        /// A camera that has stopped shows an old picture; what came before that belongs to another day.
        private func isOfUse(at now: MonotonicTime, _ lookback: Duration) -> Bool {
            self.window.newest.map { now.since($0.capturedUntil) < lookback + Self.oldest } ?? false
        }

        /// A viewer that comes later than this after the last part begins with the next.
        private static let oldest = Duration.seconds(3)

        private mutating func tellAll() -> [@Sendable () -> Void] {
            var wake: [@Sendable () -> Void] = []
            for (id, subscriber) in self.subscribers where subscriber.isWaiting {
                self.subscribers[id]?.isWaiting = false
                wake.append(subscriber.wake)
            }
            let window = self.window
            wake += self.watchers.values.map { look in { look(window) } }
            return wake
        }
    }
}

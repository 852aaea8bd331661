import IPC
import Shared

extension MJPEGViewer {
    /// What the request asked for.
    struct Options: Sendable, Hashable {
        /// Least time between two frames; zero sends every frame.
        var interval = Duration.zero
        var staleAfter: Duration?
        var whenStale = WhenStale.placeholder
        /// A push camera: between events the last event is replayed, one picture per interval.
        var replays = false
    }

    /// Which picture a viewer is shown next, and what it waits for.
    ///
    /// Pure. One picture is written at a time, and nothing is queued beyond the newest that came meanwhile.
    struct StateMachine {
        /// Interval of a replay when the request gives none; Home Assistant's.
        static let replayInterval = Duration.milliseconds(500)
        /// A frame that nothing follows for so long is sent once more.
        ///
        /// Chromium draws a part when the *next* part's headers arrive, delimiter or not (seen with 130; Home Assistant sends
        /// the first frame twice for it). Streams of three frames a second and more never need it.
        static let repeatAfter = Duration.milliseconds(400)
        /// How often a stale stream looks for a newer placeholder ("no picture since …").
        static let placeholderRefresh = Duration.seconds(5)
        /// A viewer that was shown nothing yet looks so often whether its camera is known to be away; a worker draws its
        /// placeholder within half of it.
        static let firstLook = Duration.seconds(1)
        /// For the part that is being written when the stream is to end.
        static let lastPartPatience = Duration.seconds(1)

        /// What the shell does; at most one of each.
        struct Actions {
            /// To be asked of the hub; a wait that goes on already is replaced.
            var wait: FrameDemand?
            /// To be written; ``written(at:)`` follows.
            var write: Frame?
            var close = false
            /// Frames that were not shown before the one that is written: too late for them, or asked not to get them.
            var skipped: UInt64 = 0
        }

        /// What there is to see when a time has come.
        struct Sight {
            var newest: Frame?
            var placeholder: Frame
            /// The pictures of the last event.
            var kept: [Frame]
            /// Whether the camera is known to be away: then a placeholder is not waited for.
            var isAway: Bool
        }

        private enum Writing {
            case nothing
            /// A frame; when it is written, the one after it is waited for.
            case frame
            /// A placeholder, or a frame once more; the wait for the next frame goes on meanwhile.
            case once
        }

        /// What is to be done when ``nextStep`` has come.
        private enum Step {
            case waiting
            case replaying
        }

        private var options: Options
        private var writing = Writing.nothing
        /// Came while something was written.
        private var pending: Frame?
        /// The newest frame shown; only newer ones are waited for.
        private var lastVersion: UInt64 = 0
        /// The picture of the event that was shown last: this viewer's own place in the replay.
        private var replayed: UInt64 = 0
        private var shownPlaceholder: UInt64?
        /// Since when this viewer waits for a frame; `nil` while it reads one or its interval lasts, and nothing can be missed.
        private var waitingSince: MonotonicTime?
        private var lastSent = MonotonicTime(nanoseconds: 0)
        private var nextStep: (at: MonotonicTime, step: Step)?
        /// What was written last, when, and is to be sent once more if nothing follows.
        private var unrepeated: (frame: Frame, writtenAt: MonotonicTime)?
        private var nextLook: MonotonicTime?
        /// When it ends, whether or not the part that is being written is; `nil` while it is not to end.
        private var endsAt: MonotonicTime?

        init(_ options: Options) {
            self.options = options
        }

        /// When ``tick(at:_:)`` has a frame to wait for, to replay or to repeat.
        ///
        /// It moves with every frame, and nearly always to later.
        var frameDeadline: MonotonicTime? {
            guard self.endsAt == nil else { return nil }
            let repeatAt = self.unrepeated.map { $0.writtenAt + Self.repeatAfter }
            guard let stepAt = self.nextStep?.at else { return repeatAt }
            return repeatAt.map { min($0, stepAt) } ?? stepAt
        }

        /// When ``tick(at:_:)`` has to look whether the picture is still fresh, or to end; `nil` where nothing grows stale.
        var lookDeadline: MonotonicTime? { self.endsAt ?? self.nextLook }

        mutating func came(at now: MonotonicTime, newest: Frame?) -> Actions {
            var actions = Actions()
            self.wait(at: now, &actions)
            self.scheduleLook(at: now, newest: newest)
            return actions
        }

        /// The configuration has changed: goes on with the options of now, or ends with the part that is being written.
        ///
        /// - Parameter options: `nil` when the stream would not be admitted any more.
        mutating func reviewed(_ options: Options?, at now: MonotonicTime, newest: Frame?) -> Actions {
            guard self.endsAt == nil else { return Actions() }
            guard let options else {
                self.endsAt = now + Self.lastPartPatience
                if case .nothing = self.writing { return Actions(close: true) }
                return Actions()
            }
            guard options != self.options else { return Actions() }
            self.options = options
            self.scheduleLook(at: now, newest: newest)
            return Actions()
        }

        mutating func received(_ frame: Frame, at now: MonotonicTime) -> Actions {
            guard self.endsAt == nil else { return Actions() }
            self.waitingSince = nil
            guard case .nothing = self.writing else {
                self.pending = frame
                return Actions()
            }
            let earliest = self.lastSent + self.options.interval
            guard now >= earliest else {
                // Before its time it is dropped; at its time the newest is asked for.
                self.nextStep = (earliest, .waiting)
                return Actions()
            }
            let skipped =
                self.lastVersion == 0 || frame.version <= self.lastVersion ? 0 : frame.version - self.lastVersion - 1
            self.lastVersion = frame.version
            self.replayed = frame.version
            self.shownPlaceholder = nil
            self.unrepeated = (frame, now)
            var actions = self.write(frame, at: now)
            actions.skipped = skipped
            return actions
        }

        /// What was to be written is.
        mutating func written(at now: MonotonicTime) -> Actions {
            let writing = self.writing
            self.writing = .nothing
            guard self.endsAt == nil else { return Actions(close: true) }
            if let pending {
                self.pending = nil
                return self.received(pending, at: now)
            }
            var actions = Actions()
            if case .frame = writing { self.waitForNext(at: now, &actions) }
            return actions
        }

        mutating func tick(at now: MonotonicTime, _ sight: Sight) -> Actions {
            if let endsAt { return Actions(close: now >= endsAt) }
            var actions = Actions()
            if let (time, step) = self.nextStep, now >= time {
                self.nextStep = nil
                switch step {
                case .waiting: self.waitForNext(at: now, &actions)
                case .replaying: self.replay(sight, at: now, &actions)
                }
            }
            if let (frame, writtenAt) = self.unrepeated, now >= writtenAt + Self.repeatAfter {
                self.unrepeated = nil
                if self.shows(frame) { self.writeOnce(frame, &actions) }
            }
            if let time = self.nextLook, now >= time {
                self.look(at: sight, now, &actions)
                self.scheduleLook(at: now, newest: sight.newest)
            }
            return actions
        }

        // MARK: - Frames

        /// Whether nothing newer was written since.
        private func shows(_ frame: Frame) -> Bool {
            self.shownPlaceholder.map { $0 == frame.version } ?? (self.lastVersion == frame.version)
        }

        private mutating func write(_ frame: Frame, at now: MonotonicTime) -> Actions {
            self.lastSent = now
            self.writing = .frame
            return Actions(write: frame)
        }

        private mutating func writeOnce(_ frame: Frame, _ actions: inout Actions) {
            guard case .nothing = self.writing else { return }
            self.writing = .once
            actions.write = frame
        }

        private mutating func waitForNext(at now: MonotonicTime, _ actions: inout Actions) {
            let earliest = self.lastSent + self.options.interval
            // Asked for before its time, a frame would lie in the hub until then. Uploads come unasked.
            guard now >= earliest || self.options.replays else {
                self.nextStep = (earliest, .waiting)
                return
            }
            self.wait(at: now, &actions)
            if self.options.replays { self.scheduleReplay(at: now) }
        }

        /// A picture the hub holds may be as old as one that is not stale.
        private mutating func wait(at now: MonotonicTime, _ actions: inout Actions) {
            self.waitingSince = self.waitingSince ?? now
            var demand = FrameDemand(newerThan: self.lastVersion)
            // Nothing newer than what was shown a moment ago can be stale.
            if let staleAfter = self.options.staleAfter, now.since(self.lastSent) >= staleAfter {
                demand.capturedAfter = now.advanced(by: .zero - staleAfter)
            }
            actions.wait = demand
        }

        /// The next picture of the last event, from this viewer's own place in it.
        private mutating func scheduleReplay(at now: MonotonicTime) {
            self.nextStep = (now + max(self.options.interval, Self.replayInterval), .replaying)
        }

        private mutating func replay(_ sight: Sight, at now: MonotonicTime, _ actions: inout Actions) {
            // It was a push camera's stream.
            guard self.options.replays else { return }
            // An old event is not replayed as if it were live; what is shown of a stale camera stays.
            guard sight.kept.count > 1, case .nothing = self.writing, !self.isStale(sight.newest, at: now) else {
                return self.scheduleReplay(at: now)
            }
            let next = sight.kept.first { $0.version > self.replayed } ?? sight.kept[0]
            self.replayed = next.version
            actions = self.write(next, at: now)
        }

        // MARK: - Freshness

        private mutating func scheduleLook(at now: MonotonicTime, newest: Frame?) {
            self.nextLook = nil
            guard let staleAfter = self.options.staleAfter else { return }
            let rest = ((self.freshest(newest) ?? now) + staleAfter).since(now)
            var delay = rest > .zero ? rest : Self.placeholderRefresh
            let hasShownNothing = self.lastVersion == 0 && self.shownPlaceholder == nil
            if hasShownNothing { delay = min(delay, Self.firstLook) }
            self.nextLook = now + delay
        }

        private mutating func look(at sight: Sight, _ now: MonotonicTime, _ actions: inout Actions) {
            let isStale = self.isStale(sight.newest, at: now)
            switch self.options.whenStale {
            case .hold: break
            case .close: actions.close = isStale
            case .placeholder:
                guard isStale || (self.lastVersion == 0 && sight.isAway) else { return }
                self.show(sight.placeholder, at: now, &actions)
            }
        }

        /// Unless it is shown already.
        private mutating func show(_ placeholder: Frame, at now: MonotonicTime, _ actions: inout Actions) {
            guard case .nothing = self.writing, self.shownPlaceholder != placeholder.version else { return }
            self.shownPlaceholder = placeholder.version
            self.unrepeated = (placeholder, now)
            self.writeOnce(placeholder, &actions)
        }

        /// From when on the picture that is waited for is missed; `nil` while none is.
        private func freshest(_ newest: Frame?) -> MonotonicTime? {
            self.waitingSince.map { max(newest?.payload.captured ?? $0, $0) }
        }

        private func isStale(_ newest: Frame?, at now: MonotonicTime) -> Bool {
            guard let staleAfter = self.options.staleAfter, let freshest = self.freshest(newest) else { return false }
            return now.since(freshest) >= staleAfter
        }
    }
}

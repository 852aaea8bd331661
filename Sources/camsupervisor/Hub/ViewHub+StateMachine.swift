import IPC
import NIOCore
import Shared

extension ViewHub {
    /// Who waits for what, which frame is the newest, and what the worker has been asked for.
    ///
    /// No I/O, no clock.
    struct StateMachine {
        /// Frames a worker may send beyond those that were asked for before it is out of order: each `want` that
        /// replaced another may still be answered.
        static let maximumCredits = 16

        /// What its worker calls the view by; another one than the last may count otherwise.
        private(set) var number: UInt16
        private(set) var newest: Frame?
        private(set) var placeholder: Frame?
        /// A push camera's pictures of the last event, oldest first.
        private(set) var kept: [Frame] = []
        /// Frames of all workers, placeholders not among them.
        private(set) var arrived: UInt64 = 0
        /// Viewers of streams; a level, not waiting requests.
        private(set) var viewers = 0
        private var waiters: [ObjectIdentifier: Waiter] = [:]
        private var generation: UInt32?
        private var credits = 0
        private var asked: Want?
        private var nextVersion: UInt64
        private var keptBytes = 0
        private var limits: KeptLimits

        /// Of the pictures held; the newest of an event is among those kept.
        var bytes: Int {
            let alone = self.kept.last?.version == self.newest?.version ? nil : self.newest
            return self.keptBytes + (alone?.picture.readableBytes ?? 0) + (self.placeholder?.picture.readableBytes ?? 0)
        }

        /// How much of a push camera's event is kept.
        struct KeptLimits: Sendable, Hashable {
            var pictures: Int
            var bytes: Int = Limits.pushEvent
        }

        private struct Waiter {
            var receiver: FrameReceiver
            var demand: FrameDemand
            var since: MonotonicTime
        }

        /// What the shell does.
        struct Actions {
            var want: Want?
            var delivery: (frame: Frame, receivers: [FrameReceiver])?
            /// The worker sent a frame that nobody asked for.
            var isUnsolicited = false
        }

        init(number: UInt16 = 0, kept: KeptLimits = KeptLimits(pictures: 0), firstVersion: UInt64 = 1) {
            self.number = number
            self.limits = kept
            self.nextVersion = firstVersion
        }

        /// Whether somebody waits or watches.
        var isWanted: Bool { self.viewers > 0 || !self.waiters.isEmpty }

        /// Since when the longest wait lasts; `nil` while nobody waits.
        ///
        /// A viewer that does not read, or whose interval is not over, waits for nothing, and no frame can come.
        var awaitedSince: MonotonicTime? { self.waiters.values.lazy.map(\.since).min() }

        mutating func viewerCame() -> Actions {
            self.viewers += 1
            return self.ask()
        }

        mutating func viewerLeft(_ receiver: FrameReceiver) -> Actions {
            precondition(self.viewers > 0, "each viewer leaves once")
            self.viewers -= 1
            self.waiters[receiver.id] = nil
            return self.ask()
        }

        mutating func wait(_ receiver: FrameReceiver, for demand: FrameDemand, at now: MonotonicTime) -> Actions {
            if let newest, demand.accepts(newest) {
                // It takes the place of an earlier wait of the same receiver, which would be a second call.
                var actions = self.waiters.removeValue(forKey: receiver.id) == nil ? Actions() : self.ask()
                actions.delivery = (newest, [receiver])
                return actions
            }
            let since = self.waiters[receiver.id]?.since ?? now
            self.waiters[receiver.id] = Waiter(receiver: receiver, demand: demand, since: since)
            return self.ask()
        }

        mutating func stopWaiting(_ receiver: FrameReceiver) -> Actions {
            self.waiters[receiver.id] = nil
            return self.ask()
        }

        /// - Parameter number: what that worker calls the view by.
        mutating func workerReady(generation: UInt32, number: UInt16 = 0) -> Actions {
            self.number = number
            self.generation = generation
            self.credits = 0
            self.asked = nil
            return self.ask()
        }

        mutating func workerGone(generation: UInt32) {
            guard self.generation == generation else { return }
            self.generation = nil
            self.asked = nil
        }

        /// A frame of the worker.
        ///
        /// Words of another generation are ignored.
        ///
        /// - Parameter repeated: The frame whose picture has the same bytes, when it was compared to one; the newest is
        ///   not compared here, since that may take a millisecond, and a lock is held.
        mutating func frameArrived(
            _ payload: FramePayload,
            picture: ByteBuffer,
            repeating repeated: Frame? = nil,
            generation: UInt32
        ) -> Actions {
            guard self.generation == generation else { return Actions() }
            var frame = Frame(
                payload: payload,
                generation: generation,
                picture: picture,
                version: self.nextVersion,
                contentVersion: self.nextVersion
            )
            if payload.flags.contains(.placeholder) {
                self.nextVersion += 1
                self.placeholder = frame
                return Actions()
            }
            // Only a push camera's pictures are events; from any other the flag would be a way around the credits.
            if payload.flags.contains(.keep), self.limits.pictures > 0 {
                self.keep(frame)
            } else {
                guard self.credits > 0 else { return Actions(isUnsolicited: true) }
                self.credits -= 1
                if self.asked?.credit == true { self.asked?.credit = false }
            }
            self.nextVersion += 1
            self.arrived += 1
            if let repeated, repeated.version == self.newest?.version {
                frame.contentVersion = repeated.contentVersion
            }
            let satisfied = self.waiters.filter { $0.value.demand.accepts(frame) }
            self.newest = frame
            for key in satisfied.keys { self.waiters[key] = nil }
            var actions = self.ask()
            if !satisfied.isEmpty { actions.delivery = (frame, satisfied.values.map(\.receiver)) }
            return actions
        }

        /// Room for more or fewer pictures; the oldest go.
        mutating func keep(_ limits: KeptLimits) {
            guard limits != self.limits else { return }
            self.limits = limits
            if limits.pictures == 0 {
                self.kept = []
                self.keptBytes = 0
            } else {
                self.dropOldest()
            }
        }

        /// Versions go on counting, so that nobody takes an old picture for a newer one.
        mutating func forget() {
            self.newest = nil
            self.placeholder = nil
            self.kept = []
            self.keptBytes = 0
        }

        // MARK: -

        private mutating func keep(_ frame: Frame) {
            if frame.payload.flags.contains(.eventStart) {
                self.kept.removeAll(keepingCapacity: true)
                self.keptBytes = 0
            }
            self.kept.append(frame)
            self.keptBytes += frame.picture.readableBytes
            self.dropOldest()
        }

        private mutating func dropOldest() {
            while self.kept.count > max(1, self.limits.pictures)
                || (self.keptBytes > self.limits.bytes && self.kept.count > 1)
            {
                self.keptBytes -= self.kept.removeFirst().picture.readableBytes
            }
        }

        /// Asks the worker when what is wanted differs from what it was last told.
        private mutating func ask() -> Actions {
            guard let generation else { return Actions() }
            let sequence = self.newest.flatMap { $0.generation == generation ? $0.payload.sequence : nil } ?? 0
            let constraints = self.waiters.values.lazy.map { $0.demand.capturedAfter ?? MonotonicTime(nanoseconds: 0) }
            let want = Want(
                view: self.number,
                credit: !self.waiters.isEmpty,
                viewers: UInt32(clamping: self.viewers),
                newerThan: sequence,
                capturedAfter: constraints.min() ?? MonotonicTime(nanoseconds: 0)
            )
            guard self.isNews(want) else { return Actions() }
            self.asked = want
            if want.credit { self.credits = min(self.credits + 1, Self.maximumCredits) }
            return Actions(want: want)
        }

        /// Not every change of the viewer count is told, only the ones the worker acts on.
        private func isNews(_ want: Want) -> Bool {
            guard let asked else { return want.credit || want.viewers > 0 }
            if (asked.viewers > 0) != (want.viewers > 0) { return true }
            guard want.credit else { return asked.credit }
            return !asked.credit || asked.newerThan != want.newerThan || asked.capturedAfter != want.capturedAfter
        }
    }
}

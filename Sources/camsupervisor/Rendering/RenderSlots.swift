/// Who may have a worker, and who waits for one: file names first, then clients as they came.
///
/// Pure: what is returned is to be done.
struct RenderSlots: Sendable {
    enum Admission: Hashable, Sendable {
        /// Its worker may start, and has that place until it leaves.
        case now(place: Int)
        case waits
        case refused
    }

    /// What a template is rendered for.
    enum Asker: Hashable, Sendable {
        /// A snapshot or recording, whose moment passes.
        case fileName
        /// Somebody who wants the text, with the token of that name; `nil` where none is needed.
        case client(token: String?)
    }

    private struct Waiting {
        var number: UInt64
        var asker: Asker
    }

    private var free = Array((0..<RenderLimits.workers).reversed())
    private var fileNames: [Waiting] = []
    private var clients: [Waiting] = []

    /// - Parameter number: no other's.
    mutating func enter(_ number: UInt64, for asker: Asker) -> Admission {
        if let place = self.free.popLast() { return .now(place: place) }
        let new = Waiting(number: number, asker: asker)
        switch asker {
        case .fileName:
            guard self.fileNames.count < RenderLimits.waiting else { return .refused }
            self.fileNames.append(new)
        case .client(let token):
            let own = token == nil ? 0 : self.clients.count { $0.asker == asker }
            guard self.clients.count < RenderLimits.waiting, own < RenderLimits.waitingOfToken else { return .refused }
            self.clients.append(new)
        }
        return .waits
    }

    /// Somebody who waits gives up.
    ///
    /// - Returns: whether it was still waiting.
    mutating func giveUp(_ number: UInt64) -> Bool {
        let before = self.fileNames.count + self.clients.count
        self.fileNames.removeAll { $0.number == number }
        self.clients.removeAll { $0.number == number }
        return self.fileNames.count + self.clients.count < before
    }

    /// The worker in that place is reaped.
    ///
    /// - Returns: whose the place is now.
    mutating func leave(_ place: Int) -> UInt64? {
        if !self.fileNames.isEmpty { return self.fileNames.removeFirst().number }
        if !self.clients.isEmpty { return self.clients.removeFirst().number }
        self.free.append(place)
        return nil
    }
}

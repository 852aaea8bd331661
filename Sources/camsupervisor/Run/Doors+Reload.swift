import Synchronization

extension Doors {
    /// Listeners of another configuration that are open and not served yet, and what they take the place of.
    struct Change: Sendable {
        fileprivate var network: [NetworkDoor] = []
        fileprivate var keptPlaces: Set<ListenPlace>?
        fileprivate var control: ([OpenListener], SocketFile?)?
        fileprivate var isPlainnessNew = false
    }

    /// For an address that the reload before gave up: a worker that is just being started holds a copy of every
    /// descriptor until its program begins.
    private static let patience = Duration.milliseconds(500)

    /// Opens what a configuration asks for beyond what is open; who connects waits until ``commit(_:_:)``.
    ///
    /// What systemd handed over stays as it is. Certificates are read again in any case: who has renewed them reloads.
    ///
    /// - Throws: ``ListenError`` or ``UnusableCertificate``; then nothing was changed.
    func prepare(from old: Configuration, to new: Configuration) async throws -> Change {
        var change = Change()
        let certificate: TLSCertificates.Prepared
        do throws(TLSProblem) {
            certificate = try await self.certificates.prepare(new.http.tls)
        } catch {
            throw UnusableCertificate(problem: error)
        }
        if self.sockets.http.isEmpty, old.http.listen != new.http.listen {
            let kept = Set(self.state.withLock { $0.network.compactMap(\.place) }).intersection(new.http.places)
            change.network = try await self.open(new.http, keeping: kept, besides: self.leaving(kept))
            change.keptPlaces = kept
        }
        if self.sockets.control.isEmpty, old.control.path != new.control.path {
            do {
                // There is one, and who gives it up would be without.
                change.control = try await self.openControl(new.control, isRequired: true)
            } catch {
                await self.discard(change.network.map(\.listener))
                throw error
            }
        }
        change.isPlainnessNew = old.http.tls != new.http.tls || old.http.listen != new.http.listen
        // Here, where nothing can fail any more, and not with the rest: who connects to a new listener meanwhile is to
        // find it as it will be.
        self.certificates.apply(certificate)
        return change
    }

    /// The listeners at places that are not kept.
    private func leaving(_ kept: Set<ListenPlace>) -> [(place: ListenPlace, listener: OpenListener)] {
        self.state.withLock { state in
            state.network.compactMap { door in
                door.place.flatMap { kept.contains($0) ? nil : ($0, door.listener) }
            }
        }
    }

    /// Opens new ones while those that go still serve, also at the same port.
    private func open(
        _ http: HTTPConfiguration,
        keeping kept: Set<ListenPlace>,
        besides leaving: [(place: ListenPlace, listener: OpenListener)]
    ) async throws -> [NetworkDoor] {
        let ports = Set(http.listen.map(\.port))
        let shared = leaving.filter { ports.contains($0.place.address.port) && $0.place.address.port != 0 }
        for (_, door) in shared { try? await door.sharePort(true) }
        let result: Result<[NetworkDoor], any Error>
        do {
            result = .success(
                try await self.open(
                    http,
                    keeping: kept,
                    sharing: Set(shared.map(\.place.address.port)),
                    patience: Self.patience
                )
            )
        } catch {
            result = .failure(error)
        }
        for (_, door) in shared { try? await door.sharePort(false) }
        if case .success(let opened) = result {
            for door in opened { try? await door.listener.sharePort(false) }
        }
        return try result.get()
    }

    /// Serves the new ones, then ends those that nobody asks for any more.
    func commit(_ change: Change, _ configuration: Configuration) async {
        self.limit.change(to: Self.mostConnections(configuration))
        var ended: [OpenListener] = []
        var succeeded: [OpenListener] = []
        let ports = Set(configuration.http.listen.map(\.port))
        var oldFile: SocketFile?
        self.state.withLock { state in
            if let kept = change.keptPlaces {
                let isGone = { (door: NetworkDoor) in door.place.map { !kept.contains($0) } ?? false }
                let gone = state.network.filter(isGone)
                ended += gone.map(\.listener)
                succeeded = gone.filter { $0.place.map { ports.contains($0.address.port) } ?? false }.map(\.listener)
                state.network.removeAll(where: isGone)
            }
            if change.control != nil {
                ended += state.control
                state.control = []
                oldFile = state.socketFile
                state.socketFile = nil
            }
        }
        self.add(change.network, change.control?.0 ?? [], change.control?.1)
        for door in succeeded { await door.drain() }
        for door in ended { await door.end() }
        oldFile?.remove()
        if change.isPlainnessNew { self.warnOfPlainListeners() }
    }
}

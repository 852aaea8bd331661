import Logging
import Shared

extension Assembly {
    /// What reloads this service.
    func reloader(
        doors: Doors,
        sockets: InheritedSockets,
        load: @escaping @Sendable () -> LoadedConfiguration
    ) -> Reloader {
        Reloader(
            configuration: self.configuration,
            load: { [names = self.webhookNames] in names.named(load()) },
            sockets: sockets,
            service: Reloader.Service(
                resting: { await self.pool.resting },
                apply: { old, new, plan in try await self.apply(new, replacing: old, plan, doors) },
                count: { [counters = self.front.services.counters] outcome in
                    switch outcome {
                    case .done: counters.reloaded(successfully: true)
                    case .invalid, .impossible: counters.reloaded(successfully: false)
                    case .shuttingDown: break
                    }
                }
            ),
            executor: self.executor,
            logger: self.logger
        )
    }

    /// Puts another configuration in force.
    ///
    /// What can fail, the listeners, comes first. Then whatever can be asked for is there before anybody may ask for it:
    /// views, cameras, rules, workers; and what is gone goes last.
    ///
    /// - Throws: ``ListenError`` or ``UnusableCertificate``; then nothing was changed.
    private func apply(
        _ new: Configuration,
        replacing old: Configuration,
        _ plan: ReloadPlan,
        _ doors: Doors
    ) async throws {
        let change = try await doors.prepare(from: old, to: new)
        let services = self.front.services
        services.hub.cut(new.stream)
        services.hub.budget.change(most: new.limits.hub ?? HubBudget.usual)
        for camera in new.cameras.compactMap(\.configuration) { services.hub.adopt(camera) }
        services.board.replace(with: new.cameras)
        services.takeEntities()
        services.entities.takeFixed(new.states, logger: self.logger)
        services.rules.replace(with: FrontRules(new, after: services.rules.current))
        // Whose token is gone may hold a camera's that was read with it.
        if new.http.tokens != old.http.tokens {
            services.entities.tokens.forgetAll()
            services.takeEntities()
        }
        await self.pool.apply(plan, of: new)
        for change in plan.cameras(to: .stop) {
            services.hub.remove(change.camera)
            services.stills.forget(change.camera)
            services.counters.forget(change.camera)
        }
        services.streams.open.reviewAll()
        let folders = new.files.write.filter { !old.files.write.contains($0) }
        LeftoverSearch.settleInBackground(folders, logger: self.logger)
        await doors.commit(change, new)
    }
}

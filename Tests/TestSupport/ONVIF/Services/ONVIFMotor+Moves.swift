extension ONVIFMotor {
    /// Moves, or says why not.
    mutating func perform(_ movement: Movement) -> ScriptedFault? {
        if let fault = self.objection(to: movement) { return fault }
        self.movements.append(movement)
        let target = movement.target
        switch movement.kind {
        case .continuous:
            self.velocity = Vector(
                pan: target.pan ?? self.velocity.pan,
                tilt: target.tilt ?? self.velocity.tilt,
                zoom: target.zoom ?? self.velocity.zoom
            )
        case .relative:
            self.position.pan = self.held((self.position.pan ?? 0) + (target.pan ?? 0))
            self.position.tilt = self.held((self.position.tilt ?? 0) + (target.tilt ?? 0))
            self.position.zoom = min(1, max(0, (self.position.zoom ?? 0) + (target.zoom ?? 0)))
        case .absolute:
            self.position.pan = target.pan ?? self.position.pan
            self.position.tilt = target.tilt ?? self.position.tilt
            self.position.zoom = target.zoom ?? self.position.zoom
        case .preset, .home: break
        case .stop:
            let all = movement.stops.isEmpty
            if all || movement.stops.contains("PanTilt") { (self.velocity.pan, self.velocity.tilt) = (nil, nil) }
            if all || movement.stops.contains("Zoom") { self.velocity.zoom = nil }
        }
        return nil
    }

    private func held(_ value: Double) -> Double { min(self.reach, max(-self.reach, value)) }

    private func objection(to movement: Movement) -> ScriptedFault? {
        let target = movement.target
        let needs: (panTilt: Space, zoom: Space, word: String)
        switch movement.kind {
        case .continuous: needs = (.continuousPanTilt, .continuousZoom, "Velocity")
        case .relative: needs = (.relativePanTilt, .relativeZoom, "Translation")
        case .absolute: needs = (.absolutePanTilt, .absoluteZoom, "Position")
        case .preset:
            guard !self.presets.contains(where: { $0.token == movement.preset }) else { return nil }
            return .invalid("ter:NoToken", "The requested preset token does not exist")
        case .home: return self.hasHome ? nil : .invalid("ter:NoHomePosition", "No home position has been defined")
        case .stop: return nil
        }
        // Nothing to do is nothing right (ONVIF PTZ, §5.3).
        guard !target.all.isEmpty else { return .invalid("ter:Invalid\(needs.word)", "nothing in it") }
        let isForbidden =
            target.pan != nil && !self.spaces.contains(needs.panTilt)
            || target.zoom != nil && !self.spaces.contains(needs.zoom)
        guard !isForbidden else { return .invalid("ter:SpaceNotSupported", "There is no such space") }
        let low = movement.kind == .absolute ? 0.0 : -1.0
        let isInside =
            [target.pan, target.tilt].compactMap(\.self).allSatisfy { abs($0) <= self.reach }
            && target.zoom.map { (low...1).contains($0) } ?? true
        guard isInside else { return .invalid("ter:Invalid\(needs.word)", "out of bounds") }
        let isGoodSpeed = movement.speed?.all.allSatisfy { (0...1).contains($0) } ?? true
        return isGoodSpeed ? nil : .invalid("ter:InvalidSpeed", "out of bounds")
    }
}

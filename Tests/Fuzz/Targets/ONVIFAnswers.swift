internal import IPC
internal import Shared

/// What a device answers, taken by everything that takes answers: never traps, and makes nothing that may not go out.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzONVIFAnswers(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard let choice = bytes.first else { return }
        let body = Array(bytes.dropFirst())
        let request = requests[Int(choice) % requests.count]
        do throws(SOAPTrouble) {
            let answer = try SOAPAnswer.read(body, status: choice < 200 ? 200 : 500, to: request)
            take(answer)
            let profiles = MediaProfile.all(in: answer, of: .media)
            let hasOther = profiles.contains { $0.token != "a" || $0.name != "M" || $0.width != 640 || $0.height != 0 }
            PlantedBug.trigger(when: hasOther, body)
        } catch {
            invariant(isPresentable("\(error)", longest: 600), "the trouble cannot be shown")
        }
        guard let told = try? EventMessage.notification(body) else { return }
        read(told.messages)
    }
}

private let requests: [SOAPRequest] = [
    .getProfiles(.media), .pullMessages(timeout: 1, limit: 1), .getServices,
    .stop(profile: "", panTilt: true, zoom: true), .getSystemDateAndTime, .getNodes,
    .createPullPointSubscription(.seconds(1)), .getCapabilities, .getProfiles(.media2),
]

private func take(_ answer: XMLElement) {
    let addresses = ServiceAddress(device: device)
    for table in [ServiceTable(services: answer), ServiceTable(capabilities: answer)] {
        for service in ONVIFService.allCases {
            guard let url = table.url(of: service, by: addresses) else { continue }
            invariant(["http", "https"].contains(url.scheme) && url.user == nil, "a service that is none")
        }
    }
    _ = DeviceClock(answer).offset(from: WallTime(nanoseconds: 1))
    _ = DeviceIdentity(answer)
    _ = NetworkInterface.mac(of: NetworkInterface.all(in: answer))
    let profiles = MediaProfile.all(in: answer, of: .media)
    _ = ProfileChoice.best.chosen(of: MediaProfile.merged(profiles, MediaProfile.all(in: answer, of: .media2)))
    _ = MediaAddress(answer).map { addresses.ofMedia($0.announced.reveal()) }
    _ = (DeviceVideoSource.all(in: answer), PTZPreset.all(in: answer), ImagingSettings(answer))
    let subscription = EventSubscription(answer)
    var point = PullPoint()
    let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    _ = point.allow(true, at: now)
    _ = point.next(at: now, wall: WallTime(nanoseconds: 0))
    _ = point.created(subscription, at: now)
    _ = point.next(at: now, wall: WallTime(nanoseconds: .max))
    var echoed = ""
    for parameter in subscription.referenceParameters { RequestElement(echoing: parameter).write(to: &echoed) }
    let nodes = PTZNode.all(in: answer)
    for profile in profiles {
        guard let command = try? PTZCommand(["pan": .text("LEFT"), "zoom": .text("ZOOM_IN")]) else { continue }
        _ = try? PTZPlan(command, profile: profile, node: nodes.first, presets: [])
    }
    read(EventMessage.all(in: answer).messages)
}

private func read(_ messages: [EventMessage]) {
    var entities = EventEntities()
    _ = entities.take(messages, at: MonotonicTime(nanoseconds: 5))
    for entity in entities.entities {
        invariant(1...EntityDeclaration.longestKey ~= entity.key.utf8.count, "a key that no entity may have")
    }
    for message in messages {
        let event = message.cameraEvent(at: WallTime(nanoseconds: 1), offset: .seconds(-5))
        invariant(1...CameraEvent.longestKind ~= event.kind.utf8.count, "a kind that no event may have")
    }
}

private let device: CameraURL = {
    guard let url = try? CameraURL("http://192.0.2.1/onvif/device_service") else { fatalError("a URL that is one") }
    return url
}()

/// The operations that the device knows, and what each may be asked with.
///
/// Made from the WSDL and schema files of ONVIF by hand; Tests/Python/onvif_schemas.py compares requests with the files.
enum ONVIFContract {
    /// An operation of a service.
    struct Operation: Sendable {
        var service: ScriptedService
        var namespace: String
        var name: String
        var actions: Set<String>
        var content: [ONVIFPattern]
        /// Sent to the address of a subscription.
        var isOfSubscription: Bool
    }

    /// By `{namespace}name`; two operations that share it, as `SetSynchronizationPoint` of Media and Media2, differ in it.
    static let operations: [String: Operation] = {
        var found: [String: Operation] = [:]
        for (service, lines) in Self.lines {
            for line in lines { Self.add(line, service, to: &found) }
        }
        return found
    }()

    private static func add(_ line: String, _ service: ScriptedService, to found: inout [String: Operation]) {
        let name = String(line.prefix { $0 != " " })
        let parts = name.split(separator: ":")
        let namespace = parts.count > 1 ? SOAPNamespace.notification : service.namespace
        let local = String(parts.last ?? "")
        found["{\(namespace)}\(local)"] = Operation(
            service: service,
            namespace: namespace,
            name: local,
            actions: self.actions(local, service),
            content: ONVIFPattern.list(String(line.dropFirst(name.count)), in: namespace),
            isOfSubscription: self.subscriptionOperations.contains(local) && service == .events
        )
    }

    private static let subscriptionOperations: Set = [
        "PullMessages", "SetSynchronizationPoint", "Renew", "Unsubscribe",
    ]

    /// WS-Addressing actions; of an answer it is the first with `Response` instead of `Request`.
    private static func actions(_ name: String, _ service: ScriptedService) -> Set<String> {
        let plain = "\(service.namespace)/\(name)"
        switch (service, name) {
        case (.media, "GetProfile"), (.media, "GetVideoSources"):
            // A slash too few and one too many: so it stands in the WSDL, and so clients send it that are made from that.
            return [plain, "\(service.namespace)\(name)/"]
        case (.imaging, "Stop"): return ["\(service.namespace)/FocusStop"]
        case (.events, "GetServiceCapabilities"):
            let port = "\(service.namespace)/EventPortType/\(name)"
            return [port, "\(port)Request"]
        case (.events, _): return [self.eventAction(name)]
        default: return [plain]
        }
    }

    private static func eventAction(_ name: String) -> String {
        switch name {
        case "Subscribe": "http://docs.oasis-open.org/wsn/bw-2/NotificationProducer/SubscribeRequest"
        case "Renew", "Unsubscribe": "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/\(name)Request"
        case "PullMessages", "SetSynchronizationPoint":
            "\(ScriptedService.events.namespace)/PullPointSubscription/\(name)Request"
        default: "\(ScriptedService.events.namespace)/EventPortType/\(name)Request"
        }
    }

    /// The action of the answer to an operation.
    static func answerAction(_ operation: Operation) -> String {
        let action = operation.actions.min() ?? ""
        return operation.service == .events
            ? (action.hasSuffix("Request") ? String(action.dropLast("Request".count)) : action) + "Response"
            : "\(operation.service.namespace)/\(operation.name)Response"
    }

    private static let vector = "(tt:PanTilt[x y space?]? tt:Zoom[x space?]?)"
    private static let clock =
        "(tt:Time(tt:Hour=int tt:Minute=int tt:Second=int) tt:Date(tt:Year=int tt:Month=int tt:Day=int))"
    private static let reference = "(wsa:Address=word wsa:ReferenceParameters(…)? …)"

    private static let lines: [ScriptedService: [String]] = [
        .device: [
            "GetSystemDateAndTime", "GetServices IncludeCapability=bool", "GetCapabilities Category=category*",
            "GetServiceCapabilities", "GetDeviceInformation", "GetNetworkInterfaces", "GetScopes", "GetHostname",
            "SystemReboot", "GetRelayOutputs", "SetRelayOutputState RelayOutputToken=token LogicalState=relay",
            "SetSystemDateAndTime DateTimeType=clocktype DaylightSavings=bool TimeZone(tt:TZ=word)? UTCDateTime\(clock)?",
            "SendAuxiliaryCommand AuxiliaryCommand=word",
        ],
        .media: [
            "GetServiceCapabilities", "GetProfiles", "GetProfile ProfileToken=token", "GetVideoSources",
            "GetStreamUri StreamSetup(tt:Stream=stream tt:Transport(tt:Protocol=transport tt:Tunnel(…)?) …) ProfileToken=token",
            "GetSnapshotUri ProfileToken=token", "SetSynchronizationPoint ProfileToken=token",
        ],
        .media2: [
            "GetServiceCapabilities", "GetProfiles Token=token? Type=word*",
            "GetStreamUri Protocol=protocol ProfileToken=token", "GetSnapshotUri ProfileToken=token",
            "SetSynchronizationPoint ProfileToken=token",
        ],
        .ptz: [
            "GetServiceCapabilities", "GetNodes", "GetNode NodeToken=token", "GetConfigurations",
            "GetConfiguration PTZConfigurationToken=token", "GetConfigurationOptions ConfigurationToken=token",
            "GetPresets ProfileToken=token", "SetPreset ProfileToken=token PresetName? PresetToken=token?",
            "RemovePreset ProfileToken=token PresetToken=token", "GetStatus ProfileToken=token",
            "GotoPreset ProfileToken=token PresetToken=token Speed\(vector)?",
            "ContinuousMove ProfileToken=token Velocity\(vector) Timeout=duration?",
            "RelativeMove ProfileToken=token Translation\(vector) Speed\(vector)?",
            "AbsoluteMove ProfileToken=token Position\(vector) Speed\(vector)?",
            "Stop ProfileToken=token PanTilt=bool? Zoom=bool?", "GotoHomePosition ProfileToken=token Speed\(vector)?",
            "SendAuxiliaryCommand ProfileToken=token AuxiliaryData=word",
        ],
        .imaging: [
            "GetServiceCapabilities", "GetImagingSettings VideoSourceToken=token", "GetOptions VideoSourceToken=token",
            "SetImagingSettings VideoSourceToken=token ImagingSettings(tt:BacklightCompensation(…)? tt:Brightness=float?"
                + " tt:ColorSaturation=float? tt:Contrast=float? tt:Exposure(…)? tt:Focus(tt:AutoFocusMode=focus"
                + " tt:DefaultSpeed=float? tt:NearLimit=float? tt:FarLimit=float? tt:Extension(…)?)? tt:IrCutFilter=filter?"
                + " tt:Sharpness=float? tt:WideDynamicRange(…)? tt:WhiteBalance(…)? tt:Extension(…)?)"
                + " ForcePersistence=bool?",
        ],
        .events: [
            "GetServiceCapabilities", "GetEventProperties",
            "CreatePullPointSubscription Filter(…)? InitialTerminationTime=moment? SubscriptionPolicy(…)? …",
            "PullMessages Timeout=duration MessageLimit=int …", "SetSynchronizationPoint",
            "wsnt:Subscribe ConsumerReference\(reference) Filter(…)? InitialTerminationTime=moment? SubscriptionPolicy(…)? …",
            "wsnt:Renew TerminationTime=moment …", "wsnt:Unsubscribe …",
        ],
    ]
}

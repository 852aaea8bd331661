internal import Shared

/// The device service.
extension SOAPRequest {
    /// Answered without knowing who asks (ONVIF Core §5.12.2: access class PRE_AUTH).
    static let getSystemDateAndTime = SOAPRequest("GetSystemDateAndTime", .device)
    static let getServices = SOAPRequest(
        "GetServices",
        .device,
        [RequestElement("tds:IncludeCapability", text: "true")]
    )
    /// Some devices answer this one with a fault where they are asked for capabilities too.
    static let getServicesOnly = SOAPRequest(
        "GetServices",
        .device,
        [RequestElement("tds:IncludeCapability", text: "false")]
    )
    static let getCapabilities = SOAPRequest("GetCapabilities", .device, [RequestElement("tds:Category", text: "All")])
    /// Whether an answer shows that user and password are right: the others are for everybody.
    var provesLogin: Bool {
        !["GetSystemDateAndTime", "GetServices", "GetCapabilities"].contains(self.operation)
    }

    static let getDeviceInformation = SOAPRequest("GetDeviceInformation", .device)
    static let getNetworkInterfaces = SOAPRequest("GetNetworkInterfaces", .device)
    static let systemReboot = SOAPRequest("SystemReboot", .device, isCommand: true)

    /// Sets the device's clock, from then on without NTP.
    ///
    /// - Parameters:
    ///   - timeZone: POSIX 1003.1, `CET-1CEST,M3.5.0,M10.5.0/3`; `nil` leaves it out, which some firmware insists on.
    static func setSystemDateAndTime(
        _ time: WallTime,
        isDaylightSaving: Bool,
        timeZone: String?
    ) -> SOAPRequest {
        let date = CalendarTime(time)
        func number(_ name: String, _ value: Int) -> RequestElement { RequestElement("tt:\(name)", text: "\(value)") }
        var children = [
            RequestElement("tds:DateTimeType", text: "Manual"),
            RequestElement("tds:DaylightSavings", text: "\(isDaylightSaving)"),
        ]
        if let timeZone { children.append(RequestElement("tds:TimeZone", [RequestElement("tt:TZ", text: timeZone)])) }
        children.append(
            RequestElement(
                "tds:UTCDateTime",
                [
                    RequestElement(
                        "tt:Time",
                        [number("Hour", date.hour), number("Minute", date.minute), number("Second", date.second)]
                    ),
                    RequestElement(
                        "tt:Date",
                        [number("Year", date.year), number("Month", date.month), number("Day", date.day)]
                    ),
                ]
            )
        )
        return SOAPRequest("SetSystemDateAndTime", .device, isCommand: true, children)
    }

    /// - Parameter command: `tt:IRLamp|On`; the words stand in the device's capabilities.
    static func sendAuxiliaryCommand(_ command: String) -> SOAPRequest {
        SOAPRequest(
            "SendAuxiliaryCommand",
            .device,
            isCommand: true,
            [RequestElement("tds:AuxiliaryCommand", text: command)]
        )
    }
}

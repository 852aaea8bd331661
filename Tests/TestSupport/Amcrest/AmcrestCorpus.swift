/// Bodies of `attach`, for those who parse them.
package enum AmcrestCorpus {
    package struct Body: Sendable, CustomStringConvertible {
        package var name: String
        package var bytes: [UInt8]
        /// What is in it, in order.
        package var events: [AmcrestEvent]
        package var heartbeats: Int

        package var description: String { self.name }
    }

    /// Every way of packing, with what is in it; the first is in the shape that was seen in the field.
    package static let bodies: [Body] =
        [seen, several] + AmcrestFraming.all.sorted { $0.key < $1.key }.map { packed($0.key, $0.value) }

    /// As firmware 2.800 packs it with heartbeat=5; what is in it is made up.
    private static let seen = Body(
        name: "seen in the field",
        bytes: AmcrestShapes.bytes("events.B_heartbeat.bin"),
        events: [
            AmcrestEvent("VideoMotionInfo", action: "State"),
            .start("VideoMotion", data: AmcrestEvent.motionData), .stop("VideoMotion", data: AmcrestEvent.motionData),
        ],
        heartbeats: 2
    )

    /// Two and three in one part, each in lines of its own.
    private static let several = Body(
        name: "several in a part",
        bytes: AmcrestFraming.usual.part([
            AmcrestEvent.start("VideoMotion").text, AmcrestEvent.start("AlarmLocal", index: 3).text,
        ])
            + AmcrestFraming.usual.part(awkward.prefix(3).map(\.text)) + AmcrestFraming.usual.heartbeat,
        events: [AmcrestEvent.start("VideoMotion"), AmcrestEvent.start("AlarmLocal", index: 3)] + awkward.prefix(3),
        heartbeats: 1
    )

    private static func packed(_ name: String, _ framing: AmcrestFraming) -> Body {
        Body(
            name: name,
            bytes: awkward.enumerated().flatMap { number, event in
                framing.part([event.text]) + (number.isMultiple(of: 2) ? framing.heartbeat : [])
            },
            events: awkward,
            heartbeats: (awkward.count + 1) / 2
        )
    }

    /// What is hard to read: signs of the format within values, other channels, data that is no JSON or looks like the frame.
    private static let awkward: [AmcrestEvent] = [
        .start("VideoMotion", data: AmcrestEvent.motionData),
        .pulse("_DoTalkAction_", data: "{\n   \"Action\" : \"Invite\",\n   \"CallSrcMask\" : 1\n}"),
        .start("CrossLineDetection", index: 2, data: "{\"File\":\"/a;b=c\",\"Name\":\"line=1;\"}"),
        .stop("CrossLineDetection", index: 15),
        AmcrestEvent(
            "NewFile",
            action: "Pulse",
            data: "{\n   \"File\" : \"/mnt/sd/2026-11-21/001/jpg/12.00.00[M][0@0][0].jpg\",\n   \"Size\" : 12345\n}"
        ),
        .pulse("UserDefined", data: "{ \"Text\" : \"--myboundary\\r\\nContent-Length:3\" }"),
        .pulse("UserDefined", data: "{ \"Quote\" : \"} \\\" {\" }"),
        .start("AudioMutation", data: "{ \"Name\" : \"Zoë – Straße\" }"),
        .pulse("UserDefined", data: "no JSON; and = signs"),
        .stop("VideoMotion", data: AmcrestEvent.motionData),
    ]
}

/// `stream:`, as in Home Assistant.
enum StreamSection {
    private static let standard = HLSConfiguration()

    static let isLowLatency = DefaultedOption(
        "ll_hls",
        .boolean,
        default: standard.isLowLatency,
        shown: "`true`",
        "Low-latency HLS: playlists name the parts of a segment that still grows."
    )
    static let segmentDuration = DefaultedOption(
        "segment_duration",
        .period(.seconds(2)...(.seconds(10))),
        default: standard.segmentDuration,
        shown: TimePeriod.shown(standard.segmentDuration),
        "A segment ends with the first key frame after this."
    )
    static let partDuration = DefaultedOption(
        "part_duration",
        .period(.milliseconds(200)...(.milliseconds(1_500))),
        default: standard.partDuration,
        shown: TimePeriod.shown(standard.partDuration),
        "How long a part is, at most half as long again where key frames need it; a player stays three of them behind, and live MP4 one. Home Assistant's default is 1 s."
    )

    static let table = OptionTable(
        "stream",
        [isLowLatency.description, segmentDuration.description, partDuration.description]
    )

    static func decode(_ node: Node, _ report: inout Report) -> HLSConfiguration {
        guard let section = Section(node, table: table, &report) else { return standard }
        return HLSConfiguration(
            isLowLatency: section.value(isLowLatency, &report),
            segmentDuration: section.value(segmentDuration, &report),
            partDuration: section.value(partDuration, &report)
        )
    }
}

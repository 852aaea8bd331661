import Shared

/// A camera's video stream: the same options for several platforms.
enum StreamOptions {
    static let source = DefaultedOption(
        "stream_source",
        .address(StreamConfiguration.schemes),
        shown: "required without `still_image_url`",
        "The video stream; `file:` only inside a folder of `files.read`, played again and again."
    )
    static let frameRate = DefaultedOption(
        "framerate",
        // Once a day at the least: 3 / framerate must be a time that clocks can count.
        .number(0.00001...60, "a number from 0.00001 (about once a day) to 60"),
        default: 2,
        shown: "2",
        "Most fetches, or pictures of the video, a second."
    )
    static let transport = DefaultedOption<RTSPTransport>(
        "rtsp_transport",
        .choice,
        default: .tcp,
        shown: "`tcp`",
        "How an RTSP stream's packets travel; `http` passes proxies, the two `udp` lose packets on bad networks."
    )
    static let arrivalTimes = DefaultedOption(
        "use_wallclock_as_timestamps",
        .boolean,
        default: false,
        shown: "`false`",
        "Stamps the stream's packets on arrival, for cameras whose own stamps are unusable."
    )

    static let extraArguments = DefaultedOption(
        "extra_arguments",
        .pictureArguments,
        default: PictureArguments(),
        shown: "none",
        "How pictures are made of the stream, as ffmpeg's arguments say it: quality, size, rate."
    )

    static let preload = DefaultedOption(
        "preload_stream",
        .boolean,
        default: false,
        shown: "`false`",
        "Keeps the stream open without viewers, so that the first one need not wait."
    )

    static let recordingLookback = DefaultedOption(
        "recording_lookback",
        .period(RecordingCall.lookbacks),
        default: .zero,
        shown: "0",
        "Keeps the stream open and so much of it in memory, for recordings that begin before they are asked for."
    )

    /// `nil` without a URL.
    static func stream(
        _ section: Section,
        credentials: Credentials?,
        verifyTLS: Bool,
        files: FilesConfiguration,
        _ report: inout Report
    ) -> StreamConfiguration? {
        let url = section.value(source, &report)
        let transport = section.value(transport, &report)
        let arrivalTimes = section.value(arrivalTimes, &report)
        let arguments = section.value(extraArguments, &report)
        let isPreloaded = section.value(preload, &report)
        let lookback = section.value(recordingLookback, &report)
        guard let url else {
            let others = [
                Self.transport.description, Self.arrivalTimes.description, Self.extraArguments.description,
                Self.preload.description, Self.recordingLookback.description,
            ]
            for option in others where section.mentions(option.key) {
                guard !section.mentions(Self.source.description.key) else { continue }
                report.warning("'\(option.key)' does nothing without 'stream_source'", at: section.location(of: option))
            }
            return nil
        }
        var stream = StreamConfiguration(
            url: url,
            credentials: credentials,
            // The option that is made for it goes before an argument of ffmpeg's.
            transport: section.mentions(Self.transport.description.key) ? transport : arguments.transport ?? transport,
            usesArrivalTimes: arrivalTimes,
            verifyTLS: verifyTLS,
            encoding: arguments.encoding,
            isPreloaded: isPreloaded,
            recordingLookback: lookback
        )
        if files.mayBeFile(url, of: Self.source.description, in: section, &report) {
            stream.readableFolders = files.read
        }
        return stream
    }
}

import ArgumentParser

/// How lines look outside of the journal.
enum LogFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// `2026-11-21T02:41:07Z warning yard: camera is offline: …`
    case text
    /// `time=… level=warning event=camera-offline camera=yard message="…"`
    case logfmt
    /// One object a line, all values texts.
    case json
}

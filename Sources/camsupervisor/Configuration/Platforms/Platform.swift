internal import Shared

/// The platforms this version knows.
enum Platform: String, CaseIterable, Sendable {
    case amcrest
    case demo
    case generic
    case mjpeg
    case onvif
    case push

    /// Home Assistant's whose work another one does here, and how it is written.
    static let others = ["ffmpeg": "write generic, with the URL of its 'input' as 'stream_source'"]

    /// The options of a camera of this platform, the common ones included.
    var table: OptionTable {
        switch self {
        case .amcrest: AmcrestPlatform.table.including(CommonOptions.table)
        case .demo: DemoPlatform.table.including(CommonOptions.table)
        case .generic: GenericPlatform.table.including(CommonOptions.table)
        case .mjpeg: MJPEGPlatform.table.including(CommonOptions.table)
        case .onvif: ONVIFPlatform.table.including(CommonOptions.table)
        case .push: PushPlatform.table.including(CommonOptions.table)
        }
    }

    /// The name of a camera in Home Assistant's list that gives none; `nil` when it is taken from the URL's host.
    var standardName: String? {
        switch self {
        case .amcrest: "Amcrest Camera"
        case .demo: "Demo"
        case .push: "Push Camera"
        case .generic, .mjpeg, .onvif: nil
        }
    }

    /// The options as the worker is told them; `nil` when what is indispensable is wrong.
    ///
    /// All errors are in the report.
    func source(_ section: Section, files: FilesConfiguration, _ report: inout Report) -> SourceConfiguration? {
        switch self {
        case .amcrest: AmcrestPlatform.source(section, &report)
        case .demo: DemoPlatform.source(section, &report)
        case .generic: GenericPlatform.source(section, files: files, &report)
        case .mjpeg: MJPEGPlatform.source(section, &report)
        case .onvif: ONVIFPlatform.source(section, &report)
        case .push: PushPlatform.source(section, &report)
        }
    }
}

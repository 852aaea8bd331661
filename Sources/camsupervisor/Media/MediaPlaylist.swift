import IPC
import NIOCore
import Shared

/// The playlist of a view's window (RFC 8216bis), with parts or without.
///
/// Pure. Every tag of it stands here.
struct MediaPlaylist: Sendable {
    static let mediaType = "application/vnd.apple.mpegurl"
    /// Part targets that a player stays behind the newest part; at least two, and three are asked for (§4.4.3.8).
    static let partHoldBack = 3.0
    /// Of PART-TARGET, microseconds.
    private static let step: UInt64 = 10_000
    /// Target durations from the end in which parts are named: those before are of no use (§6.2.2).
    private static let partsListed = 3

    let window: MediaWindow
    let isLowLatency: Bool

    var text: String {
        var lines = self.head
        var opening: UInt64?
        let parts = self.isLowLatency ? self.firstSegmentWithParts : .max
        for segment in self.window.listed where segment.isComplete || self.isLowLatency {
            self.addFront(of: segment, &opening, to: &lines)
            if segment.number >= parts { lines += segment.parts.map(Self.line(of:)) }
            guard segment.isComplete else { continue }
            lines.append("#EXTINF:\(Self.seconds(segment.microseconds)),")
            lines.append("segment/\(segment.number).m4s")
        }
        if self.isLowLatency {
            lines.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"\(Self.name(of: self.window.nextName))\"")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        let first = self.window.listed.first
        var lines = [
            "#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS",
            "#EXT-X-TARGETDURATION:\(self.window.targetDuration)",
        ]
        if self.isLowLatency {
            // No EXT-X-START, which Home Assistant has: players that know parts begin PART-HOLD-BACK behind by themselves, and the
            // others would begin where whole segments have not come yet (hls.js without low latency: a stall each segment).
            // A rounded one, since stamps differ by microseconds: it is not to change with them.
            let target = (self.window.partTarget + Self.step - 1) / Self.step * Self.step
            let holdBack = Self.decimals(Double(target) / 1e6 * Self.partHoldBack)
            lines += [
                "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=\(holdBack)",
                "#EXT-X-PART-INF:PART-TARGET=\(Self.seconds(target))",
            ]
        }
        return lines + [
            "#EXT-X-MEDIA-SEQUENCE:\(first?.number ?? self.window.nextSegment)",
            "#EXT-X-DISCONTINUITY-SEQUENCE:\(first?.discontinuitiesBefore ?? self.window.discontinuities)",
        ]
    }

    private func addFront(of segment: MediaSegment, _ opening: inout UInt64?, to lines: inout [String]) {
        if segment.isDiscontinuous { lines.append("#EXT-X-DISCONTINUITY") }
        if let number = segment.opening?.number, number != opening {
            lines.append("#EXT-X-MAP:URI=\"\(Self.name(ofOpening: number))\"")
            opening = number
        }
        lines.append("#EXT-X-PROGRAM-DATE-TIME:\(Timestamp(segment.begins).withMilliseconds)")
    }

    private var firstSegmentWithParts: UInt64 {
        var rest = Duration.seconds(Self.partsListed * self.window.targetDuration)
        var first = self.window.nextSegment
        for segment in self.window.listed.reversed() where rest > .zero {
            rest -= segment.duration
            first = segment.number
        }
        return first
    }

    private static func line(of fragment: MediaFragment) -> String {
        let independent = fragment.isIndependent ? ",INDEPENDENT=YES" : ""
        let duration = Self.seconds(UInt64(fragment.part.duration))
        return "#EXT-X-PART:DURATION=\(duration),URI=\"\(Self.name(of: fragment.name))\"\(independent)"
    }

    static func name(of part: MediaPartName) -> String { "segment/\(part).m4s" }

    /// The first is called as Home Assistant's only one.
    static func name(ofOpening number: UInt64) -> String { number == 1 ? "init.mp4" : "init-\(number).mp4" }

    /// Exactly, so that parts add up to their segment and none is longer than the target.
    private static func seconds(_ microseconds: UInt64) -> String {
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.utf8.count))\(fraction)"
    }

    private static func decimals(_ seconds: Double) -> String {
        Self.seconds(UInt64((seconds * 1e6).rounded()))
    }
}

extension Timestamp {
    /// RFC 3339 in UTC to the millisecond: `2026-11-21T02:41:07.250Z`.
    fileprivate var withMilliseconds: String {
        let milliseconds = String(self.milliseconds)
        let padding = String(repeating: "0", count: 3 - milliseconds.utf8.count)
        return "\(self.description.dropLast()).\(padding)\(milliseconds)Z"
    }
}

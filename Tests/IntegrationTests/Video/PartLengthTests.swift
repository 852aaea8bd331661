import TestSupport
import Testing

@Suite("Parts of low-latency HLS", .takesTurns)
struct PartLengthTests {
    @Test(
        "of a real camera none is below 85 % of the longest but at the end of a segment, and a segment begins on time",
        arguments: [10, 25, 50]
    )
    func lengths(_ group: Int) async throws {
        let camera = try await RTSPCamera.start(["--gop", "\(group)", "--size", "320x240", "--audio", "aac"])
        let supervisor = try await RunningSupervisor(
            """
            stream: { segment_duration: 3 }
            cameras: { yard: { platform: generic, stream_source: '\(camera.url)' } }
            """
        )
        let answer = try await supervisor.http.get("/api/camera_stream/yard").text
        let master = try #require(answer.split(separator: "\"").first { $0.hasPrefix("/api/hls/") })
        let path = String(master.replacing("master_", with: ""))
        try await waitUntil("five segments are complete", within: .seconds(60)) {
            try await supervisor.http.get(path).text.contains("\nsegment/4.m4s")
        }
        let text = try await supervisor.http.get(path).text
        let lines = text.split(separator: "\n")
        let target = try #require(lines.compactMap { Self.number($0, "#EXT-X-PART-INF:PART-TARGET=") }.first)
        var number = try #require(lines.compactMap { Self.number($0, "#EXT-X-MEDIA-SEQUENCE:") }.first)
        var segments: [(number: Double, parts: [Double])] = []
        var parts: [Double] = []
        for line in lines {
            if let part = Self.number(line, "#EXT-X-PART:DURATION=") { parts.append(part) }
            guard let duration = Self.number(line, "#EXTINF:") else { continue }
            #expect(parts.allSatisfy { $0 <= target })
            // Three seconds, and the distance of key frames, or of parts that begin with one.
            #expect(duration < 5.5)
            segments.append((number, parts))
            parts = []
            number += 1
        }
        // The first group's length is known when it is over. It is another than those that follow when the camera was slow to
        // begin, as on a busy machine; the second is divided by it, and its parts may be the longest as long as they are held.
        let settled = segments.filter { $0.number >= 2 }.map(\.parts)
        let longest = max(0.5, settled.joined().max() ?? 0)
        #expect(longest <= 0.6 && longest <= target && target <= 0.75, "\(text)")
        for parts in settled {
            #expect(parts.dropLast().allSatisfy { $0 >= 0.85 * longest }, "\(parts) of \(longest) in \(text)")
        }
        #expect(!settled.joined().isEmpty)
    }

    /// The number that stands behind a prefix.
    private static func number(_ line: Substring, _ prefix: String) -> Double? {
        guard line.hasPrefix(prefix) else { return nil }
        return Double(line.dropFirst(prefix.count).prefix { $0 != "," })
    }
}

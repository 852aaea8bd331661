internal import Shared

/// The newest picture of a camera whose picture may stay the same: a file, an answer 304, or
/// `limit_refetch_to_url_change`.
///
/// Its age counts from the last check that it is unchanged (``Picture/captured``), while ``Picture/capturedWall``,
/// which becomes `Last-Modified`, stays (design §2). Viewers are not sent the same bytes at frame rate: again only
/// when somebody asked for a newer check, or when the picture would soon count as stale.
struct HeldPicture {
    /// Longest time between two sendings of the same bytes; the shortest default of `stale_after` is 10 s.
    private static let longestSilence: Duration = .seconds(5)

    private(set) var picture: Picture
    /// The camera's; the picture is sent twice within it.
    var staleAfter: Duration?

    init(_ picture: Picture, staleAfter: Duration?) {
        self.picture = picture
        self.staleAfter = staleAfter
    }

    private var silence: Duration { min(Self.longestSilence, (self.staleAfter ?? Self.longestSilence * 2) / 2) }

    /// A check at `now` found it unchanged.
    ///
    /// - Returns: The picture to publish, when that is worth it.
    mutating func confirmed(at now: MonotonicTime, demand: Demand) -> Picture? {
        let isAskedFor = demand.capturedAfter > self.picture.captured
        guard isAskedFor || now.since(self.picture.captured) >= self.silence else { return nil }
        self.picture.captured = now
        return self.picture
    }
}

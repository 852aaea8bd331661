internal import IPC
internal import Shared

/// The views of a demo camera beside the camera itself: what they are called and how large they are.
enum DemoViews {
    /// Behind the camera's name; the last is not shown until it is asked for.
    private static let names = ["Sub", "Side", "Spare"]
    /// Pixels of a side at least; what can be read of the counter ends about there.
    private static let smallest = 64

    /// All of a camera with so many, the camera itself first.
    static func declarations(_ count: Int) -> [ViewDeclaration] {
        let others = self.names.prefix(max(0, min(count, DemoConfiguration.mostViews) - 1)).map { name in
            ViewDeclaration(
                key: name.lowercased(),
                name: name,
                hasMedia: false,
                isEnabledByDefault: name != self.names.last
            )
        }
        return [ViewDeclaration(key: "main", name: "", hasMedia: false)] + others
    }

    /// Pixels of a side of view `number`: a half, a third, a quarter of the camera's; even, as the encoder needs it.
    static func side(_ pixels: Int, of number: Int) -> Int {
        max(min(pixels, self.smallest), pixels / (number + 1) / 2 * 2)
    }
}

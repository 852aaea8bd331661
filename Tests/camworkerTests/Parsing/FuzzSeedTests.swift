import Glibc
import TestSupport
import Testing

@Suite("Fuzz seeds")
struct FuzzSeedTests {
    /// Like ``Golden``, for files that are no text.
    @Test("the kept seeds are those of the test tables")
    func seeds() throws {
        let isUpdate = getenv(Golden.updateSwitch).map { String(cString: $0) == "1" } ?? false
        for seed in FuzzSeeds.all {
            let path = Self.corpus + seed.path
            if isUpdate {
                mkdir(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), 0o755)
                try writeFile(seed.bytes, to: path)
            } else {
                #expect(try readFile(path) == seed.bytes, "\(Golden.updateSwitch)=1 writes \(seed.path)")
            }
        }
    }

    @Test("no two cases share a seed")
    func distinct() {
        #expect(Set(FuzzSeeds.all.map(\.path)).count == FuzzSeeds.all.count)
    }

    private static let corpus =
        #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/") + "/Fuzz/corpus/"
}

/// In the place of the one that needs a package: what is fuzzed logs in to nobody.
enum SHA1Digest {
    static func of(_ bytes: [UInt8]) -> [UInt8] { Array(repeating: 0, count: 20) }
}

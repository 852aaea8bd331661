/// Which versions of the wire protocol this build speaks.
///
/// A peer without one in common is exit 76.
package enum ProtocolVersion {
    package static let supported = 1...1

    /// The newest version both ends speak.
    package static func negotiate(_ theirs: ClosedRange<Int>) throws(ProtocolError) -> Int {
        let newest = min(self.supported.upperBound, theirs.upperBound)
        guard self.supported.contains(newest), theirs.contains(newest) else {
            throw .version(ours: self.supported, theirs: theirs)
        }
        return newest
    }
}

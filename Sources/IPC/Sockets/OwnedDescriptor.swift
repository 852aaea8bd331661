internal import CLinux

/// A file descriptor with one owner: closed when it goes out of scope, given away by ``release()``.
package struct OwnedDescriptor: ~Copyable {
    package let rawValue: Int32

    /// Takes over `rawValue`; nobody else may close it from here on.
    package init(_ rawValue: Int32) {
        precondition(rawValue >= 0, "a descriptor, not an error")
        self.rawValue = rawValue
    }

    deinit {
        _ = close(self.rawValue)
    }

    /// Gives the descriptor away; the receiver closes it.
    package consuming func release() -> Int32 {
        let rawValue = self.rawValue
        discard self
        return rawValue
    }
}

extension [UInt8] {
    /// Appends an integer in the wire's byte order.
    package mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { self.append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// Reads an integer in the wire's byte order; the caller has checked that it fits.
    package func littleEndian<Value: FixedWidthInteger>(at offset: Int) -> Value {
        Value(littleEndian: self.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}

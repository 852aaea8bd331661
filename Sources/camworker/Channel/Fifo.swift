/// First in, first out; taking one costs the same however many wait.
struct Fifo<Element> {
    /// Taken ones in front, which are forgotten only when they are the most.
    private static var mostTaken: Int { 32 }

    private var elements: [Element?] = []
    /// Where the oldest stands.
    private var head = 0

    var isEmpty: Bool { self.head == self.elements.count }

    var count: Int { self.elements.count - self.head }

    var first: Element? { self.isEmpty ? nil : self.elements[self.head] }

    mutating func append(_ element: Element) {
        self.elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard !self.isEmpty else { return nil }
        let element = self.elements[self.head]
        // It may be large, and is let go of at once.
        self.elements[self.head] = nil
        self.head += 1
        if self.head >= Self.mostTaken, self.head * 2 >= self.elements.count {
            self.elements.removeFirst(self.head)
            self.head = 0
        }
        return element
    }

    mutating func removeAll() {
        self.elements = []
        self.head = 0
    }
}

extension Fifo: Sendable where Element: Sendable {}

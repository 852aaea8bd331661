/// An element of a document that was read, with its namespace resolved.
package struct ReceivedElement: Sendable, Hashable {
    /// Empty without one.
    package var namespace: String
    /// Without prefix.
    package var name: String
    /// By their names as written; declarations of namespaces are not among them.
    package var attributes: [String: String]
    package var children: [ReceivedElement] = []
    /// Its own text, without blanks at both ends.
    package var text = ""

    /// The first child of a name, whatever its namespace: ``ONVIFContract`` has looked at that before.
    package subscript(name: String) -> ReceivedElement? { self.children.first { $0.name == name } }

    package func child(_ name: String, in namespace: String) -> ReceivedElement? {
        self.children.first { $0.name == name && $0.namespace == namespace }
    }

    /// The element at the end of a path of names.
    package func descendant(_ path: String...) -> ReceivedElement? {
        path.reduce(self as ReceivedElement?) { $0?[$1] }
    }
}

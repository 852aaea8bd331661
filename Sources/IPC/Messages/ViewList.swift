/// Every view of the camera, the camera itself first, in place of those declared before; a view's number is its place.
package struct ViewList: Sendable, Hashable, Codable {
    package var views: [ViewDeclaration]

    package init(views: [ViewDeclaration]) {
        self.views = views
    }
}

extension ViewList {
    /// What is wrong with it; `nil` when nothing is.
    ///
    /// A key is what a view is known again by, so no two have the same.
    package var flaw: String? {
        guard 1...ViewDeclaration.most ~= self.views.count else { return "\(self.views.count) views" }
        for view in self.views {
            let length = max(view.key.utf8.count, view.name.utf8.count)
            guard length <= ViewDeclaration.longest else { return "a key or a name of \(length) bytes" }
        }
        guard !self.views.dropFirst().contains(where: \.key.isEmpty) else { return "a view without a key" }
        return Set(self.views.map(\.key)).count == self.views.count ? nil : "two views with one key"
    }
}

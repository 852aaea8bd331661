/// Vector pictures that others made.
enum ForeignSVG {
    /// Opened by itself in a browser, a hostile one may run scripts on our origin.
    static let contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
}

/// Which build this is.
///
/// The supervisor refuses a worker of another one.
package enum BuildIdentity {
    package static let current = "0.1.0"
}

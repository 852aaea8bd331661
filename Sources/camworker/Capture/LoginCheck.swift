/// Who finds out whether the user and password are right, of a camera that is asked by several at a time.
enum LoginCheck: Hashable {
    /// Each source by itself.
    case own
    /// Somebody else, one login at a time: a refusal is told at once, and proved by nobody here.
    ///
    /// While nobody may try, nothing is begun that would log in; what is open stays.
    case elsewhere(mayTry: Bool)
}

internal import Shared

/// What a device that is connected is asked by itself, and when.
///
/// Pure. A device that tells events, or is asked for anything else, is not asked whether it is there.
struct SessionAgenda {
    enum Topic: Hashable {
        /// Whether it is there, and what time it is.
        case liveness
        /// Everything, of a device that was told to start anew.
        case reconnection
        /// What is missing.
        case improvement
    }

    /// Without a word from it until it is asked whether it is there.
    ///
    /// Longer than a pull that brings nothing: its answer, and the way to us, take a moment more than it asked for.
    static let liveness: Duration = .seconds(PullPoint.patience + 5)
    /// Clocks drift, and are set; a token that is 5 s off is refused by some.
    static let clock: Duration = .seconds(60 * 60)
    /// Without a question that needs user and password until they are tried: the time is told to everybody, and that
    /// the password was changed would be noticed by who waits for a picture.
    ///
    /// Longer than a lens' settings are left unread.
    static let login: Duration = ControlDesk.rest + .seconds(2 * 60)
    /// Between two looks for the same address.
    static let addresses: Duration = .seconds(30)
    /// A refusal of one order, as of a right that this user has not, makes us prove our login at most so often.
    static let proof: Duration = .seconds(60)
    /// From the answer to `SystemReboot` until the device is gone.
    static let reboot: Duration = .seconds(5)
    /// Between two looks because of something that failed: who waits for video is told so many times a second.
    static let doubt: Duration = .seconds(5)
    private static let improvements = Backoff(first: .seconds(15), initial: .seconds(60), maximum: .seconds(600))

    private var livenessDue: MonotonicTime?
    private var clockDue: MonotonicTime?
    private var loginDue: MonotonicTime?
    private var improvementDue: MonotonicTime?
    private var reconnectionDue: MonotonicTime?
    private var improvements = 0
    private var lastProof: MonotonicTime?
    private var lastDoubt: MonotonicTime?
    private var looks: [ConnectFlow.Step: MonotonicTime] = [:]
    /// Whether the next look is to prove the login as well.
    private var isLoginDue = false
    /// Whether something failed, and it was not looked at yet whether the device is there.
    private(set) var isSuspected = false
    private var generator = SystemRandomNumberGenerator()

    var deadline: MonotonicTime? {
        [self.livenessDue, self.clockDue, self.loginDue, self.improvementDue, self.reconnectionDue].compactMap(\.self)
            .min()
    }

    /// The device has told all that it would.
    ///
    /// - Parameter isWhole: whether nothing is missing that may come later.
    mutating func connected(isWhole: Bool, at now: MonotonicTime) {
        self.isLoginDue = false
        self.heard(at: now)
        self.clockDue = now + Self.clock
        self.proved(at: now)
        self.reconnectionDue = nil
        self.improvements = isWhole ? 0 : self.improvements + 1
        self.improvementDue =
            isWhole ? nil : now + Self.improvements.delay(attempt: self.improvements, using: &self.generator)
    }

    /// It answered something.
    mutating func heard(at now: MonotonicTime) {
        // Whether our login is still right, it has not said by that.
        guard !self.isLoginDue else { return }
        self.isSuspected = false
        self.livenessDue = now + Self.liveness
    }

    /// It answered something that it tells to its users alone.
    mutating func proved(at now: MonotonicTime) {
        self.loginDue = now + Self.login
    }

    /// It is to be asked at once whether it is there.
    ///
    /// - Parameter login: whether it refused us.
    mutating func suspect(login: Bool, at now: MonotonicTime) {
        if login {
            if let lastProof, now < lastProof + Self.proof { return }
            self.lastProof = now
            self.isLoginDue = true
        } else {
            if let lastDoubt, now < lastDoubt + Self.doubt { return }
            self.lastDoubt = now
        }
        self.isSuspected = true
        self.livenessDue = now
    }

    mutating func expectReboot(at now: MonotonicTime) {
        self.reconnectionDue = now + Self.reboot
    }

    /// What is to be asked now; it is off the list.
    mutating func take(at now: MonotonicTime) -> Topic? {
        if let reconnectionDue, now >= reconnectionDue {
            self.reconnectionDue = nil
            return .reconnection
        }
        if let due = [self.livenessDue, self.clockDue, self.loginDue].compactMap(\.self).min(), now >= due {
            self.isSuspected = false
            if let loginDue, now >= loginDue {
                self.isLoginDue = true
                self.proved(at: now)
            }
            self.livenessDue = now + Self.liveness
            self.clockDue = now + Self.clock
            return .liveness
        }
        guard let improvementDue, now >= improvementDue else { return nil }
        self.improvementDue = nil
        return .improvement
    }

    /// Whether this look is to prove the login as well; the next need not.
    mutating func takeLogin() -> Bool {
        defer { self.isLoginDue = false }
        return self.isLoginDue
    }

    /// Whether an address may be looked for again.
    mutating func takes(_ step: ConnectFlow.Step, at now: MonotonicTime) -> Bool {
        if let last = self.looks[step], now < last + Self.addresses { return false }
        self.looks[step] = now
        return true
    }
}

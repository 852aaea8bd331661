internal import IPC
internal import Shared

extension EventEntities.Change {
    /// As it is told.
    var state: EntityStates.Change {
        switch self.value {
        case .flag(let isOn): EntityStates.Change(key: self.key, state: isOn ? "on" : "off")
        case .text(let text): EntityStates.Change(key: self.key, state: text)
        case .number(let number): EntityStates.Change(key: self.key, state: Self.text(number))
        case .time(let time): EntityStates.Change(key: self.key, state: "\(Timestamp(time))")
        case .unknown, .occurred: EntityStates.Change(key: self.key, state: nil)
        case .unavailable: EntityStates.Change(key: self.key, state: nil, isAvailable: false)
        }
    }

    /// Whole numbers without what floating point puts behind them.
    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}

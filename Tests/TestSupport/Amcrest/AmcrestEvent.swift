/// Something a camera tells over its stream of events.
package struct AmcrestEvent: Sendable, Hashable, CustomStringConvertible {
    /// `VideoMotion`, `CallNoAnswered`.
    package var code: String
    /// `Start`, `Stop`, `Pulse`, `State`.
    package var action: String
    /// The channel, from 0.
    package var index: Int
    /// JSON as the camera writes it, over several lines mostly.
    package var data: String?

    package init(_ code: String, action: String, index: Int = 0, data: String? = nil) {
        self.code = code
        self.action = action
        self.index = index
        self.data = data
    }

    package static func start(_ code: String, index: Int = 0, data: String? = nil) -> Self {
        Self(code, action: "Start", index: index, data: data)
    }

    package static func stop(_ code: String, index: Int = 0, data: String? = nil) -> Self {
        Self(code, action: "Stop", index: index, data: data)
    }

    package static func pulse(_ code: String, index: Int = 0, data: String? = nil) -> Self {
        Self(code, action: "Pulse", index: index, data: data)
    }

    /// As it stands in a part; with data a line feed comes after it, and is counted (as seen in the field).
    package var text: String {
        "Code=\(self.code);action=\(self.action);index=\(self.index)" + (self.data.map { ";data=\($0)\n" } ?? "")
    }

    package var description: String { self.text }

    /// What firmware 2.800 sends with motion.
    package static let motionData = """
        {
           "Id" : [ 0 ],
           "RegionName" : [ "Region1" ],
           "SmartMotionEnable" : true
        }
        """
}

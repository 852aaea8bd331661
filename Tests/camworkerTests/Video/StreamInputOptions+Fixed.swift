import Shared
import Testing

@testable import camworker

extension StreamInputOptions {
    /// Of a stream whose URL is no template.
    init(of configuration: StreamConfiguration, ports: PortReach? = nil) throws {
        self.init(configuration, at: try #require(configuration.url.fixedURL), ports: ports)
    }
}

import NIOCore
import Synchronization

/// Counts the bytes between us and a worker.
final class TrafficCounter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private let counters: SupervisorCounters

    init(_ counters: SupervisorCounters) {
        self.counters = counters
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let count = UInt64(self.unwrapInboundIn(data).readableBytes)
        self.counters.bytesFromWorkers.wrappingAdd(count, ordering: .relaxed)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let count = UInt64(self.unwrapOutboundIn(data).readableBytes)
        self.counters.bytesToWorkers.wrappingAdd(count, ordering: .relaxed)
        context.write(data, promise: promise)
    }
}

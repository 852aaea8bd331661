import Shared
import Testing

@testable import camworker

@Suite("Packets on their way to the decoder")
struct PacketQueueTests {
    @Test("begins with a key frame")
    func keyFrameFirst() throws {
        let packets = try SamplePackets.bFrames()
        var queue = PacketQueue()
        for packet in packets.dropFirst() { queue.append(packet) }
        let (first, second) = (queue.take(), queue.take())
        #expect(first?.packet.isKeyFrame == true && first?.isAfterGap == true)
        #expect(second?.isAfterGap == false)
    }

    @Test("a decoder that is behind goes on with the next key frame, never with what is late")
    func gap() throws {
        let packets = try SamplePackets.bFrames()
        var queue = PacketQueue()
        // Nobody takes any: 25 wait, and the 31st is one too many; the second key frame is the 26th.
        for packet in packets { queue.append(packet) }
        #expect(queue.gaps == 1)
        let nothing = queue.take()
        #expect(nothing == nil, "no key frame has come since")
        for packet in packets.prefix(3) { queue.append(packet) }
        let next = queue.take()
        #expect(next?.isAfterGap == true && next?.packet.isKeyFrame == true)
    }

    @Test("the packets to begin with may be many, and are no reason to drop what comes after them")
    func beginning() throws {
        let packets = try SamplePackets.bFrames()
        var queue = PacketQueue()
        queue.begin(with: packets + packets)
        for packet in packets.prefix(20) { queue.append(packet) }
        #expect(queue.gaps == 0)
        var taken = 0
        while let entry = queue.take() {
            #expect(entry.isAfterGap == (taken == 0))
            taken += 1
        }
        #expect(taken == 120)
    }

    @Test("the group of pictures is the newest key frame and what came after it")
    func group() throws {
        var group = GroupOfPictures()
        let packets = try SamplePackets.bFrames()
        for packet in packets.dropFirst().prefix(10) { group.append(packet) }
        #expect(group.packets.isEmpty, "of no use without a key frame")
        for packet in packets { group.append(packet) }
        #expect(group.packets.count == 25)
        #expect(group.packets.first?.isKeyFrame == true && group.packets.last === packets.last)
        for packet in Array(repeating: packets[1], count: GroupOfPictures.mostPackets) { group.append(packet) }
        #expect(group.packets.isEmpty, "too long to be kept")
    }
}

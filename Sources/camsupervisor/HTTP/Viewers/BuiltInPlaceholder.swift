import FoundationEssentials
import IPC
import NIOCore
import Shared

/// What a stale stream shows before the worker has drawn its own: 320 × 180, dark, "no picture".
///
/// Made once with ffmpeg's `color` and `drawtext`; the supervisor neither draws nor encodes.
enum BuiltInPlaceholder {
    static let frame = Frame(
        payload: FramePayload(
            captured: MonotonicTime(nanoseconds: 0),
            capturedWall: WallTime(nanoseconds: 0),
            sequence: 0,
            format: .jpeg,
            flags: .placeholder,
            width: 320,
            height: 180
        ),
        generation: 0,
        picture: ByteBuffer(bytes: Data(base64Encoded: jpeg) ?? Data()),
        version: 0,
        contentVersion: 0
    )

    private static let jpeg = """
        /9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgYGBwYHCEhISEhISckJygoKCcnJycoKCgrKyszMzMr\
        KysoKCsrMDAzMzc5NzQ0MzQ5OTw8PEhIRUVUVFdnZ3z/xABqAAEAAgMBAQAAAAAAAAAAAAAABQQGAwcCAQEBAQAAAAAAAAAAAAAA\
        AAAAAAIQAQACAgIBAwQBAwUBAAAAAAABAhEDBBIhQTETYVGBIpEUcVKENESyw4MRAQAAAAAAAAAAAAAAAAAAAAD/wAARCAC0AUAD\
        ASIAAhEAAxEA/9oADAMBAAIRAxEAPwDkQCkgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAANs1tERMxMROcTjxOPfE+uAagAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGUV4lZ1a9t9sUrftnNZmYmJx4iJzOfxhi\
        7KN/+04v/wBv+4KO/j/D0mto2VvGa2iMZ+mPulf6KlZil99KbJx+mJmIz6Tb2h9vbpx+Hb/G2yf4vC9u4l9+6dlLVnXee3ftH6/3\
        jOfAML2a7ar2pbxNZxKV4/G+euy3eKfH19/bE5zOfTER+Tm7K7eRe1fMeIifviIjKV4dPk4/JrmK5+LEz4jPacR+Z8Aj9nFrGudm\
        rbG2K47frNZjPrifRq2Vv/T8eZt2ifk61xH6/t58+85TVdVuJp3TtxE7K9K1zEzP18ekKt7dOPw7fa2yf4vAPE8PXr8bd9aX/wAe\
        s2x/eY9lzj6dM6N/fZWJiax26TbpHbxNZ9e3t4/L1v4mzfstt1TW9L/t27RGPpOZ9FbjUm+vk6azWb26dfMYt1t5xMgjK8el7bem\
        ztXXrm8W6zHbGPGJnMKunT83yecdNdr+2c9fT3j+U9xtc69u3TsxS19VqxmYxmcTHmMwv6ONfRXkTs6xM6NkRXMTOPv4z4BA6uLG\
        zTO2dkUiL9ZzHtGM5+s+cYw+U41dlr9dsfHTGdkxNY8+kVnznLf/AMD/AFH/AJpHhbI+LZqiNU3m0WrG2M1t9PTz9gQ2zjVrSdmv\
        bG2tZiLeJrNc+3ifRjzoe+d+vTeLauNqi2InriLT59MWnLngAAAAAAAAAAAAAAAAAAAAAAAAAAAACZ17a007tc5zs+PH2/W2Zz5Q\
        wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAD/9k=
        """
}

internal import CLibAV

extension YUVPicture {
    /// This picture as libav sees it, for the time of `body`: a frame that points at our planes and owns nothing.
    func withFrame<Result>(
        _ libAV: UnsafePointer<LibAVPictures>,
        _ body: (UnsafeMutablePointer<AVFrame>) throws(PictureError) -> Result
    ) throws(PictureError) -> Result {
        var allocated = libAV.pointee.av_frame_alloc()
        defer { libAV.pointee.av_frame_free(&allocated) }
        guard let frame = allocated else { throw .noMemory(bytes: MemoryLayout<AVFrame>.size) }
        frame.pointee.format = AV_PIX_FMT_YUVJ420P.rawValue
        frame.pointee.color_range = AVCOL_RANGE_JPEG
        frame.pointee.width = Int32(self.size.width)
        frame.pointee.height = Int32(self.size.height)
        frame.pointee.data.0 = self.luma.base
        frame.pointee.data.1 = self.blue.base
        frame.pointee.data.2 = self.red.base
        frame.pointee.linesize.0 = Int32(self.luma.stride)
        frame.pointee.linesize.1 = Int32(self.blue.stride)
        frame.pointee.linesize.2 = Int32(self.red.stride)
        return try body(frame)
    }
}

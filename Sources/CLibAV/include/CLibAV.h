// libav, opened when first needed: a table of functions filled by dlopen and dlsym, typed by libav's own headers.
//
// Linked in the ordinary way libav costs every worker 135 libraries, 4.9 MB of private memory and 40 to 90 ms before
// `main`; a worker that only passes pictures on needs none of it (docs/architecture.md).
//
// Add a function: name it in its library's list. Add a library (libavformat, for streams): a list of its own, a table
// of its own and a `clibav_load_…` of its own, so that scaling a still never loads the demuxers.
#ifndef CAMSUPERVISOR_CLIBAV_H
#define CAMSUPERVISOR_CLIBAV_H

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/dict.h>
#include <libavutil/error.h>
#include <libavutil/frame.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

#define CLIBAV_AVUTIL(FUNCTION) \
    FUNCTION(av_dict_free) \
    FUNCTION(av_dict_set) \
    FUNCTION(av_frame_alloc) \
    FUNCTION(av_frame_free) \
    FUNCTION(av_free) \
    FUNCTION(av_log_set_callback) \
    FUNCTION(av_mallocz) \
    FUNCTION(av_max_alloc) \
    FUNCTION(av_opt_set) \
    FUNCTION(av_pix_fmt_desc_get) \
    FUNCTION(av_strerror)

#define CLIBAV_AVCODEC(FUNCTION) \
    FUNCTION(av_packet_alloc) \
    FUNCTION(av_packet_free) \
    FUNCTION(avcodec_alloc_context3) \
    FUNCTION(avcodec_find_decoder) \
    FUNCTION(avcodec_find_encoder) \
    FUNCTION(avcodec_free_context) \
    FUNCTION(avcodec_open2) \
    FUNCTION(avcodec_receive_frame) \
    FUNCTION(avcodec_receive_packet) \
    FUNCTION(avcodec_send_frame) \
    FUNCTION(avcodec_send_packet)

#define CLIBAV_SWSCALE(FUNCTION) \
    FUNCTION(sws_freeContext) \
    FUNCTION(sws_getColorspaceDetails) \
    FUNCTION(sws_getContext) \
    FUNCTION(sws_scale) \
    FUNCTION(sws_setColorspaceDetails)

// Of two libraries: packets are libavcodec's.
#define CLIBAV_AVCODEC_STREAMS(FUNCTION) \
    FUNCTION(av_new_packet) \
    FUNCTION(av_packet_clone) \
    FUNCTION(av_packet_unref) \
    FUNCTION(avcodec_flush_buffers) \
    FUNCTION(avcodec_get_name) \
    FUNCTION(avcodec_parameters_alloc) \
    FUNCTION(avcodec_parameters_copy) \
    FUNCTION(avcodec_parameters_free) \
    FUNCTION(avcodec_parameters_to_context)

#define CLIBAV_AVFORMAT(FUNCTION) \
    FUNCTION(av_read_frame) \
    FUNCTION(av_write_frame) \
    FUNCTION(avformat_alloc_context) \
    FUNCTION(avformat_alloc_output_context2) \
    FUNCTION(avformat_close_input) \
    FUNCTION(avformat_free_context) \
    FUNCTION(avformat_new_stream) \
    FUNCTION(avformat_open_input) \
    FUNCTION(avformat_write_header) \
    FUNCTION(avio_alloc_context) \
    FUNCTION(avio_context_free) \
    FUNCTION(avio_flush)

#define CLIBAV_AVUTIL_SOUNDS(FUNCTION) \
    FUNCTION(av_channel_layout_default) \
    FUNCTION(av_channel_layout_uninit)

#define CLIBAV_SWRESAMPLE(FUNCTION) \
    FUNCTION(swr_alloc_set_opts2) \
    FUNCTION(swr_convert) \
    FUNCTION(swr_free) \
    FUNCTION(swr_get_out_samples) \
    FUNCTION(swr_init)

#define CLIBAV_FIELD(name) __typeof__(name) *_Nonnull name;

/// What decoding, scaling and encoding pictures needs of libavutil, libavcodec and libswscale.
struct LibAVPictures {
    CLIBAV_AVUTIL(CLIBAV_FIELD)
    CLIBAV_AVCODEC(CLIBAV_FIELD)
    CLIBAV_SWSCALE(CLIBAV_FIELD)
};

/// What reading streams needs beside ``LibAVPictures``.
struct LibAVStreams {
    CLIBAV_AVCODEC_STREAMS(CLIBAV_FIELD)
    CLIBAV_AVFORMAT(CLIBAV_FIELD)
};

/// What turning one kind of sound into another needs beside the two above.
struct LibAVSounds {
    CLIBAV_AVUTIL_SOUNDS(CLIBAV_FIELD)
    CLIBAV_SWRESAMPLE(CLIBAV_FIELD)
};

#undef CLIBAV_FIELD

/// Bytes that libav may allocate at once: the largest picture that is decoded (72 million pixels), at four bytes each.
///
/// An MP4 of 2.5 kB was seen to ask for an index of 2.8 GB.
#define CLIBAV_MOST_BYTES (4 * 72 * 1000 * 1000)

/// Opens the three libraries and looks every function up; libav's log goes to `clibav_complaint` from then on.
///
/// NULL when a library or a function is missing; `*missing` then says which, in words valid until the next call. Not
/// thread-safe: call it once.
const struct LibAVPictures *_Nullable clibav_load_pictures(const char *_Nullable *_Nonnull missing);

/// The same for libavformat; ``clibav_load_pictures`` must have succeeded before.
const struct LibAVStreams *_Nullable clibav_load_streams(const char *_Nullable *_Nonnull missing);

/// The same for libswresample; ``clibav_load_pictures`` must have succeeded before.
const struct LibAVSounds *_Nullable clibav_load_sounds(const char *_Nullable *_Nonnull missing);

/// The first error libav logged on this thread since `clibav_forget_complaint`, or an empty text. It holds what libav
/// made of the camera's bytes: clean it before it is shown.
const char *_Nonnull clibav_complaint(void);

/// From now on redirects of RTSP and HTTP are not followed on this thread: what is being opened fails instead, and
/// `clibav_redirect` says where to. Until it is called with 0.
void clibav_hold_redirects(int holds);

/// Where the redirect led to that was not followed, as it stands in the camera's answer; or an empty text. Forgotten with
/// the complaint.
const char *_Nonnull clibav_redirect(void);

/// Whether the RTSP camera that was being opened described sound and then refused a SETUP, perhaps that of the sound.
/// Forgotten with the complaint.
int clibav_refused_setup_beside_sound(void);

/// Whether the H.265 decoder missed a picture, or a part of one, that it needed. Forgotten with the complaint.
int clibav_missed_picture(void);

/// Call before each operation whose failure is to be explained.
void clibav_forget_complaint(void);

/// Scales the whole of `source` into `target`, whose planes the caller owns; 0 or an error number.
///
/// Both pictures' formats and sizes are those of the frames. `method` is one of SWS_*; the result has full range
/// (0 to 255), as JPEG wants.
int clibav_scale(
    const struct LibAVPictures *_Nonnull table, const AVFrame *_Nonnull source, AVFrame *_Nonnull target, int method);

// Function-like macros and casts, which Swift does not import.
enum {
    clibav_end_of_file = AVERROR_EOF,
    clibav_try_again = AVERROR(EAGAIN),
    clibav_no_memory = AVERROR(ENOMEM),
    clibav_invalid = AVERROR_INVALIDDATA,
    clibav_interrupted = AVERROR_EXIT,
    clibav_unauthorized = AVERROR_HTTP_UNAUTHORIZED,
    clibav_forbidden = AVERROR_HTTP_FORBIDDEN,
    clibav_quality_scale = FF_QP2LAMBDA,
    clibav_error_text_size = AV_ERROR_MAX_STRING_SIZE,
};

static const int64_t clibav_no_time = AV_NOPTS_VALUE;
static const uint32_t clibav_tag_hvc1 = MKTAG('h', 'v', 'c', '1');

#endif

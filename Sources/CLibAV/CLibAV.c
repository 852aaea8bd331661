#include "CLibAV.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CLIBAV_TEXT_OF(number) #number
#define CLIBAV_TEXT(number) CLIBAV_TEXT_OF(number)
// The major version of the headers this was built with: the only one whose structures have this layout.
#define CLIBAV_SONAME(name, major) name ".so." CLIBAV_TEXT(major)

struct symbol {
    const char *name;
    size_t offset;
};

#define CLIBAV_SYMBOL(function) {#function, offsetof(struct LibAVPictures, function)},
#define CLIBAV_STREAM_SYMBOL(function) {#function, offsetof(struct LibAVStreams, function)},
#define CLIBAV_SOUND_SYMBOL(function) {#function, offsetof(struct LibAVSounds, function)},

static const struct symbol avutil_symbols[] = {CLIBAV_AVUTIL(CLIBAV_SYMBOL)};
static const struct symbol avcodec_symbols[] = {CLIBAV_AVCODEC(CLIBAV_SYMBOL)};
static const struct symbol swscale_symbols[] = {CLIBAV_SWSCALE(CLIBAV_SYMBOL)};
static const struct symbol avcodec_stream_symbols[] = {CLIBAV_AVCODEC_STREAMS(CLIBAV_STREAM_SYMBOL)};
static const struct symbol avformat_symbols[] = {CLIBAV_AVFORMAT(CLIBAV_STREAM_SYMBOL)};
static const struct symbol avutil_sound_symbols[] = {CLIBAV_AVUTIL_SOUNDS(CLIBAV_SOUND_SYMBOL)};
static const struct symbol swresample_symbols[] = {CLIBAV_SWRESAMPLE(CLIBAV_SOUND_SYMBOL)};

#define CLIBAV_COUNT(list) (sizeof(list) / sizeof(list)[0])

static char missing_text[256];
static _Thread_local char complaint[256];
// As long as the longest URL that is taken, and one more: what is cut off is not taken for whole.
static _Thread_local char redirect[4096 + 2];
// Of the HTTP answer that is being read.
static _Thread_local int http_status;
static _Thread_local int holds_redirects;

// Whether an RTSP description names sound, and whether a SETUP after it was refused.
static _Thread_local int describes_sound, refuses_setup;

// Whether H.265's decoder missed a picture that others lean on, or the beginning of one.
static _Thread_local int misses_picture;

static struct LibAVPictures pictures;

// Fills `table` from one library. The handle stays open for the life of the process: code of it may be running.
static int load(const char *soname, const struct symbol *symbols, size_t count, void *table) {
    // Lazy binding: libavcodec alone names thousands of functions of which pictures touch a few dozen.
    void *library = dlopen(soname, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(missing_text, sizeof missing_text, "%s", reason ? reason : soname);
        return -1;
    }
    for (size_t index = 0; index < count; index++) {
        void *address = dlsym(library, symbols[index].name);
        if (!address) {
            snprintf(missing_text, sizeof missing_text, "%s has no %s", soname, symbols[index].name);
            return -1;
        }
        *(void **)((char *)table + symbols[index].offset) = address;
    }
    return 0;
}

// libav cannot be told not to follow redirects; it goes on with the user and the password of where it came from (RTSP), or
// without (HTTP), round and round (RTSP). But it says each line of an HTTP answer's head, and where RTSP goes next, before
// it connects there: then connecting is forbidden to this one context. The formats are those of libavformat 58 to 61; were
// they others no redirect would be noticed, and libav would follow as it likes.
static void hold_redirect(void *context, const char *target) {
    snprintf(redirect, sizeof redirect, "%s", target);
    pictures.av_opt_set(context, "protocol_blacklist", "tcp,tls,http,https,httpproxy,udp,rtp", 0);
}

static void watch_redirects(void *context, const char *format, va_list arguments) {
    if (!holds_redirects || !context || redirect[0] != '\0') return;
    if (strcmp(format, "Status %d: Redirecting to %s\n") == 0) {
        (void)va_arg(arguments, int);
        hold_redirect(context, va_arg(arguments, const char *));
    } else if (strcmp(format, "header='%s'\n") == 0) {
        const char *line = va_arg(arguments, const char *);
        if (strncasecmp(line, "HTTP/", 5) == 0) {
            const char *space = strchr(line, ' ');
            http_status = space ? atoi(space) : 0;
        } else if (http_status >= 301 && http_status <= 308 && strncasecmp(line, "Location:", 9) == 0) {
            hold_redirect(context, line + 9 + strspn(line + 9, " \t"));
        }
    }
}

// One track that the camera refuses ends the whole opening, and libav does not say which: with sound in the description it may
// be that. The formats are those of libavformat 58 to 61; were they others a refusal would be one of everything.
static void watch_setup(const char *format, va_list arguments) {
    if (strcmp(format, "SDP:\n%s\n") == 0) {
        describes_sound = strstr(va_arg(arguments, const char *), "\nm=audio ") != NULL;
    } else if (strcmp(format, "method %s failed: %d%s\n") == 0) {
        refuses_setup = strcmp(va_arg(arguments, const char *), "SETUP") == 0;
    }
}

// The words of libavcodec 58 to 61; its other complaints of H.265 are heard of good pictures too, as of usability information
// that ends too soon.
static int is_missing_picture(const char *format) {
    return strcmp(format, "Could not find ref with POC %d\n") == 0
        || strcmp(format, "First slice in a frame missing.\n") == 0;
}

// Only the first error of an operation is kept: it is the cause, the later ones are its consequences.
static void keep_complaint(void *context, int level, const char *format, va_list arguments) {
    if (level == AV_LOG_INFO || level == AV_LOG_TRACE) return watch_redirects(context, format, arguments);
    if (holds_redirects && (level == AV_LOG_VERBOSE || level == AV_LOG_ERROR)) {
        va_list copy;
        va_copy(copy, arguments);
        watch_setup(format, copy);
        va_end(copy);
    }
    if (level == AV_LOG_ERROR && is_missing_picture(format)) misses_picture = 1;
    if (level > AV_LOG_ERROR || complaint[0] != '\0') return;
    vsnprintf(complaint, sizeof complaint, format, arguments);
}

const struct LibAVPictures *clibav_load_pictures(const char **missing) {
    if (load(CLIBAV_SONAME("libavutil", LIBAVUTIL_VERSION_MAJOR), avutil_symbols, CLIBAV_COUNT(avutil_symbols),
            &pictures)
        || load(
            CLIBAV_SONAME("libavcodec", LIBAVCODEC_VERSION_MAJOR), avcodec_symbols, CLIBAV_COUNT(avcodec_symbols),
            &pictures)
        || load(
            CLIBAV_SONAME("libswscale", LIBSWSCALE_VERSION_MAJOR), swscale_symbols, CLIBAV_COUNT(swscale_symbols),
            &pictures)) {
        *missing = missing_text;
        return NULL;
    }
    pictures.av_log_set_callback(keep_complaint);
    pictures.av_max_alloc(CLIBAV_MOST_BYTES);
    return &pictures;
}

const struct LibAVStreams *clibav_load_streams(const char **missing) {
    static struct LibAVStreams table;
    if (load(CLIBAV_SONAME("libavcodec", LIBAVCODEC_VERSION_MAJOR), avcodec_stream_symbols,
            CLIBAV_COUNT(avcodec_stream_symbols), &table)
        || load(CLIBAV_SONAME("libavformat", LIBAVFORMAT_VERSION_MAJOR), avformat_symbols,
            CLIBAV_COUNT(avformat_symbols), &table)) {
        *missing = missing_text;
        return NULL;
    }
    return &table;
}

const struct LibAVSounds *clibav_load_sounds(const char **missing) {
    static struct LibAVSounds table;
    if (load(CLIBAV_SONAME("libavutil", LIBAVUTIL_VERSION_MAJOR), avutil_sound_symbols,
            CLIBAV_COUNT(avutil_sound_symbols), &table)
        || load(CLIBAV_SONAME("libswresample", LIBSWRESAMPLE_VERSION_MAJOR), swresample_symbols,
            CLIBAV_COUNT(swresample_symbols), &table)) {
        *missing = missing_text;
        return NULL;
    }
    return &table;
}

const char *clibav_complaint(void) { return complaint; }

void clibav_hold_redirects(int holds) { holds_redirects = holds; }

const char *clibav_redirect(void) { return redirect; }

int clibav_refused_setup_beside_sound(void) { return describes_sound && refuses_setup; }

int clibav_missed_picture(void) { return misses_picture; }

void clibav_forget_complaint(void) {
    complaint[0] = redirect[0] = '\0';
    describes_sound = refuses_setup = misses_picture = 0;
}

int clibav_scale(const struct LibAVPictures *table, const AVFrame *source, AVFrame *target, int method) {
    struct SwsContext *context = table->sws_getContext(
        source->width, source->height, source->format, target->width, target->height, target->format, method, NULL,
        NULL, NULL);
    if (!context) return AVERROR(ENOTSUP);
    int *from, *to, from_range, to_range, brightness, contrast, saturation;
    // Known to fail for pairs without a colour matrix (grey to grey), which have no range to convert either.
    if (table->sws_getColorspaceDetails(
            context, &from, &from_range, &to, &to_range, &brightness, &contrast, &saturation)
        >= 0) {
        if (source->color_range == AVCOL_RANGE_JPEG) from_range = 1;
        table->sws_setColorspaceDetails(context, from, from_range, to, 1, brightness, contrast, saturation);
    }
    int rows = table->sws_scale(
        context, (const uint8_t *const *)source->data, source->linesize, 0, source->height, target->data,
        target->linesize);
    table->sws_freeContext(context);
    if (rows < 0) return rows;
    return rows == target->height ? 0 : AVERROR_INVALIDDATA;
}

// libcurl, and its variadic functions as typed ones, which Swift cannot call otherwise.
#ifndef CAMSUPERVISOR_CCURL_H
#define CAMSUPERVISOR_CCURL_H

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed: CURLOPT_QUICK_EXIT (without it a dead name server blocks the worker)"
#endif

/// Receives bytes of a response; what it returns other than `count` ends the transfer.
typedef size_t (*ccurl_receiver)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);

static inline CURLcode ccurl_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// NULL takes the option back.
static inline CURLcode ccurl_set_string(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_headers(CURL *_Nonnull handle, struct curl_slist *_Nullable list) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
}

/// Makes the request a POST of these bytes, which are copied; NULL makes it a GET again.
static inline void ccurl_set_post(CURL *_Nonnull handle, const char *_Nullable body, size_t length) {
    if (body) {
        // Before the bytes: with it they may hold a NUL.
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
        curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, body);
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
    } else {
        curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, NULL);
        curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
    }
}

/// Where body and header lines go.
static inline void ccurl_set_receivers(
    CURL *_Nonnull handle, ccurl_receiver _Nonnull body, ccurl_receiver _Nonnull header, void *_Nonnull context
) {
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

/// `buffer` holds CURL_ERROR_SIZE bytes and lives as long as the handle.
static inline void ccurl_set_error_buffer(CURL *_Nonnull handle, char *_Nonnull buffer) {
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

static inline long ccurl_get_long(CURL *_Nonnull handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

/// NULL when there is none; valid until the handle is used again.
static inline const char *_Nullable ccurl_get_string(CURL *_Nonnull handle, CURLINFO info) {
    const char *value = NULL;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

static inline void ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    curl_multi_setopt(multi, option, value);
}

/// The next finished transfer and its result; NULL when there is none.
static inline CURL *_Nullable ccurl_multi_next_finished(CURLM *_Nonnull multi, CURLcode *_Nonnull result) {
    int left = 0;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    while (message && message->msg != CURLMSG_DONE) message = curl_multi_info_read(multi, &left);
    if (!message) return NULL;
    *result = message->data.result;
    return message->easy_handle;
}

/// With one method beside it: to be used when the server asks for it, and not before.
static const unsigned long ccurl_auth_only = CURLAUTH_ONLY;

// Macros that Swift does not import.
enum {
    ccurl_auth_basic = CURLAUTH_BASIC,
    ccurl_auth_digest = CURLAUTH_DIGEST,
    ccurl_wait_in = CURL_WAIT_POLLIN,
    ccurl_wait_out = CURL_WAIT_POLLOUT,
};

#endif

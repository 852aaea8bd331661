// fanout: the least a program can do that takes one MJPEG stream and gives it to many viewers. One thread, one camera,
// every viewer its own pace (a slow one skips frames). What camsupervisor's cost per frame is compared with.
//   fanout -p PORT CAMERA-URL       every request is answered with the stream
#include "common.h"

enum { MAX_PICTURE = 4 << 20, MAX_HEAD = 4096, READ_AT_ONCE = 256 << 10, HEAD_ROOM = 160 };

// A whole part as viewers get it: delimiter, headers, picture. Shared by those that are still sending it.
typedef struct {
    int users;
    size_t start, length;
    unsigned char *bytes;
} frame;

typedef struct viewer {
    int fd, watches_for_room;
    frame *sending;
    size_t sent;
    uint64_t last;
    struct viewer *next, **link;
} viewer;

static viewer *viewers;
static frame *newest;
static uint64_t newest_number;
static int ep;

static void release(frame *f) {
    if (f && --f->users == 0) {
        free(f->bytes);
        free(f);
    }
}

static void drop(viewer *v) {
    *v->link = v->next;
    if (v->next)
        v->next->link = v->link;
    release(v->sending);
    close(v->fd);
    free(v);
}

static void watch(viewer *v, int for_room) {
    if (v->watches_for_room == for_room)
        return;
    struct epoll_event e = {EPOLLIN | EPOLLRDHUP | (for_room ? EPOLLOUT : 0), {.ptr = v}};
    epoll_ctl(ep, EPOLL_CTL_MOD, v->fd, &e);
    v->watches_for_room = for_room;
}

// Sends what is begun, then the newest frame this viewer has not had. 0, or -1 when the viewer is gone.
static int serve(viewer *v) {
    for (;;) {
        if (!v->sending) {
            if (!newest || v->last == newest_number)
                break;
            v->sending = newest;
            newest->users++;
            v->sent = 0;
            v->last = newest_number;
        }
        frame *f = v->sending;
        ssize_t n = send(v->fd, f->bytes + f->start + v->sent, f->length - v->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN) {
            watch(v, 1);
            return 0;
        }
        if (n < 0)
            return -1;
        v->sent += n;
        if (v->sent == f->length) {
            release(f);
            v->sending = NULL;
        }
    }
    watch(v, 0);
    return 0;
}

static void publish(unsigned char *picture, size_t length) {
    frame *f = malloc(sizeof *f);
    char head[HEAD_ROOM];
    int n = snprintf(head, sizeof head, "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %zu\r\n\r\n", length);
    *f = (frame){.users = 1, .start = HEAD_ROOM - n, .length = n + length + 2, .bytes = picture};
    memcpy(picture + f->start, head, n);
    memcpy(picture + HEAD_ROOM + length, "\r\n", 2);
    release(newest);
    newest = f;
    newest_number++;
    for (viewer *v = viewers, *next; v; v = next) {
        next = v->next;
        if (!v->sending && serve(v))
            drop(v);
    }
}

// The camera's side: part headers byte by byte, pictures straight into the buffer that viewers are sent from.
static char head[MAX_HEAD];
static size_t head_length, picture_length, picture_have;
static unsigned char *picture;

static size_t take_head(const char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (head_length == MAX_HEAD - 1)
            exit(1);
        head[head_length++] = bytes[i];
        if (head_length < 4 || memcmp(head + head_length - 4, "\r\n\r\n", 4))
            continue;
        head[head_length] = 0;
        char *length = strcasestr(head, "content-length:");
        head_length = 0;
        if (!length)
            continue; // the response's own head
        picture_length = strtoull(length + 15, NULL, 10);
        if (picture_length == 0 || picture_length > MAX_PICTURE)
            exit(1);
        picture = malloc(HEAD_ROOM + picture_length + 2);
        picture_have = 0;
        return i + 1;
    }
    return n;
}

static void read_camera(int fd) {
    static char bytes[READ_AT_ONCE];
    ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        fprintf(stderr, "fanout: the camera is gone\n");
        exit(1);
    }
    for (size_t at = 0; n > 0 && at < (size_t)n;) {
        if (!picture) {
            at += take_head(bytes + at, n - at);
            continue;
        }
        size_t part = picture_length - picture_have;
        if (part > n - at)
            part = n - at;
        memcpy(picture + HEAD_ROOM + picture_have, bytes + at, part);
        picture_have += part;
        at += part;
        if (picture_have == picture_length) {
            unsigned char *whole = picture;
            picture = NULL;
            publish(whole, picture_length);
        }
    }
}

static void admit(int listener) {
    static const char opening[] = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n"
                                  "Connection: close\r\n\r\n";
    int fd, one = 1;
    while ((fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        viewer *v = calloc(1, sizeof *v);
        *v = (viewer){.fd = fd, .next = viewers, .link = &viewers, .last = newest_number};
        if (v->next)
            v->next->link = &v->next;
        viewers = v;
        struct epoll_event e = {EPOLLIN | EPOLLRDHUP, {.ptr = v}};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
        if (send(fd, opening, sizeof opening - 1, MSG_NOSIGNAL) < 0)
            drop(v);
    }
}

static int connect_camera(const char *text) {
    url_t url;
    char request[4096];
    if (parse_url(text, &url))
        return -1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (void *)&url.sa, sizeof url.sa))
        return -1;
    int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", url.path, url.hostport);
    return send(fd, request, n, MSG_NOSIGNAL) == n ? fd : -1;
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    return bind(fd, (void *)&at, sizeof at) || listen(fd, 4096) ? -1 : fd;
}

int main(int count, char **arguments) {
    if (count != 4 || strcmp(arguments[1], "-p")) {
        fprintf(stderr, "fanout -p PORT CAMERA-URL\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    raise_nofile();
    int camera = connect_camera(arguments[3]), listener = listen_on(atoi(arguments[2]));
    if (camera < 0 || listener < 0) {
        perror("fanout");
        return 1;
    }
    ep = epoll_create1(0);
    struct epoll_event e = {EPOLLIN, {.ptr = &camera}};
    epoll_ctl(ep, EPOLL_CTL_ADD, camera, &e);
    e.data.ptr = &listener;
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        struct epoll_event events[256];
        // A viewer that is dropped while a frame is published may stand later in the same batch: one event at a time.
        int n = epoll_wait(ep, events, 1, -1);
        if (n < 1)
            continue;
        if (events[0].data.ptr == &camera) {
            read_camera(camera);
        } else if (events[0].data.ptr == &listener) {
            admit(listener);
        } else {
            viewer *v = events[0].data.ptr;
            char ignored[4096];
            int gone = (events[0].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0;
            if (!gone && (events[0].events & EPOLLIN))
                gone = recv(v->fd, ignored, sizeof ignored, MSG_DONTWAIT) == 0;
            if (gone || ((events[0].events & EPOLLOUT) && serve(v)))
                drop(v);
        }
    }
}

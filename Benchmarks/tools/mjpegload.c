// mjpegload: N MJPEG-over-HTTP clients (epoll, one thread). JSON line on stdout.
#include "common.h"
enum { H_HEAD, H_BODY };
enum { P_HDR, P_BODY, P_SCAN };
enum { K_SIZE, K_DATA, K_CRLF };
typedef struct {
    int fd, up, h;
    url_t *u;
    char hb[4096];
    int hn;
    int chunked;
    int kst;
    char kb[32];
    int kn;
    uint64_t krem;
    int p;
    char pb[2048];
    int pn;
    uint64_t rem;
    unsigned char head[160];
    int headn;
    uint64_t partlen;
    uint32_t scan;
    uint32_t lastseq;
    int haveseq;
    uint64_t frames, lost, dup;
    uint64_t lastframe;
    int status;
    char req[3072];
    int reqn;
    uint64_t retry;
    int closed, stall;
} conn;
static samples lat, gap;
static uint64_t t_begin, t_end, frames, bytes, lost, dups, errors, reconn, nocom, badjpeg;
static int measuring;
static samples first;
static void frame_done(conn *c) {
    uint64_t t = now_ns();
    if (c->headn < 2 || c->head[0] != 0xff || c->head[1] != 0xd8) {
        if (measuring)
            badjpeg++;
    }
    unsigned char *q = memmem(c->head, c->headn, "CAMTS ", 6);
    if (!c->frames && c->lastframe)
        s_add(&first, t - c->lastframe);
    c->frames++;
    uint64_t prev = c->lastframe;
    c->lastframe = t;
    if (q && q + 6 + 16 + 1 + 8 <= c->head + c->headn) {
        unsigned long long ts;
        unsigned sq;
        if (sscanf((char *)q + 6, "%16llx %8x", &ts, &sq) == 2) {
            if (c->haveseq && measuring) {
                int32_t d = (int32_t)(sq - c->lastseq);
                if (d > 1)
                    lost += d - 1, c->lost += d - 1;
                else if (d <= 0)
                    dups++;
            }
            c->haveseq = 1;
            c->lastseq = sq;
            if (measuring)
                s_add(&lat, t > ts ? t - ts : 0);
        }
    } else if (measuring)
        nocom++;
    if (measuring) {
        frames++;
        if (prev)
            s_add(&gap, t - prev);
    }
}
static void part_hdr(conn *c) { // c->pb holds headers
    c->pb[c->pn] = 0;
    char *q = c->pb;
    c->partlen = 0;
    int have = 0;
    while ((q = strchr(q, '\n'))) {
        q++;
        if (!strncasecmp(q, "content-length:", 15)) {
            c->partlen = strtoull(q + 15, 0, 10);
            have = 1;
        }
    }
    c->headn = 0;
    c->pn = 0;
    if (have) {
        c->rem = c->partlen;
        c->p = c->rem ? P_BODY : P_HDR;
    } else {
        c->p = P_SCAN;
        c->scan = 0;
    }
}
static void feed(conn *c, const unsigned char *d, size_t n) { // dechunked payload
    if (measuring)
        bytes += n;
    while (n) {
        if (c->p == P_BODY) {
            size_t k = n < c->rem ? n : c->rem;
            if (c->headn < 160) {
                size_t z = 160 - c->headn;
                if (z > k)
                    z = k;
                memcpy(c->head + c->headn, d, z);
                c->headn += z;
            }
            d += k;
            n -= k;
            c->rem -= k;
            if (!c->rem) {
                frame_done(c);
                c->p = P_HDR;
                c->pn = 0;
            }
        } else if (c->p == P_SCAN) { // no content-length: frame ends at FFD9 followed by CRLF--
            unsigned char b = *d++;
            n--;
            if (c->headn < 160)
                c->head[c->headn++] = b;
            c->scan = (c->scan << 8) | b;
            if ((c->scan & 0xffffff00) == 0 && 0) {
            }
            if ((c->scan >> 16) == 0x0d0a && (c->scan & 0xffff) == 0x2d2d) {
                frame_done(c);
                c->p = P_HDR;
                c->pn = 2;
                c->pb[0] = '-';
                c->pb[1] = '-';
            }
        } else {
            unsigned char b = *d++;
            n--;
            if (c->pn == 0 && (b == '\r' || b == '\n'))
                continue;
            if (c->pn < 2046)
                c->pb[c->pn++] = b;
            if (b == '\n' && c->pn >= 2 &&
                (c->pb[c->pn - 2] == '\n' || (c->pn >= 4 && c->pb[c->pn - 2] == '\r' && c->pb[c->pn - 3] == '\n')))
                part_hdr(c);
        }
    }
}
static void raw(conn *c, const unsigned char *d, size_t n) {
    if (c->h == H_HEAD) {
        while (n) {
            unsigned char b = *d++;
            n--;
            if (c->hn < 4094)
                c->hb[c->hn++] = b;
            if (c->hn >= 4 && !memcmp(c->hb + c->hn - 4, "\r\n\r\n", 4)) {
                c->hb[c->hn] = 0;
                c->status = atoi(c->hb + 9);
                c->chunked = strcasestr(c->hb, "transfer-encoding: chunked") != 0;
                c->h = H_BODY;
                c->kst = K_SIZE;
                c->kn = 0;
                break;
            }
        }
    }
    if (c->h != H_BODY)
        return;
    if (!c->chunked) {
        feed(c, d, n);
        return;
    }
    while (n) {
        if (c->kst == K_SIZE) {
            unsigned char b = *d++;
            n--;
            if (b == '\n') {
                c->kb[c->kn] = 0;
                c->krem = strtoull(c->kb, 0, 16);
                c->kn = 0;
                c->kst = c->krem ? K_DATA : K_CRLF;
            } else if (c->kn < 30)
                c->kb[c->kn++] = b;
        } else if (c->kst == K_DATA) {
            size_t k = n < c->krem ? n : c->krem;
            feed(c, d, k);
            d += k;
            n -= k;
            c->krem -= k;
            if (!c->krem)
                c->kst = K_CRLF;
        } else {
            unsigned char b = *d++;
            n--;
            if (b == '\n') {
                c->kst = K_SIZE;
                c->kn = 0;
            }
        }
    }
}
static int ep;
static void start(conn *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
    c->h = H_HEAD;
    c->hn = 0;
    c->p = P_HDR;
    c->pn = 0;
    c->headn = 0;
    c->chunked = 0;
    c->status = 0;
    c->haveseq = 0;
    c->up = 0;
    c->closed = 0;
    if (!c->lastframe)
        c->lastframe = now_ns();
    if (connect(c->fd, (void *)&c->u->sa, sizeof c->u->sa) < 0 && errno != EINPROGRESS) {
        close(c->fd);
        c->fd = -1;
        errors++;
        c->retry = now_ns() + 500000000ull;
        return;
    }
    struct epoll_event e = {EPOLLOUT | EPOLLIN, {.ptr = c}};
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}
int main(int ac, char **av) {
    int n = 1, o, ncam = 1, npid = 0, pids[MAX_PEERS];
    double T = 10, W = 2, fps = 0, stag = 2;
    char *hdr[8];
    int nh = 0;
    int stall = 0;
    const char *label = "";
    while ((o = getopt(ac, av, "n:t:w:f:c:p:H:s:L:Z:")) > 0)
        switch (o) {
        case 'n':
            n = atoi(optarg);
            break;
        case 't':
            T = atof(optarg);
            break;
        case 'w':
            W = atof(optarg);
            break;
        case 'f':
            fps = atof(optarg);
            break;
        case 'c':
            ncam = atoi(optarg);
            break;
        case 'p':
            npid = parse_pids(optarg, pids, MAX_PEERS);
            break;
        case 'H':
            hdr[nh++] = optarg;
            break;
        case 's':
            stag = atof(optarg);
            break;
        case 'L':
            label = optarg;
            break;
        case 'Z':
            stall = atoi(optarg);
            break;
        default:
            fprintf(stderr, "mjpegload -n conns -t secs -w warmup_s -f source_fps [-c cams: %%d in URL is replaced by "
                            "i%%cams] [-p pid[,pid] of the server] [-H header]... [-s stagger_ms] [-Z k: the first k "
                            "connections never read] [-L label] URL\n");
            return 2;
        }
    if (optind >= ac)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    raise_nofile();
    url_t *us = calloc(ncam, sizeof *us);
    for (int i = 0; i < ncam; i++) {
        char b[4096];
        snprintf(b, 4096, av[optind], i);
        if (parse_url(b, &us[i])) {
            fprintf(stderr, "bad url %s\n", b);
            return 2;
        }
    }
    ep = epoll_create1(0);
    conn *cs = calloc(n, sizeof *cs);
    for (int i = 0; i < n; i++) {
        conn *c = &cs[i];
        c->fd = -1;
        c->stall = i < stall;
        c->u = &us[i % ncam];
        c->reqn = snprintf(c->req, sizeof c->req, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\n", c->u->path,
                           c->u->hostport);
        for (int k = 0; k < nh; k++)
            c->reqn += snprintf(c->req + c->reqn, sizeof c->req - c->reqn, "%s\r\n", hdr[k]);
        c->reqn += snprintf(c->req + c->reqn, sizeof c->req - c->reqn, "\r\n");
    }
    uint64_t t00 = now_ns();
    int started = 0;
    uint64_t tw = t00 + (uint64_t)((stag * n / 1000 + W) * 1e9);
    uint64_t te = tw + (uint64_t)(T * 1e9);
    pstat a = {0}, z = {0};
    double sc0 = 0, mb0 = 0, st0 = 0;
    static unsigned char buf[65536];
    for (;;) {
        uint64_t t = now_ns();
        while (started < n && t >= t00 + (uint64_t)(started * stag * 1e6)) {
            start(&cs[started]);
            started++;
        }
        if (!measuring && t >= tw) {
            a = peers_stat(pids, npid, 0);
            sc0 = self_cpu();
            mb0 = machine_busy(&st0);
            measuring = 1;
            t_begin = now_ns();
            te = t_begin + (uint64_t)(T * 1e9);
        }
        if (measuring && t >= te)
            break;
        for (int i = 0; i < started; i++)
            if (cs[i].fd < 0 && cs[i].retry && t >= cs[i].retry) {
                cs[i].retry = 0;
                reconn++;
                start(&cs[i]);
            }
        struct epoll_event ev[256];
        int k = epoll_wait(ep, ev, 256, started < n ? 1 : 20);
        for (int i = 0; i < k; i++) {
            conn *c = ev[i].data.ptr;
            int dead = 0;
            if (!c->up) {
                if (ev[i].events & (EPOLLERR | EPOLLHUP))
                    dead = 1;
                else if (ev[i].events & EPOLLOUT) {
                    if (send(c->fd, c->req, c->reqn, MSG_NOSIGNAL) != c->reqn)
                        dead = 1;
                    c->up = 1;
                    struct epoll_event e = {EPOLLIN, {.ptr = c}};
                    epoll_ctl(ep, c->stall ? EPOLL_CTL_DEL : EPOLL_CTL_MOD, c->fd, &e);
                }
            } else
                for (int rounds = 0; rounds < 8; rounds++) {
                    ssize_t r;
                    if (c->h == H_BODY && c->p == P_BODY && c->headn >= (c->partlen < 160 ? (int)c->partlen : 160) &&
                        (!c->chunked || (c->kst == K_DATA && c->krem))) {
                        uint64_t w = c->rem;
                        if (c->chunked && c->krem < w)
                            w = c->krem;
                        r = recv(c->fd, 0, w, MSG_TRUNC | MSG_DONTWAIT);
                        if (r > 0) {
                            if (measuring)
                                bytes += r;
                            c->rem -= r;
                            if (c->chunked) {
                                c->krem -= r;
                                if (!c->krem)
                                    c->kst = K_CRLF;
                            }
                            if (!c->rem) {
                                frame_done(c);
                                c->p = P_HDR;
                                c->pn = 0;
                            }
                            continue;
                        }
                    } else {
                        r = recv(c->fd, buf, 1024, MSG_DONTWAIT);
                        if (r > 0) {
                            raw(c, buf, r);
                            continue;
                        }
                    }
                    if (r == 0 || (r < 0 && errno != EAGAIN))
                        dead = 1;
                    break;
                }
            if (dead) {
                epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, 0);
                close(c->fd);
                c->fd = -1;
                errors++;
                c->retry = now_ns() + 500000000ull;
            }
        }
    }
    t_end = now_ns();
    z = peers_stat(pids, npid, 1);
    double st1, mb1 = machine_busy(&st1);
    double sc = self_cpu() - sc0;
    double el = (t_end - t_begin) / 1e9;
    qsort(lat.v, lat.n, 4, cmp_u32);
    qsort(gap.v, gap.n, 4, cmp_u32);
    qsort(first.v, first.n, 4, cmp_u32);
    int live = 0;
    uint64_t mn = ~0ull, mx = 0;
    int st = 0;
    for (int i = 0; i < n; i++) {
        if (cs[i].frames)
            live++;
        if (cs[i].frames < mn)
            mn = cs[i].frames;
        if (cs[i].frames > mx)
            mx = cs[i].frames;
        if (cs[i].status && cs[i].status != 200)
            st = cs[i].status;
    }
    double exp = fps * (n - stall) * el;
    double pc = z.total - a.total;
    printf("{\"tool\":\"mjpegload\",\"label\":\"%s\",\"clients\":%d,\"stalled\":%d,\"cameras\":%d,\"seconds\":%.2f,"
           "\"frames\":%llu,\"expected\":%.0f,\"seq_lost\":%llu,\"repeated\":%llu,\"live\":%d,\"errors\":%llu,"
           "\"reconnects\":%llu,\"bad_status\":%d,\"bad_jpeg\":%llu,\"no_stamp\":%llu,\"min_frames\":%llu,"
           "\"max_frames\":%llu,",
           label, n, stall, ncam, el, (unsigned long long)frames, exp, (unsigned long long)lost,
           (unsigned long long)dups, live, (unsigned long long)errors, (unsigned long long)reconn, st,
           (unsigned long long)badjpeg, (unsigned long long)nocom, (unsigned long long)mn, (unsigned long long)mx);
    printf("\"latency_ms\":{\"mean\":%.3f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f},"
           "\"gap_ms\":{\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f},\"first_frame_ms\":{\"p50\":%.1f,\"max\":%.1f},",
           s_mean(&lat), s_q(&lat, .5), s_q(&lat, .9), s_q(&lat, .99), s_q(&lat, 1), s_q(&gap, .5), s_q(&gap, .99),
           s_q(&gap, 1), s_q(&first, .5), s_q(&first, 1));
    printf("\"cpu_seconds\":%s,\"cpu_ms_per_frame\":%.5f,\"private_kb\":%ld,\"client_cpu_seconds\":%.2f,"
           "\"machine_busy_percent\":%.0f,\"steal_seconds\":%.2f,\"load1\":%.2f}\n",
           cpu_list(&a, &z, npid), frames ? 1000 * pc / frames : -1, z.private_kb, sc, 100 * (mb1 - mb0) / el, st1 - st0,
           load1());
    return 0;
}

// httpload: closed-loop HTTP/1.1 request load (epoll, one thread). GET, or POST of a multipart file. JSON line on
// stdout.
#include "common.h"
typedef struct {
    int fd, st; /*0 connecting,1 sending,2 reading*/
    size_t so;
    char hb[8192];
    int hn;
    int inbody, chunked, close, status;
    int64_t rem;
    uint64_t t0;
    unsigned char h2[2];
    int h2n;
    uint64_t got;
    int reused;
    int kst;
    char kb[32];
    int kn;
    uint64_t krem;
    int done;
} conn;
static url_t u;
static int ep, keep = 1;
static char *req;
static size_t reqn;
static samples lat;
static uint64_t ok, bad, errs, bytes, conns, notjpeg;
static int measuring, lastbad;
static uint64_t maxreq, issued;
static int wantjpeg = 0;
static void arm(conn *c, uint32_t ev, int op) {
    struct epoll_event e = {ev, {.ptr = c}};
    epoll_ctl(ep, op, c->fd, &e);
}
static void open_conn(conn *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
    c->st = 0;
    c->reused = 0;
    conns++;
    if (connect(c->fd, (void *)&u.sa, sizeof u.sa) < 0 && errno != EINPROGRESS) {
        errs++;
    }
    arm(c, EPOLLOUT | EPOLLIN, EPOLL_CTL_ADD);
}
static int begin(conn *c) {
    if (maxreq && issued >= maxreq) {
        c->done = 1;
        return 0;
    }
    issued++;
    c->t0 = now_ns();
    c->so = 0;
    c->hn = 0;
    c->inbody = 0;
    c->h2n = 0;
    c->got = 0;
    c->rem = -1;
    c->chunked = c->close = 0;
    c->kst = 0;
    c->kn = 0;
    return 1;
}
static void pump_send(conn *c, int *dead) {
    while (c->so < reqn) {
        ssize_t r = send(c->fd, req + c->so, reqn - c->so, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (r < 0) {
            if (errno == EAGAIN) {
                arm(c, EPOLLOUT | EPOLLIN, EPOLL_CTL_MOD);
                c->st = 1;
                return;
            }
            *dead = 1;
            return;
        }
        c->so += r;
    }
    c->st = 2;
    arm(c, EPOLLIN, EPOLL_CTL_MOD);
}
static void finish(conn *c) {
    uint64_t t = now_ns();
    if (measuring) {
        if (c->status >= 200 && c->status < 300) {
            ok++;
            bytes += c->got;
            s_add(&lat, t - c->t0);
            if (wantjpeg && (c->h2n < 2 || c->h2[0] != 0xff || c->h2[1] != 0xd8))
                notjpeg++;
        } else {
            bad++;
            lastbad = c->status;
        }
    }
}
static int feed(conn *c, unsigned char *d, size_t n) { // returns 1 when the response is complete
    while (n) {
        if (!c->inbody) {
            if (c->hn < 8190)
                c->hb[c->hn++] = *d;
            d++;
            n--;
            if (c->hn >= 4 && !memcmp(c->hb + c->hn - 4, "\r\n\r\n", 4)) {
                c->hb[c->hn] = 0;
                c->status = atoi(c->hb + 9);
                c->inbody = 1;
                char *q = strcasestr(c->hb, "\r\ncontent-length:");
                if (q)
                    c->rem = strtoll(q + 17, 0, 10);
                c->chunked = strcasestr(c->hb, "transfer-encoding: chunked") != 0;
                c->close = strcasestr(c->hb, "\r\nconnection: close") != 0 || !strncmp(c->hb, "HTTP/1.0", 8);
                if (c->status == 100) {
                    c->inbody = 0;
                    c->hn = 0;
                    continue;
                }
                if ((c->rem == 0 && !c->chunked) || c->status == 204 || c->status == 304)
                    return 1;
            }
        } else if (c->chunked) {
            if (c->kst == 0) {
                unsigned char b = *d++;
                n--;
                if (b == '\n') {
                    c->kb[c->kn] = 0;
                    c->krem = strtoull(c->kb, 0, 16);
                    c->kn = 0;
                    c->kst = c->krem ? 1 : 3;
                } else if (c->kn < 30)
                    c->kb[c->kn++] = b;
            } else if (c->kst == 1) {
                size_t k = n < c->krem ? n : c->krem;
                for (size_t i = 0; i < k && c->h2n < 2; i++)
                    c->h2[c->h2n++] = d[i];
                c->got += k;
                d += k;
                n -= k;
                c->krem -= k;
                if (!c->krem)
                    c->kst = 2;
            } else {
                unsigned char b = *d++;
                n--;
                if (b == '\n') {
                    if (c->kst == 3)
                        return 1;
                    c->kst = 0;
                }
            }
        } else {
            size_t k = n;
            if (c->rem >= 0 && (int64_t)k > c->rem)
                k = c->rem;
            for (size_t i = 0; i < k && c->h2n < 2; i++)
                c->h2[c->h2n++] = d[i];
            c->got += k;
            d += k;
            n -= k;
            if (c->rem >= 0) {
                c->rem -= k;
                if (!c->rem)
                    return 1;
            }
        }
    }
    return 0;
}
int main(int ac, char **av) {
    int C = 1, o, npid = 0, pids[MAX_PEERS], nh = 0;
    double T = 10, W = 1;
    char *hdr[8];
    const char *file = 0, *field = "image", *label = "", *method = 0;
    while ((o = getopt(ac, av, "c:t:w:p:H:F:f:L:kn:jm:")) > 0)
        switch (o) {
        case 'c':
            C = atoi(optarg);
            break;
        case 't':
            T = atof(optarg);
            break;
        case 'w':
            W = atof(optarg);
            break;
        case 'p':
            npid = parse_pids(optarg, pids, MAX_PEERS);
            break;
        case 'H':
            hdr[nh++] = optarg;
            break;
        case 'F':
            file = optarg;
            break;
        case 'f':
            field = optarg;
            break;
        case 'L':
            label = optarg;
            break;
        case 'k':
            keep = 0;
            break;
        case 'n':
            maxreq = strtoull(optarg, 0, 10);
            break;
        case 'j':
            wantjpeg = 1;
            break;
        case 'm':
            method = optarg;
            break;
        default:
            fprintf(stderr,
                    "httpload -c conc -t secs -w warmup [-n max_requests (with -w 0)] [-p server pids] [-H hdr] [-k no "
                    "keep-alive] [-j check JPEG] [-F file -f field: POST multipart] [-L label] URL\n");
            return 2;
        }
    if (optind >= ac || parse_url(av[optind], &u)) {
        fprintf(stderr, "bad url\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    raise_nofile();
    char h[8192];
    int n = snprintf(h, sizeof h, "%s %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\n%s",
                     method ? method
                     : file ? "POST"
                            : "GET",
                     u.path, u.hostport, keep ? "" : "Connection: close\r\n");
    for (int i = 0; i < nh; i++)
        n += snprintf(h + n, sizeof h - n, "%s\r\n", hdr[i]);
    if (file) {
        FILE *f = fopen(file, "rb");
        if (!f) {
            perror(file);
            return 2;
        }
        fseek(f, 0, SEEK_END);
        long fl = ftell(f);
        rewind(f);
        char p1[1024];
        const char *bd = "------------------------benchbound0123456789";
        int p1n = snprintf(p1, 1024,
                           "--%s\r\nContent-Disposition: form-data; name=\"%s\"; "
                           "filename=\"image.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n",
                           bd, field);
        char p2[256];
        int p2n = snprintf(p2, 256, "\r\n--%s--\r\n", bd);
        n += snprintf(h + n, sizeof h - n,
                      "Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %ld\r\n\r\n", bd,
                      fl + p1n + p2n);
        reqn = n + p1n + fl + p2n;
        req = malloc(reqn);
        memcpy(req, h, n);
        memcpy(req + n, p1, p1n);
        if (fread(req + n + p1n, 1, fl, f) != (size_t)fl)
            return 2;
        memcpy(req + n + p1n + fl, p2, p2n);
        fclose(f);
    } else {
        n += snprintf(h + n, sizeof h - n, "\r\n");
        req = strdup(h);
        reqn = n;
    }
    ep = epoll_create1(0);
    conn *cs = calloc(C, sizeof *cs);
    for (int i = 0; i < C; i++) {
        if (begin(&cs[i]))
            open_conn(&cs[i]);
    }
    uint64_t t0 = now_ns(), tw = t0 + (uint64_t)(W * 1e9), te = tw + (uint64_t)(T * 1e9);
    pstat a = {0}, z;
    double sc0 = 0, mb0 = 0, st0 = 0;
    static unsigned char buf[262144];
    uint64_t c0 = 0;
    if (W == 0) {
        measuring = 1;
        a = peers_stat(pids, npid, 0);
        sc0 = self_cpu();
        mb0 = machine_busy(&st0);
    }
    for (;;) {
        uint64_t t = now_ns();
        if (!measuring && t >= tw) {
            a = peers_stat(pids, npid, 0);
            sc0 = self_cpu();
            mb0 = machine_busy(&st0);
            c0 = conns;
            measuring = 1;
            tw = now_ns();
            te = tw + (uint64_t)(T * 1e9);
        }
        if (measuring && t >= te)
            break;
        if (maxreq && ok + bad + errs >= maxreq)
            break;
        struct epoll_event ev[256];
        int k = epoll_wait(ep, ev, 256, 20);
        for (int i = 0; i < k; i++) {
            conn *c = ev[i].data.ptr;
            int dead = 0, fin = 0;
            if (c->st < 2) {
                if (c->st == 0 && (ev[i].events & (EPOLLERR | EPOLLHUP)))
                    dead = 1;
                else if (ev[i].events & EPOLLOUT)
                    pump_send(c, &dead);
            }
            if (!dead && (ev[i].events & EPOLLIN)) {
                for (int r2 = 0; r2 < 8 && !fin; r2++) {
                    ssize_t r;
                    if (c->inbody && !c->chunked && c->rem > 0 && c->h2n >= 2) {
                        r = recv(c->fd, 0, c->rem, MSG_TRUNC | MSG_DONTWAIT);
                        if (r > 0) {
                            c->got += r;
                            c->rem -= r;
                            if (!c->rem)
                                fin = 1;
                            continue;
                        }
                    } else
                        r = recv(c->fd, buf, c->chunked ? sizeof buf : 2048, MSG_DONTWAIT);
                    if (r > 0) {
                        if (feed(c, buf, r))
                            fin = 1;
                    } else if (r == 0 || errno != EAGAIN) {
                        if (r == 0 && c->inbody && c->rem < 0 && !c->chunked)
                            fin = 1, c->close = 1;
                        else
                            dead = 1;
                        break;
                    } else
                        break;
                }
            }
            if (fin) {
                finish(c);
                if (c->close || !keep) {
                    close(c->fd);
                    c->fd = -1;
                    if (begin(c))
                        open_conn(c);
                } else {
                    c->reused = 1;
                    if (begin(c))
                        pump_send(c, &dead);
                }
            }
            if (dead) {
                if (!(c->reused && c->hn == 0)) {
                    if (measuring)
                        errs++;
                } else
                    issued--;
                close(c->fd);
                if (begin(c))
                    open_conn(c);
            }
        }
    }
    double el = (now_ns() - tw) / 1e9;
    if (W == 0)
        el = (now_ns() - t0) / 1e9;
    z = peers_stat(pids, npid, 1);
    double st1, mb1 = machine_busy(&st1);
    double sc = self_cpu() - sc0;
    qsort(lat.v, lat.n, 4, cmp_u32);
    double pc = z.total - a.total;
    printf("{\"tool\":\"httpload\",\"label\":\"%s\",\"concurrency\":%d,\"seconds\":%.3f,\"ok\":%llu,\"per_second\":%.1f,"
           "\"not_2xx\":%llu,\"last_bad\":%d,\"errors\":%llu,\"not_jpeg\":%llu,\"new_connections\":%llu,",
           label, C, el, (unsigned long long)ok, ok / el, (unsigned long long)bad, lastbad, (unsigned long long)errs,
           (unsigned long long)notjpeg, (unsigned long long)(conns - c0));
    printf("\"latency_ms\":{\"mean\":%.3f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f},", s_mean(&lat),
           s_q(&lat, .5), s_q(&lat, .9), s_q(&lat, .99), s_q(&lat, 1));
    printf("\"cpu_seconds\":%s,\"cpu_ms_per_request\":%.5f,\"private_kb\":%ld,\"client_cpu_seconds\":%.2f,"
           "\"machine_busy_percent\":%.0f,\"steal_seconds\":%.2f,\"load1\":%.2f}\n",
           cpu_list(&a, &z, npid), ok ? 1000 * pc / ok : -1, z.private_kb, sc, 100 * (mb1 - mb0) / el, st1 - st0,
           load1());
    return 0;
}

// What the load tools share: clocks, CPU and memory of other processes, URLs, quantiles.
#ifndef COMMON_H
#define COMMON_H
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}

// ---- CPU and memory of the measured processes -----------------------------------------
// Each process is counted alone, without its children, from the scheduler's own clock (nanoseconds): the 10 ms ticks of
// /proc/PID/stat would say nothing about a worker that needs 15 ms in a whole window.
enum { MAX_PEERS = 256 };
typedef struct {
    double cpu[MAX_PEERS], total;
    long private_kb;
} pstat;
static double cpu_of(int pid) {
    char path[300], line[128];
    double sum = 0;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *d = opendir(path);
    struct dirent *e;
    while (d && (e = readdir(d))) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", pid, e->d_name);
        int f = open(path, O_RDONLY);
        if (f < 0)
            continue;
        int n = read(f, line, sizeof line - 1);
        close(f);
        if (n > 0) {
            line[n] = 0;
            sum += strtoull(line, 0, 10) / 1e9;
        }
    }
    if (d)
        closedir(d);
    return sum;
}
static long private_kb_of(int pid) {
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        sscanf(line, "Private_Dirty: %ld", &kb);
    if (f)
        fclose(f);
    return kb;
}
static pstat peers_stat(const int *pids, int n, int memory) {
    pstat s = {0};
    for (int i = 0; i < n; i++) {
        s.cpu[i] = cpu_of(pids[i]);
        s.total += s.cpu[i];
        if (memory)
            s.private_kb += private_kb_of(pids[i]);
    }
    return s;
}
static int parse_pids(const char *a, int *out, int max) {
    int n = 0;
    while (*a && n < max) {
        out[n++] = atoi(a);
        a = strchr(a, ',');
        if (!a)
            break;
        a++;
    }
    return n;
}
// "[0.123,0.456]": what each process used between two looks, seconds.
static const char *cpu_list(const pstat *a, const pstat *z, int n) {
    static char text[MAX_PEERS * 16 + 3];
    size_t at = 0;
    text[at++] = '[';
    for (int i = 0; i < n; i++)
        at += snprintf(text + at, 16, "%s%.5f", i ? "," : "", z->cpu[i] - a->cpu[i]);
    text[at++] = ']';
    text[at] = 0;
    return text;
}
static double self_cpu(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}
static double load1(void) {
    double l = 0;
    FILE *f = fopen("/proc/loadavg", "r");
    if (f) {
        if (fscanf(f, "%lf", &l) != 1)
            l = 0;
        fclose(f);
    }
    return l;
}
// whole-machine cpu: busy seconds (user+nice+sys+irq+softirq+steal)
static double machine_busy(double *steal) {
    FILE *f = fopen("/proc/stat", "r");
    unsigned long u = 0, n = 0, s = 0, i = 0, w = 0, q = 0, sq = 0, st = 0;
    if (f) {
        if (fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &u, &n, &s, &i, &w, &q, &sq, &st) < 8) {
        }
        fclose(f);
    }
    double t = sysconf(_SC_CLK_TCK);
    if (steal)
        *steal = st / t;
    return (u + n + s + q + sq) / t;
}

// ---- url --------------------------------------------------------------------------
typedef struct {
    char host[256];
    char hostport[300];
    int port;
    char path[2048];
    struct sockaddr_in sa;
} url_t;
static int parse_url(const char *u, url_t *o) {
    memset(o, 0, sizeof *o);
    if (strncmp(u, "http://", 7))
        return -1;
    u += 7;
    const char *s = strchr(u, '/');
    size_t hl = s ? (size_t)(s - u) : strlen(u);
    if (hl >= sizeof o->host)
        return -1;
    memcpy(o->host, u, hl);
    snprintf(o->hostport, sizeof o->hostport, "%s", o->host);
    o->port = 80;
    char *c = strchr(o->host, ':');
    if (c) {
        *c = 0;
        o->port = atoi(c + 1);
    }
    snprintf(o->path, sizeof o->path, "%s", s ? s : "/");
    struct hostent *h = gethostbyname(o->host);
    if (!h)
        return -1;
    o->sa.sin_family = AF_INET;
    o->sa.sin_port = htons(o->port);
    memcpy(&o->sa.sin_addr, h->h_addr_list[0], 4);
    return 0;
}
static int cmp_u32(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}
typedef struct {
    uint32_t *v;
    size_t n, cap;
} samples;
static void s_add(samples *s, uint64_t ns) {
    if (s->n == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 65536;
        s->v = realloc(s->v, s->cap * 4);
    }
    uint64_t us = ns / 1000;
    s->v[s->n++] = us > 0xffffffffu ? 0xffffffffu : us;
}
static double s_q(samples *s, double q) {
    if (!s->n)
        return -1;
    size_t i = (size_t)(q * (s->n - 1) + 0.5);
    return s->v[i] / 1000.0;
}
static double s_mean(samples *s) {
    if (!s->n)
        return -1;
    double t = 0;
    for (size_t i = 0; i < s->n; i++)
        t += s->v[i];
    return t / s->n / 1000.0;
}
static void raise_nofile(void) {
    struct rlimit r;
    getrlimit(RLIMIT_NOFILE, &r);
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_NOFILE, &r);
}
#endif

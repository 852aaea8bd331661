// No inline function: its descriptor is to be one for the whole process, and each file would have its own.
#define _GNU_SOURCE
#include "usage.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

void linux_usage(uint64_t *cpu_milliseconds, uint64_t *peak_kilobytes, uint64_t *resident_kilobytes) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    *cpu_milliseconds = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000u
        + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000u;
    static int status = -1;
    char text[2048];
    if (status < 0) status = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t length = status < 0 ? -1 : pread(status, text, sizeof text - 1, 0);
    text[length < 0 ? 0 : length] = 0;
    const char *line = strstr(text, "VmHWM:");
    *peak_kilobytes = line ? strtoull(line + 6, NULL, 10) : (uint64_t)usage.ru_maxrss;
    line = strstr(text, "VmRSS:");
    *resident_kilobytes = line ? strtoull(line + 6, NULL, 10) : 0;
}

// What this process uses.
#ifndef CAMSUPERVISOR_CLINUX_USAGE_H
#define CAMSUPERVISOR_CLINUX_USAGE_H

#include <stdint.h>

/// CPU time of this process in milliseconds, its peak resident size and the one it has now (0: unknown) in kilobytes.
///
/// The peak is VmHWM and not ru_maxrss: the latter survives exec, so a worker would show what the supervisor had when it
/// was spawned. The file is opened once and read again and again, so that it needs no path later.
void linux_usage(uint64_t *cpu_milliseconds, uint64_t *peak_kilobytes, uint64_t *resident_kilobytes);

#endif

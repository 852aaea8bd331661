// Landlock's three system calls, which glibc does not wrap, and the numbers that older headers lack.
// What is asked for is decided in Swift (camworker's LandlockPlan).
#ifndef CAMSUPERVISOR_LANDLOCK_H
#define CAMSUPERVISOR_LANDLOCK_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The same numbers on every architecture.
enum {
    linux_sys_landlock_create_ruleset = 444,
    linux_sys_landlock_add_rule = 445,
    linux_sys_landlock_restrict_self = 446,
};

/// `struct landlock_ruleset_attr` as of ABI 6; older kernels take it when what they do not know is zero.
struct linux_landlock_ruleset {
    uint64_t files;
    uint64_t ports;
    uint64_t scopes;
};

/// The kernel's Landlock ABI, 1 and up; -errno without Landlock (ENOSYS: not built in, EOPNOTSUPP: not switched on).
static inline int linux_landlock_abi(void) {
    long version = syscall(linux_sys_landlock_create_ruleset, NULL, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
    return version < 0 ? -errno : (int)version;
}

/// A ruleset that denies all it handles; descriptor or -errno.
static inline int linux_landlock_create(const struct linux_landlock_ruleset *ruleset) {
    long descriptor = syscall(linux_sys_landlock_create_ruleset, ruleset, sizeof *ruleset, 0);
    return descriptor < 0 ? -errno : (int)descriptor;
}

/// Allows `folder_access` below a folder, or `file_access` on a file; links are followed. 0 or -errno.
///
/// Rules stick to inodes: what is renamed into the place of a file later is not covered.
static inline int linux_landlock_allow_path(
    int ruleset, const char *path, uint64_t folder_access, uint64_t file_access
) {
    int descriptor = open(path, 010000000 /* O_PATH */ | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    struct stat status;
    int result = fstat(descriptor, &status);
    struct {
        uint64_t access;
        int32_t parent;
    } __attribute__((packed)) rule = {
        .access = result == 0 && S_ISDIR(status.st_mode) ? folder_access : file_access,
        .parent = descriptor,
    };
    if (result == 0) {
        result = (int)syscall(linux_sys_landlock_add_rule, ruleset, 1 /* LANDLOCK_RULE_PATH_BENEATH */, &rule, 0);
    }
    int number = errno;
    close(descriptor);
    return result < 0 ? -number : 0;
}

/// Allows `access` to a TCP port (ABI 4); 0 or -errno.
static inline int linux_landlock_allow_port(int ruleset, uint16_t port, uint64_t access) {
    struct {
        uint64_t access;
        uint64_t port;
    } rule = {access, port};
    return syscall(linux_sys_landlock_add_rule, ruleset, 2 /* LANDLOCK_RULE_NET_PORT */, &rule, 0) < 0 ? -errno : 0;
}

/// Puts the calling thread, and all it starts from here on, under the ruleset; 0 or -errno.
static inline int linux_landlock_restrict(int ruleset) {
    return syscall(linux_sys_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
}

/// Threads of this process, by `/proc`; 0 when that cannot be seen.
static inline unsigned linux_thread_count(void) {
    struct stat status;
    // Each is a folder, and so a link to this one, beside `.` and `..`.
    return stat("/proc/self/task", &status) < 0 || status.st_nlink < 2 ? 0 : (unsigned)status.st_nlink - 2;
}

#endif

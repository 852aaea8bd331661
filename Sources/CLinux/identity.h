// Who a process is: users, groups and capabilities, for the calls that glibc does not wrap or that need _GNU_SOURCE.
#ifndef CAMSUPERVISOR_IDENTITY_H
#define CAMSUPERVISOR_IDENTITY_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/// Becomes `user` and the group of the same number, for good and with no other group; 0 or -errno.
///
/// By system call and not by glibc's functions, which would first ask every thread.
static inline int linux_become(uint32_t user) {
    if (syscall(SYS_setgroups, 0, 0) < 0) return -errno;
    if (syscall(SYS_setresgid, user, user, user) < 0) return -errno;
    return syscall(SYS_setresuid, user, user, user) < 0 ? -errno : 0;
}

/// Lets nobody below root trace this process, read its memory or what it has open by `/proc`, or get a core of it; 0 or
/// -errno. A new program, or another user, begins anew.
static inline int linux_refuse_tracing(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
}

/// `struct __user_cap_data_struct`, of which version 3 has two.
struct linux_capability_words {
    uint32_t effective;
    uint32_t permitted;
    uint32_t inheritable;
};

/// Whether this process has any capability, or may get one; -errno when that cannot be told.
static inline int linux_has_capabilities(void) {
    struct { uint32_t version; int32_t pid; } header = {0x20080522 /* _LINUX_CAPABILITY_VERSION_3 */, 0};
    struct linux_capability_words words[2] = {{0}};
    if (syscall(SYS_capget, &header, words) < 0) return -errno;
    uint32_t any = 0;
    for (int index = 0; index < 2; index++) {
        any |= words[index].effective | words[index].permitted | words[index].inheritable;
    }
    return any != 0;
}

/// Gives every capability up, those that a program could bring included; 0 or -errno.
static inline int linux_drop_capabilities(void) {
    // Before the others: it takes CAP_SETPCAP. Up to the first number that the kernel does not know.
    for (unsigned long capability = 0; capability < 64; capability++) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) break;
    }
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    // Asked first: under a systemd unit without privileges `capset` itself is refused, and there is nothing to drop.
    int any = linux_has_capabilities();
    if (any <= 0) return any;
    struct { uint32_t version; int32_t pid; } header = {0x20080522, 0};
    struct linux_capability_words none[2] = {{0}};
    return syscall(SYS_capset, &header, none) < 0 ? -errno : 0;
}

#endif

// The worker's system call filter: a deny list in BPF, and the handler that gives each refusal a name.
#ifndef CAMSUPERVISOR_SECCOMP_H
#define CAMSUPERVISOR_SECCOMP_H

#include <stdbool.h>

/// What a worker's camera needs of the kernel beyond the least.
struct linux_seccomp_needs {
    /// TCP and UDP sockets; without it no socket can be made at all.
    bool network;
    /// Unix sockets, for resolvers that are daemons of this machine.
    bool unix_sockets;
    /// Ports of its own that datagrams come to: RTP over UDP.
    bool datagram_ports;
    /// UDP sockets without ports of its own choice, where nothing is asked over TCP.
    bool datagrams;
};

/// Refuses from here on, in all threads, everything on the list of seccomp.c; 0 or -errno.
///
/// A refused call returns EPERM, and the first of each name writes `error seccomp: <name>` to standard error. No new
/// privileges must have been renounced before.
int linux_seccomp_confine(struct linux_seccomp_needs needs);

/// The name of the call that was refused last; NULL when none was.
const char *linux_seccomp_last_refusal(void);

/// Forgets the last refusal.
void linux_seccomp_forget_refusal(void);

#endif

// What Swift's Glibc overlay leaves out: GNU extensions, variadic system calls and function-like macros.
// Static inlines all of it, here and in the neighbours, so that no _GNU_SOURCE question arises; the C files are the exceptions.
#ifndef CAMSUPERVISOR_CLINUX_H
#define CAMSUPERVISOR_CLINUX_H

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/// `prctl(option, value)`; 0 or -errno.
static inline int linux_prctl(int option, unsigned long value) {
    return prctl(option, value, 0, 0, 0) < 0 ? -errno : 0;
}

/// Closes every descriptor from `first` on; 0 or -errno (ENOSYS before Linux 5.9).
static inline int linux_close_from(unsigned first) {
    return syscall(SYS_close_range, first, ~0U, 0) < 0 ? -errno : 0;
}

/// Sets soft and hard limit; 0 or -errno. RLIMIT_* is an enum with glibc, which does not type-check from Swift.
static inline int linux_set_rlimit(int resource, uint64_t limit) {
    struct rlimit value = {.rlim_cur = limit, .rlim_max = limit};
    return setrlimit(resource, &value) < 0 ? -errno : 0;
}

/// Sets the soft limit alone, so that the hard one can be set later; 0 or -errno.
static inline int linux_set_soft_rlimit(int resource, uint64_t limit) {
    struct rlimit value;
    if (getrlimit(resource, &value) < 0) return -errno;
    value.rlim_cur = limit < value.rlim_max ? limit : value.rlim_max;
    return setrlimit(resource, &value) < 0 ? -errno : 0;
}

/// The soft limit of a resource, or UINT64_MAX.
static inline uint64_t linux_get_rlimit(int resource) {
    struct rlimit value;
    return getrlimit(resource, &value) < 0 ? UINT64_MAX : value.rlim_cur;
}

/// Raises the soft limit of descriptors to the hard one; what it is then.
static inline uint64_t linux_raise_descriptor_limit(void) {
    struct rlimit value;
    if (getrlimit(RLIMIT_NOFILE, &value) < 0) return 1024;
    value.rlim_cur = value.rlim_max;
    setrlimit(RLIMIT_NOFILE, &value);
    return getrlimit(RLIMIT_NOFILE, &value) < 0 ? 1024 : value.rlim_cur;
}

enum {
    linux_rlimit_core = RLIMIT_CORE,
    linux_rlimit_file_size = RLIMIT_FSIZE,
    linux_rlimit_descriptors = RLIMIT_NOFILE,
    linux_rlimit_address_space = RLIMIT_AS,
    linux_rlimit_processes = RLIMIT_NPROC,
};

/// A connected pair of close-on-exec, non-blocking stream sockets; 0 or -errno.
static inline int linux_socket_pair(int pair[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0 ? -errno : 0;
}

/// A non-blocking Unix stream socket and the address of a path; the socket or -errno.
static inline int linux_unix_socket(const char *path, struct sockaddr_un *address) {
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path, path, length);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return descriptor < 0 ? -errno : descriptor;
}

/// Connects to a Unix socket and hangs up: 0 or -errno.
static inline int linux_connect_unix(const char *path) {
    struct sockaddr_un address;
    int descriptor = linux_unix_socket(path, &address);
    if (descriptor < 0) return descriptor;
    int result = connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0 ? -errno : 0;
    close(descriptor);
    return result;
}

/// A non-blocking Unix datagram socket; the socket or -errno.
static inline int linux_datagram_socket(void) {
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return descriptor < 0 ? -errno : descriptor;
}

/// Sends one datagram to a path, named each time because its owner may be another one by now; 0 or -errno.
static inline int linux_send_datagram(int descriptor, const char *path, const void *bytes, size_t length) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    ssize_t sent = sendto(descriptor, bytes, length, MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
    return sent < 0 ? -errno : 0;
}

/// Listens on a path that does not exist yet, whose file gets `mode`; the socket or -errno.
static inline int linux_listen_unix(const char *path, mode_t mode, int backlog) {
    struct sockaddr_un address;
    int descriptor = linux_unix_socket(path, &address);
    if (descriptor < 0) return descriptor;
    // The mode of the socket, less the umask, becomes the file's: it is never wider than meant.
    if (fchmod(descriptor, mode) < 0 || bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || chmod(path, mode) < 0 || listen(descriptor, backlog) < 0) {
        int number = errno;
        close(descriptor);
        return -number;
    }
    return descriptor;
}

/// Lets no further connection into a TCP listener's queue; who knocks is not answered, and TCP itself tries again after a
/// second. 0 or -errno.
static inline int linux_shut_queue(int descriptor) {
    struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = {.len = 1, .filter = &nothing};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0 ? -errno : 0;
}

/// Whether a connection waits in a listener's queue.
static inline bool linux_has_waiting(int descriptor) {
    struct pollfd listener = {.fd = descriptor, .events = POLLIN};
    return poll(&listener, 1, 0) > 0 && (listener.revents & POLLIN) != 0;
}

/// The parent of a process, by `/proc`; 0 when there is none to be seen.
static inline int32_t linux_parent_of(int32_t pid) {
    char path[32], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return 0;
    ssize_t length = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    text[length < 0 ? 0 : length] = 0;
    // The name before it may hold anything, brackets too (proc(5)).
    const char *rest = strrchr(text, ')');
    char state;
    int32_t parent = 0;
    return rest && sscanf(rest + 1, " %c %d", &state, &parent) == 2 ? parent : 0;
}

/// Who is at the other end of a Unix socket, as the kernel recorded it at connect; 0 or -errno.
static inline int linux_peer_credentials(int descriptor, int32_t *pid, uint32_t *uid, uint32_t *gid) {
    struct { int32_t pid; uint32_t uid; uint32_t gid; } peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, 17 /* SO_PEERCRED */, &peer, &length) < 0) return -errno;
    *pid = peer.pid;
    *uid = peer.uid;
    *gid = peer.gid;
    return 0;
}

/// Refuses descriptors sent over this Unix socket (Linux 6.16); 0 or -errno.
static inline int linux_refuse_descriptors(int descriptor) {
    int off = 0;
    return setsockopt(descriptor, SOL_SOCKET, 83 /* SO_PASSRIGHTS */, &off, sizeof off) < 0 ? -errno : 0;
}

/// Nanoseconds since boot, suspend included.
static inline uint64_t linux_boot_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// Nanoseconds since 1970.
static inline uint64_t linux_wall_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// One arena for all threads: with glibc's default of one per core a 16-core machine runs into the address-space
/// limit, and libav decodes garbage (design §7). 1 when it worked.
static inline int linux_one_malloc_arena(void) { return mallopt(M_ARENA_MAX, 1); }

/// Keeps `bytes` of freed memory for the next allocation, and maps only larger ones by themselves. 1 when it worked.
///
/// Left to itself glibc moves both bounds with what is freed, and may give back and fault in a picture's pages with every
/// picture: twice the processor time per upload in one process in three (measured).
static inline int linux_keep_freed_memory(int bytes) {
    return mallopt(M_TRIM_THRESHOLD, bytes) & mallopt(M_MMAP_THRESHOLD, bytes);
}

/// `open` without its variadic mode; descriptor or -errno.
static inline int linux_open(const char *path, int flags) {
    int descriptor = open(path, flags | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

/// `openat` without its variadic mode; descriptor or -errno.
static inline int linux_open_at(int folder, const char *name, int flags, unsigned mode) {
    int descriptor = openat(folder, name, flags | O_CLOEXEC, mode);
    return descriptor < 0 ? -errno : descriptor;
}

/// Locks an open file until it is closed, without waiting (Swift has a struct of the name `flock`); 0 or -errno.
static inline int linux_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? -errno : 0; }

/// Renames inside a folder unless the new name is taken (`renameat2` needs _GNU_SOURCE); 0 or -errno.
static inline int linux_rename_new(int folder, const char *name, const char *other) {
    return syscall(SYS_renameat2, folder, name, folder, other, 1 /* RENAME_NOREPLACE */) < 0 ? -errno : 0;
}

/// For `linux_open`: names a file without opening it for anything (`O_PATH` needs _GNU_SOURCE).
enum { linux_open_path_only = 010000000 };

/// A system call by its number; its result or -errno.
static inline long linux_call(long number, long a, long b, long c, long d, long e, long f) {
    long result = syscall(number, a, b, c, d, e, f);
    return result < 0 ? -errno : result;
}

/// Makes a descriptor non-blocking; 0 or -errno.
static inline int linux_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

/// An event counter at zero, close-on-exec; descriptor or -errno.
static inline int linux_event_descriptor(bool nonblocking) {
    int descriptor = eventfd(0, EFD_CLOEXEC | (nonblocking ? EFD_NONBLOCK : 0));
    return descriptor < 0 ? -errno : descriptor;
}

/// Names the calling thread for `top -H` and core dumps; at most 15 bytes. 0 or -errno.
static inline int linux_name_thread(const char *name) {
    return prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0) < 0 ? -errno : 0;
}

/// The process environment: pointers to `NAME=value`, ending with NULL.
extern char **environ;
static inline char **linux_environment(void) { return environ; }

/// The process environment, for emptying it.
static inline int linux_clear_environment(void) {
    // `clearenv` forgets the list; the texts themselves stay readable in /proc/<pid>/environ.
    for (char **entry = environ; entry && *entry; entry++) explicit_bzero(*entry, strlen(*entry));
    return clearenv();
}

/// Gives a signal its default action; SIG_DFL is a cast and does not import.
static inline void linux_default_signal(int number) { signal(number, SIG_DFL); }

/// A close-on-exec pipe: reading end, writing end; 0 or -errno. (`pipe2` needs _GNU_SOURCE.)
static inline int linux_pipe(int pair[2]) {
    return syscall(SYS_pipe2, pair, O_CLOEXEC) < 0 ? -errno : 0;
}

/// Accepts a connection, close-on-exec and non-blocking; descriptor or -errno. (`accept4` needs _GNU_SOURCE.)
static inline int linux_accept(int listener) {
    long descriptor = syscall(SYS_accept4, listener, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return descriptor < 0 ? -errno : (int)descriptor;
}

/// Whether a file's extended attribute is exactly `text`.
static inline bool linux_attribute_is(const char *path, const char *name, const char *text) {
    char value[64];
    ssize_t length = getxattr(path, name, value, sizeof value);
    return length >= 0 && (size_t)length == strlen(text) && memcmp(value, text, (size_t)length) == 0;
}

/// What `poll` reports when the other end has closed its writing side (`POLLRDHUP` needs _GNU_SOURCE).
enum { linux_poll_peer_closed = 0x2000 };

#endif

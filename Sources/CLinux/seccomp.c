// A deny list, because a list of what Swift's runtime, libcurl, OpenSSL and libav may need would break with each of their
// updates. It is about other processes, the kernel's sharper tools, and what Landlock leaves open or an older one lacks.
#define _GNU_SOURCE
#include "seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "seccomp.c knows x86_64 and aarch64"
#endif

// What Debian 12's headers lack; new calls have the same number everywhere.
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#define SYS_setxattrat_ 463
#define SYS_removexattrat_ 466
#define SYS_open_tree_attr_ 467
#define SYS_file_setattr_ 469

// The same for options.
#ifndef PR_SCHED_CORE
#define PR_SCHED_CORE 62
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif
// In linux/ioprio.h, which Debian 12's headers lack.
enum { ioprio_who_process = 1 };

#define CALL(name) {#name, SYS_##name}

struct call {
    const char *name;
    int number;
};

// Refused whatever the arguments.
static const struct call refused[] = {
    // Another program in our place.
    CALL(execve), CALL(execveat),
    // Other processes: their memory, descriptors, signals, scheduling.
    CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev), CALL(process_madvise), CALL(process_mrelease),
    CALL(kcmp), CALL(pidfd_open), CALL(pidfd_getfd), CALL(pidfd_send_signal), CALL(tkill), CALL(migrate_pages),
    CALL(move_pages), CALL(perf_event_open), CALL(get_robust_list),
    // Who opens which file, also of those that may not be read; and there are few watches for each user.
    CALL(inotify_init1), CALL(inotify_add_watch),
    // Makes everybody's writing wait for the disk, or whoever wants the same file.
    CALL(sync), CALL(syncfs), CALL(flock),
    // Out of the process group by which the supervisor knows whose a process is.
    CALL(setsid), CALL(setpgid),
    // Another user, group or capability.
    CALL(setuid), CALL(setgid), CALL(setreuid), CALL(setregid), CALL(setresuid), CALL(setresgid), CALL(setfsuid),
    CALL(setfsgid), CALL(setgroups), CALL(capset),
    // Namespaces and mounts.
    CALL(unshare), CALL(setns), CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(open_tree),
    CALL(move_mount), CALL(fsopen), CALL(fsconfig), CALL(fsmount), CALL(fspick), CALL(mount_setattr),
    {"open_tree_attr", SYS_open_tree_attr_},
    // Large and often broken parts of the kernel, some of which act in our name past this very filter.
    CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register), CALL(bpf), CALL(userfaultfd), CALL(keyctl),
    CALL(add_key), CALL(request_key), CALL(fanotify_init), CALL(fanotify_mark), CALL(open_by_handle_at),
    CALL(name_to_handle_at), CALL(personality), CALL(quotactl), CALL(quotactl_fd),
    // The machine itself.
    CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(kexec_load), CALL(kexec_file_load), CALL(reboot),
    CALL(swapon), CALL(swapoff), CALL(acct), CALL(settimeofday), CALL(clock_settime), CALL(clock_adjtime),
    CALL(adjtimex), CALL(sethostname), CALL(setdomainname), CALL(syslog), CALL(vhangup),
    // Names shared with other processes of the same user, or of any. Their numbers are small, and need not be asked for.
    CALL(shmget), CALL(shmat), CALL(shmctl), CALL(semget), CALL(semop), CALL(semtimedop), CALL(semctl), CALL(msgget),
    CALL(msgsnd), CALL(msgrcv), CALL(msgctl), CALL(mq_open), CALL(mq_unlink),
    // Being a server.
    CALL(listen), CALL(accept), CALL(accept4),
    // Changing files, for kernels without Landlock; opening them for it is below.
    CALL(mkdirat), CALL(mknodat), CALL(unlinkat), CALL(symlinkat), CALL(linkat), CALL(renameat), CALL(renameat2),
    CALL(truncate), CALL(fchmod), CALL(fchmodat), CALL(fchmodat2), CALL(fchown), CALL(fchownat), CALL(utimensat),
    CALL(setxattr), CALL(lsetxattr), CALL(fsetxattr), CALL(removexattr), CALL(lremovexattr), CALL(fremovexattr),
    {"setxattrat", SYS_setxattrat_}, {"removexattrat", SYS_removexattrat_}, {"file_setattr", SYS_file_setattr_},
    // So that no path of a few bytes leads to a folder that may be written to; see judge_binding.
    CALL(chdir), CALL(fchdir),
    // Its flags are behind a pointer, where no filter can look.
    CALL(openat2),
#ifdef __x86_64__
    CALL(fork), CALL(vfork), CALL(creat), CALL(mkdir), CALL(mknod), CALL(rmdir), CALL(unlink), CALL(symlink),
    CALL(link), CALL(rename), CALL(chmod), CALL(chown), CALL(lchown), CALL(utime), CALL(utimes), CALL(futimesat),
    CALL(iopl), CALL(ioperm), CALL(modify_ldt), CALL(uselib), CALL(inotify_init),
#endif
};

// Refused for some arguments; here for their names.
static const struct call judged[] = {
    CALL(kill), CALL(tgkill), CALL(rt_sigqueueinfo), CALL(rt_tgsigqueueinfo), CALL(prlimit64), CALL(setpriority),
    CALL(sched_setaffinity), CALL(sched_setscheduler), CALL(sched_setparam), CALL(sched_setattr), CALL(ioprio_set),
    CALL(clone), CALL(prctl), CALL(fcntl), CALL(ioctl), CALL(openat), CALL(socket), CALL(socketpair), CALL(bind),
    CALL(setsockopt), CALL(getsockopt), CALL(sendto), CALL(sendmsg), CALL(sendmmsg),
#ifdef __x86_64__
    CALL(open),
#endif
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

// MARK: The filter

// One block per call, most of two instructions.
enum { most_instructions = 600 };

struct program {
    struct sock_filter code[most_instructions];
    unsigned short length;
};

enum {
    allow = SECCOMP_RET_ALLOW,
    trap = SECCOMP_RET_TRAP,
    // The data comes to the handler as si_errno: what is refused here is tried by glibc's resolver in every process
    // (nscd), and no reason for alarm.
    trap_expected = SECCOMP_RET_TRAP | 1,
};

static void emit(struct program *program, uint16_t code, uint8_t if_true, uint8_t if_false, uint32_t value) {
    if (program->length == most_instructions) __builtin_trap();
    program->code[program->length++] = (struct sock_filter){code, if_true, if_false, value};
}

static void finish(struct program *program, uint32_t action) { emit(program, BPF_RET | BPF_K, 0, 0, action); }

static void load(struct program *program, size_t offset) {
    emit(program, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

// The lower half of an argument, which is all that the kernel looks at in each of those below.
static void load_argument(struct program *program, unsigned index) {
    load(program, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

static void mask(struct program *program, uint32_t bits) { emit(program, BPF_ALU | BPF_AND | BPF_K, 0, 0, bits); }

// Skips what follows, up to `end`, unless the accumulator has that value.
static unsigned short begin(struct program *program, uint32_t value) {
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, value);
    return program->length;
}

static void end(struct program *program, unsigned short start) {
    if (program->length - start > UINT8_MAX) __builtin_trap();
    program->code[start - 1].jf = (uint8_t)(program->length - start);
}

static void finish_if(struct program *program, uint32_t value, uint32_t action) {
    unsigned short start = begin(program, value);
    finish(program, action);
    end(program, start);
}

// Ends with a refusal unless the accumulator has one of two values.
static void require_either(struct program *program, uint32_t first, uint32_t second) {
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 2, 0, first);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, second);
    finish(program, trap);
}

static void check_architecture(struct program *program) {
    load(program, offsetof(struct seccomp_data, arch));
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
    finish(program, SECCOMP_RET_KILL_PROCESS);
    load(program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    // The x32 calls share the architecture and have numbers of their own.
    emit(program, BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000);
    finish(program, SECCOMP_RET_KILL_PROCESS);
#endif
}

// A call that names a process in argument `index`: only ourselves, by number or, where it means that, by 0.
static void allow_self(struct program *program, int call, unsigned index, bool zero_is_self) {
    unsigned short start = begin(program, (uint32_t)call);
    load_argument(program, index);
    finish_if(program, (uint32_t)getpid(), allow);
    if (zero_is_self) finish_if(program, 0, allow);
    finish(program, trap);
    end(program, start);
}

// One that names a process by its kind and its number: no group and not all of a user, which 0 would mean as well.
static void allow_self_alone(struct program *program, int call, uint32_t process_kind) {
    unsigned short start = begin(program, (uint32_t)call);
    load_argument(program, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, process_kind);
    finish(program, trap);
    load_argument(program, 1);
    finish_if(program, (uint32_t)getpid(), allow);
    finish_if(program, 0, allow);
    finish(program, trap);
    end(program, start);
}

static void judge_processes(struct program *program) {
    // 0 means our process group in all four; nobody else is in it, and nobody of us asks for it.
    allow_self(program, SYS_kill, 0, false);
    allow_self(program, SYS_tgkill, 0, false);
    allow_self(program, SYS_rt_sigqueueinfo, 0, false);
    allow_self(program, SYS_rt_tgsigqueueinfo, 0, false);
    allow_self(program, SYS_prlimit64, 0, true);
    allow_self(program, SYS_sched_setaffinity, 0, true);
    allow_self(program, SYS_sched_setscheduler, 0, true);
    allow_self(program, SYS_sched_setparam, 0, true);
    allow_self(program, SYS_sched_setattr, 0, true);
    allow_self_alone(program, SYS_setpriority, PRIO_PROCESS);
    allow_self_alone(program, SYS_ioprio_set, ioprio_who_process);
    // Threads, but no processes. clone3 has its flags behind a pointer; glibc falls back to clone when it is not there.
    finish_if(program, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
    unsigned short start = begin(program, SYS_clone);
    load_argument(program, 0);
    emit(program, BPF_JMP | BPF_JSET | BPF_K, 0, 1, CLONE_THREAD);
    finish(program, allow);
    finish(program, trap);
    end(program, start);
}

static void refuse_values(struct program *program, int call, unsigned index, const uint32_t *values, size_t count) {
    unsigned short start = begin(program, (uint32_t)call);
    load_argument(program, index);
    for (size_t value = 0; value < count; value++) finish_if(program, values[value], trap);
    finish(program, allow);
    end(program, start);
}

static void judge_controls(struct program *program) {
    // What the first step of confinement took is not to be had back; and which processes share a core is for others to say.
    static const uint32_t prctls[] = {PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_PTRACER, PR_SET_MM, PR_SCHED_CORE};
    refuse_values(program, SYS_prctl, 0, prctls, COUNT(prctls));
    // Signals to others by way of a descriptor that becomes readable; watches of folders; locks that others wait for; memory
    // that is in no limit of address space, of which each user has little.
    static const uint32_t fcntls[] = {
        F_SETOWN, F_SETSIG, F_SETOWN_EX, F_NOTIFY, F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW, F_SETPIPE_SZ,
    };
    refuse_values(program, SYS_fcntl, 1, fcntls, COUNT(fcntls));
    // The same, and typing into the operator's terminal; changes of a file for which reading it is enough.
    static const uint32_t ioctls[] = {
        FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX, TIOCSCTTY,
        FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, FS_IOC_ENABLE_VERITY,
    };
    refuse_values(program, SYS_ioctl, 1, ioctls, COUNT(ioctls));
}

static void allow_reading_only(struct program *program, int call, unsigned flags) {
    unsigned short start = begin(program, (uint32_t)call);
    load_argument(program, flags);
    mask(program, O_ACCMODE | O_CREAT | O_TRUNC);
    finish_if(program, O_RDONLY, allow);
    finish(program, trap);
    end(program, start);
}

static void judge_socket(struct program *program, struct linux_seccomp_needs needs) {
    unsigned short start = begin(program, SYS_socket);
    load_argument(program, 0);
    finish_if(program, AF_UNIX, needs.unix_sockets ? allow : trap_expected);
    if (needs.network || needs.datagrams) {
        // The resolver asks the kernel for the machine's addresses, and so does who looks for devices from each of them.
        unsigned short netlink = begin(program, AF_NETLINK);
        load_argument(program, 2);
        finish_if(program, 0 /* NETLINK_ROUTE */, allow);
        finish(program, trap);
        end(program, netlink);
        require_either(program, AF_INET, AF_INET6);
        load_argument(program, 1);
        mask(program, 0xF);
        require_either(program, needs.network ? SOCK_STREAM : SOCK_DGRAM, SOCK_DGRAM);
        // Not MPTCP, which reaches any TCP server and which Landlock's ports do not govern.
        load_argument(program, 2);
        finish_if(program, 0, allow);
        require_either(program, IPPROTO_TCP, IPPROTO_UDP);
        finish(program, allow);
    }
    finish(program, trap);
    end(program, start);
}

static void judge_socket_pair(struct program *program) {
    // Both ends are ours, but a datagram socket could send to any Unix address from there.
    unsigned short start = begin(program, SYS_socketpair);
    load_argument(program, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AF_UNIX);
    finish(program, trap);
    load_argument(program, 1);
    mask(program, 0xF);
    finish_if(program, SOCK_STREAM, allow);
    finish(program, trap);
    end(program, start);
}

// The resolver binds its netlink socket, and the shortest address that has a port is longer than netlink's.
//
// A camera that sends RTP over UDP needs ports; TCP's are Landlock's to refuse then, and nobody may listen on one. What is
// left is a Unix socket's path of at most ten bytes, and a folder
// there that may be written to, where Landlock is not: the address is behind a pointer.
static void judge_binding(struct program *program, struct linux_seccomp_needs needs) {
    unsigned short start = begin(program, SYS_bind);
    load_argument(program, 2);
    finish_if(program, sizeof(struct sockaddr_nl), allow);
    if (needs.datagram_ports) {
        finish_if(program, sizeof(struct sockaddr_in), allow);
        finish_if(program, sizeof(struct sockaddr_in6), allow);
    }
    finish(program, trap);
    end(program, start);
}

// Refused for some options of a level.
static void refuse_options(struct program *program, int call, uint32_t level, const uint32_t *options, size_t count) {
    unsigned short start = begin(program, (uint32_t)call);
    load_argument(program, 1);
    unsigned short of_level = begin(program, level);
    load_argument(program, 2);
    for (size_t option = 0; option < count; option++) finish_if(program, options[option], trap);
    finish(program, allow);
    end(program, of_level);
    // The next judge of this call begins with its number.
    load(program, offsetof(struct seccomp_data, nr));
    end(program, start);
}

static void judge_options(struct program *program) {
    // A socket that lingers stops whoever closes it last until its bytes are gone. Sent over our channel, that is the
    // supervisor, in the midst of a non-blocking read (tried: 7 s of 7; from Linux 6.16 on its socket takes none).
    // And handles of processes, which pidfd_open is refused for.
    static const uint32_t sockets[] = {SO_LINGER, SO_PASSPIDFD};
    refuse_options(program, SYS_setsockopt, SOL_SOCKET, sockets, COUNT(sockets));
    // Another protocol in the place of TCP: SMC's connections pass Landlock by, and it loads parts of the kernel.
    static const uint32_t tcp[] = {TCP_ULP};
    refuse_options(program, SYS_setsockopt, IPPROTO_TCP, tcp, COUNT(tcp));
    static const uint32_t asked[] = {SO_PEERPIDFD};
    refuse_options(program, SYS_getsockopt, SOL_SOCKET, asked, COUNT(asked));
}

// TCP Fast Open connects in the act of sending, where Landlock does not look. Nobody sends out-of-band bytes, whose code in
// Unix sockets has let a browser's sandbox out (CVE-2025-38236).
static void refuse_odd_sending(struct program *program, int call, unsigned flags) {
    unsigned short start = begin(program, (uint32_t)call);
    load_argument(program, flags);
    emit(program, BPF_JMP | BPF_JSET | BPF_K, 0, 1, MSG_FASTOPEN | MSG_OOB);
    finish(program, trap);
    finish(program, allow);
    end(program, start);
}

static void build(struct program *program, struct linux_seccomp_needs needs) {
    check_architecture(program);
    for (size_t index = 0; index < COUNT(refused); index++) finish_if(program, (uint32_t)refused[index].number, trap);
    judge_processes(program);
    judge_controls(program);
    allow_reading_only(program, SYS_openat, 2);
#ifdef __x86_64__
    allow_reading_only(program, SYS_open, 1);
#endif
    judge_socket(program, needs);
    judge_socket_pair(program);
    judge_binding(program, needs);
    judge_options(program);
    refuse_odd_sending(program, SYS_sendto, 3);
    refuse_odd_sending(program, SYS_sendmsg, 2);
    refuse_odd_sending(program, SYS_sendmmsg, 3);
    finish(program, allow);
}

// MARK: The handler

static _Atomic(const char *) last_refusal;
static atomic_bool is_said[COUNT(refused) + COUNT(judged)];

static const struct call *find(int number, size_t *index) {
    for (*index = 0; *index < COUNT(refused); (*index)++) {
        if (refused[*index].number == number) return &refused[*index];
    }
    for (; *index < COUNT(refused) + COUNT(judged); (*index)++) {
        const struct call *call = &judged[*index - COUNT(refused)];
        if (call->number == number) return call;
    }
    return NULL;
}

// Only what signal-safety(7) allows, and only if it does not block: the supervisor may have stopped reading.
static void say(const char *level, const char *name) {
    struct pollfd output = {.fd = STDERR_FILENO, .events = POLLOUT};
    if (poll(&output, 1, 0) != 1 || !(output.revents & POLLOUT)) return;
    char line[64];
    size_t length = 0;
    const char *parts[] = {level, " seccomp: ", name, "\n"};
    for (size_t part = 0; part < COUNT(parts); part++) {
        for (const char *byte = parts[part]; *byte && length < sizeof line; byte++) line[length++] = *byte;
    }
    if (write(STDERR_FILENO, line, length) < 0) return;
}

static void refuse(int number, siginfo_t *information, void *context) {
    if (information->si_code != 1 /* SYS_SECCOMP */) {
        // Somebody sent it, to end us.
        signal(number, SIG_DFL);
        kill(getpid(), number);
        return;
    }
    int saved = errno;
    size_t index;
    const struct call *call = find(information->si_syscall, &index);
    if (call) {
        atomic_store(&last_refusal, call->name);
        if (!atomic_exchange(&is_said[index], true)) say(information->si_errno ? "debug" : "error", call->name);
    }
    ucontext_t *state = context;
#if defined(__x86_64__)
    state->uc_mcontext.gregs[REG_RAX] = -EPERM;
#else
    state->uc_mcontext.regs[0] = (unsigned long)-EPERM;
#endif
    errno = saved;
}

const char *linux_seccomp_last_refusal(void) { return atomic_load(&last_refusal); }

void linux_seccomp_forget_refusal(void) { atomic_store(&last_refusal, NULL); }

int linux_seccomp_confine(struct linux_seccomp_needs needs) {
    static struct program program;
    program.length = 0;
    build(&program, needs);
    struct sigaction action = {.sa_sigaction = refuse, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGSYS, &action, NULL) < 0) return -errno;
    struct sock_fprog filter = {.len = program.length, .filter = program.code};
    // TSYNC answers with the id of a thread that could not be taken along.
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    if (result == 0) return 0;
    return result > 0 ? -EBUSY : -errno;
}

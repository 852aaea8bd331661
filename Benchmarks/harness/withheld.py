"""Takes Landlock and seccomp away from a process: it and its children see a kernel that has neither.

For measuring what the two cost. A seccomp filter answers their system calls with ENOSYS, as an older kernel would.
"""

import ctypes
import errno
import platform
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, EQUAL, ANSWER = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
SECCOMP = {"x86_64": 317, "aarch64": 277}
LANDLOCK = (444, 445, 446)  # create_ruleset, add_rule, restrict_self, everywhere the same


def withhold():
    calls = (*LANDLOCK, SECCOMP[platform.machine()])
    steps = [(LOAD, 0, 0, 0)]  # the call's number
    steps += [(EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(ANSWER, 0, 0, ALLOW), (ANSWER, 0, 0, ERRNO | errno.ENOSYS)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in steps))
    # struct sock_fprog: a count, padding, a pointer
    header = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")

// Datagrams to everybody on a network, and the addresses from which they go out.
// Addresses are bytes in network order, IPv4's in the first four of sixteen: Swift has no use for `struct sockaddr`'s family.
#ifndef CAMSUPERVISOR_CLINUX_DATAGRAMS_H
#define CAMSUPERVISOR_CLINUX_DATAGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An address of this machine, on an interface that is up.
struct linux_network_address {
    /// As long as the kernel's names are, with a zero behind them.
    char interface[16];
    uint8_t bytes[16];
    /// Bits of `bytes` that the network's other addresses share.
    uint8_t prefix;
    bool is_ipv6;
    bool is_loopback;
    /// Whether it has neighbours to be asked at once.
    bool has_multicast;
};

/// Where a datagram goes to, or comes from.
struct linux_datagram_place {
    uint8_t bytes[16];
    uint16_t port;
    bool is_ipv6;
};

/// Writes the first `room` addresses to `list`; how many it has written, or -errno.
///
/// Asks by netlink, which opens no file.
int linux_network_addresses(struct linux_network_address *list, int room);

/// A non-blocking UDP socket; the socket or -errno.
int linux_udp_socket(bool is_ipv6);

/// Has what a socket sends to groups leave from an address, as far as `hops` networks; 0 or -errno.
int linux_multicast_from(int descriptor, const struct linux_network_address *address, int hops);

/// Sends one datagram; 0 or -errno.
int linux_send_to(int descriptor, const void *bytes, size_t length, const struct linux_datagram_place *place);

/// Takes the next datagram, cut off at `room`; its bytes, or -errno.
long linux_receive_from(int descriptor, void *bytes, size_t room, struct linux_datagram_place *place);

#endif

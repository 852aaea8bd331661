// What WS-Discovery needs of the kernel beyond ordinary sockets; here, so that the headers of interfaces are nobody else's.
#define _GNU_SOURCE
#include "datagrams.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

_Static_assert(IF_NAMESIZE == 16, "the length of a name");

static uint8_t prefix_of(const uint8_t *mask, size_t length) {
    uint8_t bits = 0;
    for (size_t index = 0; index < length; index++) bits += (uint8_t)__builtin_popcount(mask[index]);
    return bits;
}

int linux_network_addresses(struct linux_network_address *list, int room) {
    struct ifaddrs *all;
    if (getifaddrs(&all) < 0) return -errno;
    int count = 0;
    for (struct ifaddrs *one = all; one && count < room; one = one->ifa_next) {
        if (!one->ifa_addr || !(one->ifa_flags & IFF_UP) || !(one->ifa_flags & IFF_RUNNING)) continue;
        bool is_ipv6 = one->ifa_addr->sa_family == AF_INET6;
        if (!is_ipv6 && one->ifa_addr->sa_family != AF_INET) continue;
        struct linux_network_address address = {
            .is_ipv6 = is_ipv6,
            .is_loopback = (one->ifa_flags & IFF_LOOPBACK) != 0,
            .has_multicast = (one->ifa_flags & IFF_MULTICAST) != 0,
        };
        strncpy(address.interface, one->ifa_name, sizeof address.interface - 1);
        if (is_ipv6) {
            memcpy(address.bytes, &((struct sockaddr_in6 *)one->ifa_addr)->sin6_addr, 16);
            struct sockaddr_in6 *mask = (struct sockaddr_in6 *)one->ifa_netmask;
            address.prefix = mask ? prefix_of((uint8_t *)&mask->sin6_addr, 16) : 128;
        } else {
            memcpy(address.bytes, &((struct sockaddr_in *)one->ifa_addr)->sin_addr, 4);
            struct sockaddr_in *mask = (struct sockaddr_in *)one->ifa_netmask;
            address.prefix = mask ? prefix_of((uint8_t *)&mask->sin_addr, 4) : 32;
        }
        list[count++] = address;
    }
    freeifaddrs(all);
    return count;
}

int linux_udp_socket(bool is_ipv6) {
    int descriptor = socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_UDP);
    if (descriptor < 0) return -errno;
    // All of a network answer at once, and one with large datagrams must not push the others out. As much as the kernel lets
    // everybody have, which is at least twice what it gives by itself.
    int room = 1 << 20;
    (void)setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    return descriptor;
}

int linux_multicast_from(int descriptor, const struct linux_network_address *address, int hops) {
    if (address->is_ipv6) {
        struct ifreq request = {0};
        memcpy(request.ifr_name, address->interface, sizeof request.ifr_name - 1);
        if (ioctl(descriptor, SIOCGIFINDEX, &request) < 0) return -errno;
        int index = request.ifr_ifindex;
        if (setsockopt(descriptor, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index) < 0) return -errno;
        return setsockopt(descriptor, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops) < 0 ? -errno : 0;
    }
    struct in_addr from;
    memcpy(&from, address->bytes, sizeof from);
    if (setsockopt(descriptor, IPPROTO_IP, IP_MULTICAST_IF, &from, sizeof from) < 0) return -errno;
    return setsockopt(descriptor, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops) < 0 ? -errno : 0;
}

int linux_send_to(int descriptor, const void *bytes, size_t length, const struct linux_datagram_place *place) {
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(place->port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(place->port)};
    memcpy(&six.sin6_addr, place->bytes, 16);
    memcpy(&four.sin_addr, place->bytes, 4);
    const void *address = place->is_ipv6 ? (const void *)&six : (const void *)&four;
    socklen_t size = place->is_ipv6 ? sizeof six : sizeof four;
    return sendto(descriptor, bytes, length, MSG_NOSIGNAL, address, size) < 0 ? -errno : 0;
}

long linux_receive_from(int descriptor, void *bytes, size_t room, struct linux_datagram_place *place) {
    struct sockaddr_storage sender;
    socklen_t size = sizeof sender;
    ssize_t count = recvfrom(descriptor, bytes, room, 0, (struct sockaddr *)&sender, &size);
    if (count < 0) return -errno;
    *place = (struct linux_datagram_place){.is_ipv6 = sender.ss_family == AF_INET6};
    if (place->is_ipv6) {
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)&sender;
        memcpy(place->bytes, &six->sin6_addr, 16);
        place->port = ntohs(six->sin6_port);
    } else {
        struct sockaddr_in *four = (struct sockaddr_in *)&sender;
        memcpy(place->bytes, &four->sin_addr, 4);
        place->port = ntohs(four->sin_port);
    }
    return count;
}

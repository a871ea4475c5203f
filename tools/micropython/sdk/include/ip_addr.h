/* IPv4 addresses, in network byte order. */
#ifndef REPLAY_SDK_IP_ADDR_H
#define REPLAY_SDK_IP_ADDR_H

#include "c_types.h"

typedef struct ip_addr {
	uint32_t addr;
} ip_addr_t;

struct ip_info {
	ip_addr_t ip;
	ip_addr_t netmask;
	ip_addr_t gw;
};

char *ipaddr_ntoa_r(const ip_addr_t *address, char *into, int size);
int ipaddr_aton(const char *text, ip_addr_t *into);

#endif

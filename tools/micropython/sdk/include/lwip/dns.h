/* The name server's address is kept, nobody asks it. */
#ifndef REPLAY_SDK_LWIP_DNS_H
#define REPLAY_SDK_LWIP_DNS_H

#include "ip_addr.h"

ip_addr_t dns_getserver(uint8_t index);
void dns_setserver(uint8_t index, ip_addr_t *address);

/* Declared here because the port expects it from the network stack's headers, and defines it itself. */
uint32_t htonl(uint32_t value);

#endif

/* IPv4 addresses as text, and the name server's address, which nobody asks. */
#include <stdio.h>

#include "lwip/dns.h"

static ip_addr_t server;

ip_addr_t ICACHE_FLASH_ATTR dns_getserver(uint8_t index) {
	ip_addr_t none = {0};
	return index == 0 ? server : none;
}

void ICACHE_FLASH_ATTR dns_setserver(uint8_t index, ip_addr_t *address) {
	if (index == 0) server = *address;
}

char *ICACHE_FLASH_ATTR ipaddr_ntoa_r(const ip_addr_t *address, char *into, int size) {
	uint32_t a = address->addr;
	int length = snprintf(into, size, "%u.%u.%u.%u", a & 255, a >> 8 & 255, a >> 16 & 255, a >> 24);
	return length < size ? into : NULL;
}

int ICACHE_FLASH_ATTR ipaddr_aton(const char *text, ip_addr_t *into) {
	uint32_t address = 0;
	for (int i = 0; i < 4; i++) {
		uint32_t part = 0;
		if (*text < '0' || *text > '9') return 0;
		while (*text >= '0' && *text <= '9') {
			part = part * 10 + *text++ - '0';
			if (part > 255) return 0;
		}
		address |= part << (8 * i);
		if (i < 3 && *text++ != '.') return 0;
	}
	if (*text) return 0;
	into->addr = address;
	return 1;
}

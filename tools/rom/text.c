/* Small text helpers. */
#include "rom.h"

/* The value of a hexadecimal digit, or -1. */
int ets_char2xdigit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Six numbers with a character between them. Returns `mac`, or 0 for anything else. */
u8 *ets_str2macaddr(u8 *mac, const char *text)
{
	for (u32 i = 0; i < 6; i++) {
		int high = ets_char2xdigit(text[0]), low = high < 0 ? -1 : ets_char2xdigit(text[1]);
		if (high < 0 || low < 0)
			return 0;
		mac[i] = high << 4 | low;
		text += 3;
	}
	return mac;
}

/* A second printf that firmware brings along. */
extern void (*external_printf)(void);
extern void *external_argument;

void ets_install_external_printf(void (*start)(void), put_char put, void *argument)
{
	putc2 = put;
	external_printf = start;
	external_argument = argument;
}

/*
 * System messages: where os_install_putc1() says, before that nowhere. MicroPython's printf() goes to its own console,
 * and the ROM's reads format and strings byte by byte, which flash does not allow; this file is compiled to read words.
 */
#include <stdarg.h>

#include "osapi.h"
#include "sdk.h"

static void (*write_char)(char c);
static int written;

void ICACHE_FLASH_ATTR os_install_putc1(void (*write)(char c)) {
	write_char = write;
}

static void ICACHE_FLASH_ATTR put(char c) {
	written++;
	if (write_char) write_char(c);
}

static void ICACHE_FLASH_ATTR put_text(const char *text, int length, int width, char pad) {
	for (int i = length; i < width; i++) put(pad);
	for (int i = 0; i < length; i++) put(text[i]);
}

static void ICACHE_FLASH_ATTR put_number(uint32_t n, unsigned base, bool negative, int width, char pad) {
	char text[12];
	int at = sizeof(text);
	do {
		unsigned digit = n % base;
		text[--at] = digit < 10 ? '0' + digit : 'a' + digit - 10;
		n /= base;
	} while (n);
	if (negative) text[--at] = '-';
	put_text(text + at, sizeof(text) - at, width, pad);
}

/* Puts what one conversion stands for; the character behind the width chooses it. */
static void ICACHE_FLASH_ATTR put_conversion(char conversion, int width, char pad, va_list *args) {
	switch (conversion) {
		case 'd': {
			int n = va_arg(*args, int);
			put_number(n < 0 ? -(uint32_t)n : (uint32_t)n, 10, n < 0, width, pad);
			break;
		}
		case 'u':
			put_number(va_arg(*args, uint32_t), 10, false, width, pad);
			break;
		case 'p':
		case 'x':
			put_number(va_arg(*args, uint32_t), 16, false, width, pad);
			break;
		case 'c':
			put(va_arg(*args, int));
			break;
		case 's': {
			const char *text = va_arg(*args, const char *);
			put_text(text, strlen(text), width, ' ');
			break;
		}
		default:
			put(conversion);
	}
}

/* Knows %d %u %x %p %c %s and %%, width, zero padding of what is not negative. */
int ICACHE_FLASH_ATTR os_printf(const char *format, ...) {
	va_list args;
	va_start(args, format);
	written = 0;
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		char pad = ' ';
		int width = 0;
		if (*++format == '0') pad = *format++;
		while (*format >= '0' && *format <= '9') width = width * 10 + *format++ - '0';
		if (!*format) break;
		put_conversion(*format, width, pad, &args);
	}
	va_end(args);
	return written;
}

/* Formatted output on the console. */
#include "rom.h"

extern char digits_lower[16], digits_upper[16], null_text[8];

/* Line ends become CR LF; a CR by itself is dropped. */
static void put_text(put_char put, char c)
{
	if (!put || c == '\r')
		return;
	if (c == '\n')
		put('\r');
	put(c);
}

void ets_write_char(char c)
{
	put_text(putc1, c);
	put_text(putc2, c);
}

static void write_uart(char c)
{
	uart_tx_one_char(c);
}

static void write_uart_text(char c)
{
	put_text(write_uart, c);
}

void ets_install_putc1(put_char put)
{
	putc1 = put;
}

void ets_install_putc2(put_char put)
{
	putc2 = put;
}

void ets_install_uart_printf(void)
{
	ets_install_putc1(write_uart);
}

/* Writes `text` in a field of `width`. Returns the characters written. */
static int put_field(put_char put, const char *text, int length, int width, int left, char fill, char sign)
{
	int pad = width - length - (sign != 0);
	int count = length + (sign != 0) + (pad > 0 ? pad : 0);

	if (sign && fill == '0')
		put(sign);
	if (!left)
		while (pad-- > 0)
			put(fill);
	if (sign && fill != '0')
		put(sign);
	while (length--)
		put(*text++);
	if (left)
		while (pad-- > 0)
			put(' ');
	return count;
}

/*
 * %d %D %u %U %x %X %p %c %s %% with '-', '0' and a width; a '.' makes the field zero-filled and the digits after it
 * count for nothing; 'l' means nothing and 'll' takes a 64-bit argument of which the low word is shown. All of this
 * was observed. Returns the number of characters.
 */
int ets_vprintf(put_char put, const char *format, va_list args)
{
	int count = 0;

	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			count++;
			continue;
		}
		char number[12];
		char *text = number + sizeof number;
		char sign = 0, fill = ' ';
		int left = 0, width = 0, longs = 0;
		u32 value, base = 10;
		const char *symbols = digits_lower;

		format++;
		if (*format == '-') {
			left = 1;
			format++;
		}
		if (*format == '0') {
			fill = '0';
			format++;
		}
		while (*format >= '0' && *format <= '9')
			width = width * 10 + *format++ - '0';
		if (*format == '.') {
			fill = '0';
			do
				format++;
			while (*format >= '0' && *format <= '9');
		}
		while (*format == 'l') {
			longs++;
			format++;
		}
		switch (*format) {
		case 'c':
			put(va_arg(args, int));
			count++;
			continue;
		case 's': {
			const char *s = va_arg(args, const char *);
			if (!s)
				s = null_text;
			count += put_field(put, s, strlen(s), width, left, fill, 0);
			continue;
		}
		case 'p':
			/* Its 0x is not counted. */
			put('0');
			put('x');
			width = 8;
			fill = '0';
			base = 16;
			break;
		case 'X':
			symbols = digits_upper;
			base = 16;
			break;
		case 'x':
			base = 16;
			break;
		case 'd':
		case 'D':
		case 'u':
		case 'U':
			break;
		case '%':
			/* Not counted either. */
			put('%');
			continue;
		case 0:
			put('%');
			return count + 1;
		default:
			put('%');
			put(*format);
			count += 2;
			continue;
		}
		value = longs > 1 ? (u32)va_arg(args, u64) : va_arg(args, u32);
		if ((*format | 0x20) == 'd' && (s32)value < 0) {
			sign = '-';
			value = -value;
		}
		if (base == 16)
			do {
				*--text = symbols[value & 15];
				value >>= 4;
			} while (value);
		else
			do {
				u32 q = value / 10;
				*--text = '0' + (value - q * 10);
				value = q;
			} while (value);
		count += put_field(put, text, number + sizeof number - text, width, left, fill, sign);
	}
	return count;
}

int ets_printf(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int count = ets_vprintf(ets_write_char, format, args);
	va_end(args);
	return count;
}

int ets_uart_printf(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int count = ets_vprintf(write_uart_text, format, args);
	va_end(args);
	return count;
}

/* A state that cannot be: the name of the source in which the real ROM checks for it, then the end. */
void rom_give_up(const char *source)
{
	ets_printf("%s ", source);
	rom_break();
}

/* Called by the stub of an entry point that has no function: a0 points behind it. */
extern const u32 rom_missing_table[];
void rom_report_missing(u32 return_address)
{
	const volatile u32 *entry = rom_missing_table;
	u32 address = return_address - 3;

	ets_install_uart_printf();
	ets_printf("\nesp8266-replay ROM: ");
	/* Each entry: address, words of name, name padded with zeroes; ends with address 0. */
	while (entry[0] && entry[0] != address)
		entry += 2 + entry[1];
	for (u32 i = 0; entry[0] && i < entry[1]; i++)
		for (u32 word = entry[2 + i]; word; word >>= 8)
			ets_write_char(word & 0xff);
	ets_printf(" (0x%08x) is not implemented\n", address);
	rom_break();
}

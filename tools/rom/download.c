/*
 * UART download mode: the serial protocol of esptool's documentation, with the answers that were observed where that is
 * silent. Packets are framed as SLIP (C0, with DB DC and DB DD inside): 0, command, length (2), checksum (4), data.
 * Answers: 1, command, 2, 0, value (4), failed, error.
 */
#include "rom.h"

#define END 0xc0
#define ESCAPE 0xdb
#define ESCAPED_END 0xdc
#define ESCAPED_ESCAPE 0xdd

enum command {
	FLASH_BEGIN = 2,
	FLASH_DATA,
	FLASH_END,
	MEM_BEGIN,
	MEM_END,
	MEM_DATA,
	SYNC,
	WRITE_REG,
	READ_REG,
};

#define ERROR_MESSAGE 5
#define ERROR_ACT 6
#define ERROR_CHECKSUM 7
#define CHECKSUM_SEED 0xef

/* Between the ROM's variables and its stack; holds esptool's largest block and its header. */
#define BUFFER 0x3fffe000u
#define BUFFER_SIZE 0x1810u

struct packet {
	u8 direction, command;
	u16 length;
	u32 checksum;
};

struct session {
	struct packet packet;
	u32 received;	/* bytes of data, which are at BUFFER */
	u32 value;	/* what READ_REG read last; every answer carries it */
	u8 error;	/* the last error; SYNC clears it */
	u32 sequence;	/* of the next block */
	u32 target;	/* where it goes */
	u8 last;	/* the last command that was understood */
};

static void send(u8 c)
{
	if (c == END) {
		uart_tx_one_char(ESCAPE);
		c = ESCAPED_END;
	} else if (c == ESCAPE) {
		uart_tx_one_char(ESCAPE);
		c = ESCAPED_ESCAPE;
	}
	uart_tx_one_char(c);
}

static void answer(struct session *s, u8 command, u32 failed)
{
	uart_tx_one_char(END);
	send(1);
	send(command);
	send(2);
	send(0);
	for (u32 i = 0; i < 32; i += 8)
		send(s->value >> i);
	send(failed);
	send(s->error);
	uart_tx_one_char(END);
}

/* Waits for a frame; an empty one is no frame. */
static void receive(struct session *s)
{
	u8 *header = (u8 *)&s->packet, *data = (u8 *)BUFFER;
	u32 n = 0;

	s->packet.command = 0;
	s->packet.length = 0xffff;
	while (uart_rx_one_char_block() != END)
		;
	for (;;) {
		u8 c = uart_rx_one_char_block();
		if (c == END) {
			if (n > 0)
				break;
			continue;
		}
		if (c == ESCAPE)
			c = uart_rx_one_char_block() == ESCAPED_END ? END : ESCAPE;
		if (n < sizeof s->packet)
			header[n] = c;
		else if (n < sizeof s->packet + BUFFER_SIZE)
			data[n - sizeof s->packet] = c;
		n++;
	}
	s->received = n < sizeof s->packet ? 0 : n - sizeof s->packet;
}

static u32 word(u32 i)
{
	return REG(BUFFER + 4 * i);
}

/*
 * What is wrong with a block of data, or 0: header of length, sequence, 0, 0, then what it counts. One with a wrong
 * checksum counts as the next one all the same.
 */
static u32 block_error(struct session *s)
{
	const u8 *data = (const u8 *)BUFFER + 16;
	u32 length = word(0);
	u8 sum = CHECKSUM_SEED;

	if (s->target == 0 || s->packet.length < 16 || length > s->packet.length - 16u || word(1) != s->sequence)
		return ERROR_MESSAGE;
	s->sequence++;
	for (u32 i = 0; i < length; i++)
		sum ^= data[i];
	return sum == (s->packet.checksum & 0xff) ? 0 : ERROR_CHECKSUM;
}

static int write_flash(struct session *s)
{
	u32 length = (word(0) + 3) & ~3u;
	if (SPIWrite(s->target, (const u32 *)(BUFFER + 16), length))
		return 0;
	s->target += length;
	return 1;
}

static int write_memory(struct session *s)
{
	u32 length = word(0);
	const u32 *from = (const u32 *)(BUFFER + 16);
	if (s->target >= 0x40000000 && (length & 3))
		length = (length + 3) & ~3u;
	memcpy((void *)s->target, from, length);
	s->target += length;
	return 1;
}

/* Runs one command; true when the download is over and `entry` says what follows (0: the image in flash). */
static int obey(struct session *s, u32 *entry)
{
	u32 command = s->packet.command;
	int good = s->packet.direction == 0 && s->packet.length == s->received;
	int done = 0;
	u32 failed = 0;

	if (!good || command < FLASH_BEGIN || command > READ_REG)
		command = 0;
	switch (command) {
	case FLASH_BEGIN:
		spi_flash_attach();
		failed = SPIEraseArea(word(3), word(0)) != 0;
		s->target = word(3);
		s->sequence = 0;
		break;
	case MEM_BEGIN:
		s->target = word(3);
		s->sequence = 0;
		break;
	case FLASH_DATA:
	case MEM_DATA:
		failed = block_error(s);
		if (failed) {
			s->error = failed;
			failed = 1;
		} else if (!(command == FLASH_DATA ? write_flash(s) : write_memory(s))) {
			failed = 1;
			s->error = ERROR_ACT;
		}
		break;
	case FLASH_END:
		if (word(0)) {
			failed = 1;
			s->error = ERROR_ACT;
		}
		*entry = 0;
		done = 1;
		break;
	case MEM_END:
		if (word(0) == 0) {
			*entry = word(1);
			done = 1;
		}
		break;
	case WRITE_REG:
		if (word(2) == 0xffffffff)
			REG(word(0)) = word(1);
		else
			REG(word(0)) = (REG(word(0)) & ~word(2)) | (word(1) & word(2));
		if (word(3))
			ets_delay_us(word(3));
		break;
	case READ_REG:
		s->value = REG(word(0));
		break;
	case SYNC:
		s->value = word(0);
		s->error = 0;
		break;
	default:
		/* Not understood: the answer names the command before, as often as that one is answered. */
		s->error = ERROR_MESSAGE;
		failed = 1;
		command = s->last;
		break;
	}
	s->last = command;
	for (u32 i = command == SYNC ? 7 : 0; i > 0; i--)
		answer(s, command, failed);
	answer(s, command, failed);
	return done;
}

/* Finds the speed from the first packet, which stays unanswered, then serves packets until one says run. */
void uart_download(u32 *entry)
{
	struct session s;

	memset(&s, 0, sizeof s);
	s.last = SYNC;
	clear_bits(UART_BASE(0) + UART_INT_ENA, 1);
	uart_div_modify(0, uart_baudrate_detect(0, 0));
	do
		receive(&s);
	while (!obey(&s, entry));
}

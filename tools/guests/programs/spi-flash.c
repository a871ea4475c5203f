/* The flash chip behind SPI0: identification, status, program, erase, busy times, USR commands, power down. */
#include "flash.h"
#include "guest.h"

/* Far from the program; two blocks of 64 KB. */
#define AREA 0x100000u
#define ERASED 0xffffffffu

static const uint32_t words[16] = {0x00112233, 0x44556677, 0x8899aabb, 0xccddeeff, 0x01234567, 0x89abcdef, 0x0f1e2d3c,
	0x4b5a6978, 0x11111111, 0x22222222, 0x33333333, 0x44444444, 0x55555555, 0x66666666, 0x77777777, 0x88888888};

/* A USR transfer: opcode, address bits (0: none), dummy bits, bytes out of W0.., bytes into W0... */
static void usr(uint32_t opcode, uint32_t address_bits, uint32_t dummy_bits, uint32_t out, uint32_t in) {
	SPI_USER(0) = SPI_USR_COMMAND | (address_bits ? SPI_USR_ADDR : 0) | (dummy_bits ? SPI_USR_DUMMY : 0) |
		(out ? SPI_USR_MOSI : 0) | (in ? SPI_USR_MISO : 0);
	SPI_USER1(0) = ((address_bits - 1) & 0x3f) << 26 | ((out * 8 - 1) & 0x1ff) << 17 | ((in * 8 - 1) & 0x1ff) << 8 |
		((dummy_bits - 1) & 0xff);
	SPI_USER2(0) = 7u << 28 | opcode;
	flash_command(SPI_USR);
}

static void identity(void) {
	SPI_W(0, 0) = 0;
	flash_command(SPI_FLASH_RDID);
	uint32_t id = SPI_W(0, 0) & 0xffffff;
	ok((id & 0xff) != 0 && (id & 0xff) != 0xff, "RDID: a manufacturer");
	ok_equal(id >> 16, 22, "RDID: 2^22 bytes, as this image's header says");
	usr(0x9f, 0, 0, 0, 3);
	ok_equal(SPI_W(0, 0) & 0xffffff, id, "USR 0x9F answers the same");
	ok_equal(flash_word(0) & 0xffff00ff, 0x400200e9 & 0xffff00ff, "READ of address 0: this image's header");
	usr(0x05, 0, 0, 0, 1);
	ok_equal(SPI_W(0, 0) & 0xff, flash_status(), "USR 0x05 and RDSR agree");
}

static void write_enable(void) {
	flash_command(SPI_FLASH_WRDI);
	ok_equal(flash_status() & 3, 0, "idle: neither busy nor write enabled");
	flash_command(SPI_FLASH_WREN);
	ok_equal(flash_status() & 3, FLASH_WEL, "WREN sets WEL");
	flash_command(SPI_FLASH_WRDI);
	ok_equal(flash_status() & 3, 0, "WRDI clears it");
	flash_erase(AREA);
	SPI_ADDR(0) = AREA | 4 << 24;
	SPI_W(0, 0) = 0;
	flash_command(SPI_FLASH_PP);
	ok_equal(flash_status() & 3, 0, "program without WEL: not begun");
	ok_equal(flash_word(AREA), ERASED, "program without WEL: nothing written");
}

static void program(void) {
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = AREA | 64 << 24;
	for (int i = 0; i < 16; i++) SPI_W(0, i) = words[i];
	flash_command(SPI_FLASH_PP);
	ok_equal(flash_status() & FLASH_BUSY, FLASH_BUSY, "program: busy");
	ok_range(flash_wait(), 50, 5000, "program: for 0.05 to 5 ms");
	ok_equal(flash_status() & 3, 0, "program: WEL is clear afterwards");
	uint32_t right = 1;
	for (int i = 0; i < 16; i++) right &= flash_word(AREA + 4 * i) == words[i];
	ok(right, "program: 64 bytes are there");
	ok_equal(flash_word(AREA + 64), ERASED, "program: and no more");

	SPI_ADDR(0) = AREA | 64 << 24;
	flash_command(SPI_FLASH_READ);
	right = 1;
	for (int i = 0; i < 16; i++) right &= SPI_W(0, i) == words[i];
	ok(right, "READ of 64 bytes at once");
	ok_equal(flash_word(AREA + 1), 0x77001122, "READ at an odd address");

	uint32_t mask = 0x0ff0ff00;
	flash_program(AREA, &mask, 1);
	ok_equal(flash_word(AREA), words[0] & mask, "programming again only clears bits");

	/* Eight words from 0xF0 on: the second four go to the beginning of the page. */
	flash_program(AREA + 0x1f0, words, 8);
	right = 1;
	for (int i = 0; i < 4; i++) right &= flash_word(AREA + 0x1f0 + 4 * i) == words[i];
	for (int i = 0; i < 4; i++) right &= flash_word(AREA + 0x100 + 4 * i) == words[4 + i];
	ok(right, "a program across a page's end wraps within the page");
	ok_equal(flash_word(AREA + 0x200), ERASED, "and leaves the next page alone");
}

static void erase(void) {
	flash_program(AREA + 0x1000, words, 1);
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = AREA + 0x123;
	flash_command(SPI_FLASH_SE);
	ok_equal(flash_status() & FLASH_BUSY, FLASH_BUSY, "sector erase: busy");
	ok_range(flash_wait(), 10000, 500000, "sector erase: for 10 to 500 ms");
	ok(flash_word(AREA) == ERASED && flash_word(AREA + 0x100) == ERASED, "sector erase: all ones");
	ok_equal(flash_word(AREA + 0x1000), words[0], "sector erase: the next sector stands");

	flash_program(AREA + 0xfffc, words, 1);
	flash_program(AREA + 0x10000, words, 1);
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = AREA + 0x8000;
	flash_command(SPI_FLASH_BE);
	ok_range(flash_wait(), 50000, 3000000, "64 KB erase: for 50 to 3000 ms");
	ok(flash_word(AREA + 0x1000) == ERASED && flash_word(AREA + 0xfffc) == ERASED, "64 KB erase: the whole block");
	ok_equal(flash_word(AREA + 0x10000), words[0], "64 KB erase: the next block stands");

	SPI_ADDR(0) = AREA + 0x10000;
	flash_command(SPI_FLASH_SE);
	flash_wait();
	ok_equal(flash_word(AREA + 0x10000), words[0], "sector erase without WEL: nothing happens");
}

static void user_commands(void) {
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = (AREA + 0x10000) << 8;
	usr(0x20, 24, 0, 0, 0);
	flash_wait();
	ok_equal(flash_word(AREA + 0x10000), ERASED, "USR 0x20: sector erase");
	usr(0x06, 0, 0, 0, 0);
	ok_equal(flash_status() & 3, FLASH_WEL, "USR 0x06: write enable");
	SPI_ADDR(0) = (AREA + 0x10000) << 8;
	SPI_W(0, 0) = words[0];
	SPI_W(0, 1) = words[1];
	usr(0x02, 24, 0, 8, 0);
	flash_wait();
	ok(flash_word(AREA + 0x10000) == words[0] && flash_word(AREA + 0x10004) == words[1], "USR 0x02: program");
	SPI_ADDR(0) = (AREA + 0x10000) << 8;
	usr(0x03, 24, 0, 0, 8);
	ok(SPI_W(0, 0) == words[0] && SPI_W(0, 1) == words[1], "USR 0x03: read");
	SPI_ADDR(0) = (AREA + 0x10000) << 8;
	usr(0x0b, 24, 8, 0, 8);
	ok(SPI_W(0, 0) == words[0] && SPI_W(0, 1) == words[1], "USR 0x0B: fast read, eight dummy bits");
	flash_program(AREA + 0x18000, words, 1);
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = (AREA + 0x10000) << 8;
	usr(0x52, 24, 0, 0, 0);
	flash_wait();
	ok_equal(flash_word(AREA + 0x10000), ERASED, "USR 0x52: 32 KB erase");
	ok_equal(flash_word(AREA + 0x18000), words[0], "USR 0x52: the other half stands");
	flash_erase(AREA + 0x18000);
}

static void power_down(void) {
	flash_command(SPI_FLASH_DP);
	delay_us(10);
	SPI_W(0, 0) = 0;
	flash_command(SPI_FLASH_RDID);
	ok_equal(SPI_W(0, 0) & 0xffffff, 0xffffff, "power down: RDID is not answered");
	flash_command(SPI_FLASH_RES);
	delay_us(50);
	flash_command(SPI_FLASH_RDID);
	ok_equal((SPI_W(0, 0) >> 16) & 0xff, 22, "release: RDID is");
	ok_equal(flash_word(0) & 0xff, 0xe9, "release: READ too");
}

int main(void) {
	tap_begin(38);
	identity();
	write_enable();
	program();
	erase();
	user_commands();
	power_down();
	return 0;
}

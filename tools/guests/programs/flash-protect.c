/*
 * The flash chip's block protection (W25Q32 datasheet, "Status Register Memory Protection"): a protected part takes
 * neither program nor erase. On a real module the bits are put back at the end; a module that loses power in between
 * is protected.
 */
#include "flash.h"
#include "guest.h"

#define TOP_SECTOR 0x3ff000u
#define BELOW_TOP_SECTOR 0x3fe000u
#define TOP_BLOCK_EDGE 0x3ef000u
#define LOWER_MEGABYTE 0x0ff000u
#define MIDDLE 0x200000u

/* BP2 to BP0, from the bottom, in sectors; in the second register: all but that. */
#define BP(n) ((n) << 2)
#define TB 0x20u
#define SEC 0x40u
#define CMP 0x40u

static const uint32_t word = 0x5a0ff0a5;

static uint32_t second_status(void) {
	SPI_USER(0) = SPI_USR_COMMAND | SPI_USR_MISO;
	SPI_USER1(0) = 7 << 8;
	SPI_USER2(0) = 7u << 28 | 0x35;
	SPI_W(0, 0) = 0xffffffff;
	flash_command(SPI_USR);
	return SPI_W(0, 0) & 0xff;
}

static void write_status(uint32_t first, uint32_t second) {
	flash_command(SPI_FLASH_WREN);
	SPI_USER(0) = SPI_USR_COMMAND | SPI_USR_MOSI;
	SPI_USER1(0) = 15 << 17;
	SPI_USER2(0) = 7u << 28 | 0x01;
	SPI_W(0, 0) = first | second << 8;
	flash_command(SPI_USR);
	flash_wait();
}

/* Whether a word can be programmed into the erased sector at `address`; erases it again if it can. */
static int takes(uint32_t address) {
	flash_program(address, &word, 1);
	uint32_t programmed = flash_word(address) == word;
	if (programmed) {
		flash_erase(address);
		if (flash_word(address) == word) return 0;
	}
	flash_command(SPI_FLASH_WRDI);
	return programmed;
}

int main(void) {
	tap_begin(15);
	uint32_t first = flash_status() & 0xfc, second = second_status();
	write_status(0, second & ~CMP);
	static const uint32_t sectors[] = { TOP_SECTOR, BELOW_TOP_SECTOR, TOP_BLOCK_EDGE, LOWER_MEGABYTE, MIDDLE };
	for (uint32_t i = 0; i < 5; i++) flash_erase(sectors[i]);
	ok(takes(TOP_SECTOR) && takes(MIDDLE), "unprotected: programmed and erased");

	write_status(BP(1), second & ~CMP);
	ok(!takes(TOP_SECTOR), "BP 1: the upper 64 KB are protected");
	ok(!takes(BELOW_TOP_SECTOR), "all of them");
	ok(takes(TOP_BLOCK_EDGE), "and no more");

	write_status(BP(5) | TB, second & ~CMP);
	ok(!takes(LOWER_MEGABYTE), "BP 5, TB: the lower megabyte is protected");
	ok(takes(MIDDLE), "the middle is not");
	ok(takes(TOP_SECTOR), "nor the top");

	write_status(BP(1) | SEC, second & ~CMP);
	ok(!takes(TOP_SECTOR), "BP 1, SEC: the upper 4 KB are protected");
	ok(takes(BELOW_TOP_SECTOR), "and no more");

	write_status(BP(1), second | CMP);
	ok(takes(TOP_SECTOR), "BP 1, CMP: the upper 64 KB are free");
	ok(!takes(TOP_BLOCK_EDGE), "all else is protected");

	write_status(0, second & ~CMP);
	flash_program(MIDDLE, &word, 1);
	write_status(BP(7), second & ~CMP);
	ok(!takes(TOP_SECTOR), "BP 7: everything is protected");
	flash_erase(MIDDLE);
	ok_equal(flash_word(MIDDLE), word, "from erase, too");
	flash_command(SPI_FLASH_WRDI);
	ok_equal(flash_status() & 3, 0, "what is not done takes no time");

	write_status(0, second & ~CMP);
	flash_erase(MIDDLE);
	ok_equal(flash_word(MIDDLE), 0xffffffff, "unprotected: erased");
	write_status(first, second);
	return 0;
}

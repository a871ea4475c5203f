/*
 * The flash chip's status registers (W25Q32 datasheet): written with WRSR, kept; and what a busy
 * chip answers. On a real module the bits are put back at the end; a module that loses power in between is protected.
 */
#include "flash.h"
#include "guest.h"

#define AREA 0x200000u
#define ERASED 0xffffffffu
/* BP2, BP1, BP0: the whole array. */
#define PROTECT_ALL 0x1cu
#define QUAD_ENABLE 2u

static const uint32_t word = 0x13579bdf;

static void write_status(uint32_t value) {
	flash_command(SPI_FLASH_WREN);
	SPI_RD_STATUS(0) = value;
	flash_command(SPI_FLASH_WRSR);
}

/* Both registers, as quad-enabling code writes them. */
static void write_both(uint32_t first, uint32_t second) {
	flash_command(SPI_FLASH_WREN);
	SPI_USER(0) = SPI_USR_COMMAND | SPI_USR_MOSI;
	SPI_USER1(0) = 15 << 17;
	SPI_USER2(0) = 7u << 28 | 0x01;
	SPI_W(0, 0) = first | second << 8;
	flash_command(SPI_USR);
	flash_wait();
}

static uint32_t second_status(void) {
	SPI_USER(0) = SPI_USR_COMMAND | SPI_USR_MISO;
	SPI_USER1(0) = 7 << 8;
	SPI_USER2(0) = 7u << 28 | 0x35;
	SPI_W(0, 0) = 0xffffffff;
	flash_command(SPI_USR);
	return SPI_W(0, 0) & 0xff;
}

int main(void) {
	tap_begin(12);
	uint32_t first = flash_status() & 0xfc, second = second_status();
	write_status(PROTECT_ALL);
	ok_equal(flash_status() & FLASH_BUSY, FLASH_BUSY, "WRSR: busy");
	ok_range(flash_wait(), 100, 30000, "WRSR: for 0.1 to 30 ms");
	ok_equal(flash_status(), PROTECT_ALL, "WRSR: the protection bits read back, WEL is clear");
	SPI_RD_STATUS(0) = 0;
	flash_command(SPI_FLASH_WRSR);
	flash_wait();
	ok_equal(flash_status(), PROTECT_ALL, "WRSR without WEL: nothing");
	write_status(first);
	flash_wait();
	ok_equal(flash_status(), first, "the bits are back");
	flash_erase(AREA);
	ok_equal(flash_word(AREA), ERASED, "unprotected: erased");

	write_both(first, second | QUAD_ENABLE);
	ok_equal(second_status(), second | QUAD_ENABLE, "two bytes written: QE in the second register");
	ok_equal(flash_status(), first, "and the first as it was");
	write_both(first, second);
	ok_equal(second_status(), second, "QE as before");

	flash_program(AREA + 0x1000, &word, 1);
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = AREA;
	flash_command(SPI_FLASH_SE);
	flash_command(SPI_FLASH_WREN);
	SPI_ADDR(0) = (AREA + 0x1000) | 4 << 24;
	SPI_W(0, 0) = 0;
	flash_command(SPI_FLASH_PP);
	ok(flash_status() & FLASH_BUSY, "a command for a busy chip: it stays with its erase");
	flash_wait();
	ok_equal(flash_word(AREA + 0x1000), word, "and does not take it up afterwards");
	ok_equal(flash_status() & 3, 0, "idle in the end");
	flash_erase(AREA + 0x1000);
	return 0;
}

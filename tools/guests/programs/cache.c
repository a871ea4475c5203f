/*
 * The flash window: what it shows, that code in it runs, that rewriting the flash and mapping another megabyte
 * change what runs.
 */
#include "flash.h"
#include "guest.h"

/* Offset within a megabyte, away from this program; and where the core sees it. */
#define OFFSET 0x90000u
#define MEGABYTE 0x100000u
#define FUNCTION ((uint32_t (*)(void))(FLASH_WINDOW + OFFSET))

/* A function that gives back a number: movi a2, number; ret.n; nop.n. */
static void write_function(uint32_t megabyte, uint32_t number) {
	/* Bytes 22 A0 nn, 0D F0, 3D F0 and again, little endian. */
	uint32_t code[3] = {0x0d00a022 | number << 16, 0x3df03df0, 0x3df03df0};
	flash_erase(megabyte * MEGABYTE + OFFSET);
	flash_program(megabyte * MEGABYTE + OFFSET, code, 3);
}

int main(void) {
	tap_begin(17);
	ok_equal(DPORT_SPI_CACHE & CACHE_ENABLE, 0, "the window is shut at start");
	DPORT_SPI_CACHE |= CACHE_FLUSH;
	ok(wait_for(DPORT_SPI_CACHE & CACHE_FLUSHED, 1000), "a flush is acknowledged by bit 1");
	cache_on(0);
	uint32_t header = REG(FLASH_WINDOW), second = REG(FLASH_WINDOW + 16);
	cache_off();
	ok_equal(header, flash_word(0), "window and READ command show the same word");
	ok_equal(second, flash_word(16), "and the same sixteenth byte");

	write_function(0, 11);
	cache_on(0);
	ok_equal(REG(FLASH_WINDOW + OFFSET), 0x0d0ba022, "the window shows what was programmed");
	ok_equal(FUNCTION(), 11, "code in the window runs");
	ok_equal(FUNCTION(), 11, "and runs again");
	cache_off();
	write_function(0, 22);
	cache_on(0);
	ok_equal(FUNCTION(), 22, "rewritten in flash: the new code runs");

	cache_off();
	flash_program(OFFSET, (uint32_t[]){0x0d00a022}, 1);
	cache_on(0);
	ok_equal(FUNCTION(), 0, "programmed over: the new code runs");
	cache_off();

	write_function(0, 22);
	write_function(1, 33);
	write_function(2, 44);
	write_function(3, 55);
	cache_on(1);
	ok_equal(FUNCTION(), 33, "megabyte 1 mapped: its code runs at the same address");
	cache_on(2);
	ok_equal(FUNCTION(), 44, "megabyte 2");
	cache_on(3);
	ok_equal(FUNCTION(), 55, "megabyte 3");
	cache_on(0);
	ok_equal(FUNCTION(), 22, "megabyte 0 again");

	uint32_t last = REG(FLASH_WINDOW + MEGABYTE - 4);
	cache_off();
	ok_equal(last, flash_word(MEGABYTE - 4), "the window's last word is the megabyte's last");

	trap_arm();
	FUNCTION();
	trap_disarm();
	ok_equal(trap.count, 1, "shut: code in the window does not run");
	ok_equal(trap.cause, 0, "shut: illegal instruction");
	ok_equal(trap.epc, FLASH_WINDOW + OFFSET, "shut: EPC1");
	return 0;
}

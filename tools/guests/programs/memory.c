/* The memories as the core sees them: widths, signs, byte order, what lies where. */
#include "guest.h"

static uint32_t data[4];

/* Fills `words` at `base` with a pattern and reads it back. */
static uint32_t holds(uint32_t base, uint32_t words) {
	volatile uint32_t *memory = (volatile uint32_t *)base;
	for (uint32_t i = 0; i < words; i++) memory[i] = base + i * 0x9e3779b1;
	uint32_t right = 1;
	for (uint32_t i = 0; i < words; i++) right &= memory[i] == base + i * 0x9e3779b1;
	return right;
}

int main(void) {
	tap_begin(14);
	volatile uint32_t *word = data;
	volatile uint16_t *half = (volatile uint16_t *)data;
	volatile int16_t *signed_half = (volatile int16_t *)data;
	volatile uint8_t *byte = (volatile uint8_t *)data;
	word[0] = 0x89abcdef;
	word[1] = 0x01234567;
	ok(byte[0] == 0xef && byte[1] == 0xcd && byte[2] == 0xab && byte[3] == 0x89, "L8UI: low byte first");
	ok(half[0] == 0xcdef && half[1] == 0x89ab, "L16UI");
	ok(signed_half[0] == -0x3211 && signed_half[2] == 0x4567, "L16SI extends the sign");
	byte[1] = 0x12;
	ok_equal(word[0], 0x89ab12ef, "S8I writes its byte alone");
	half[1] = 0x3456;
	ok_equal(word[0], 0x345612ef, "S16I writes its half alone");
	ok_equal(word[1], 0x01234567, "the next word is untouched");

	ok(holds(0x3ffeb000, 0x3000), "data RAM, 48 KB in the middle");
	ok(holds(0x3fffc000, 0xe00), "data RAM, the ROM's own 14 KB");
	ok(holds(0x3fffff00, 64), "data RAM, its last 256 bytes");
	ok(holds(0x40104000, 0x1000), "instruction RAM, upper half of 32 KB");
	ok(holds(0x60001100, 0xc0), "RTC memory, 768 bytes");
	uint32_t rom = REG(0x40000080);
	trap_arm();
	REG(0x40000080) = ~rom;
	trap_disarm();
	ok_equal(REG(0x40000080), rom, "the mask ROM keeps what it has");
	ok(REG(0x40100030) == *(volatile uint32_t *)0x40100030 && REG(0x40100030) != 0, "the vectors are at VECBASE");
	ok_equal(SR_READ("vecbase"), 0x40100000, "which is 0x40100000");
	return 0;
}

/* A few functions of the mask ROM at their documented addresses (eagle.rom.addr.v6.ld); skipped where there is none. */
#include "guest.h"

#define ROM(address, result, ...) ((result(*)(__VA_ARGS__))(address))
#define rom_memcpy ROM(0x4000df48, void *, void *, const void *, unsigned)
#define rom_memmove ROM(0x4000e04c, void *, void *, const void *, unsigned)
#define rom_memset ROM(0x4000e190, void *, void *, int, unsigned)
#define rom_memcmp ROM(0x4000dea8, int, const void *, const void *, unsigned)
#define rom_strlen ROM(0x4000bf4c, unsigned, const char *)
#define rom_strcmp ROM(0x4000bdc8, int, const char *, const char *)
#define rom_strcpy ROM(0x4000bec8, char *, char *, const char *)
#define rom_udiv ROM(0x4000e21c, unsigned, unsigned, unsigned)
#define rom_umod ROM(0x4000e268, unsigned, unsigned, unsigned)
#define rom_div ROM(0x4000dc88, int, int, int)
#define rom_umulsidi ROM(0x4000dcf0, uint64_t, unsigned, unsigned)
#define rom_delay_us ROM(0x40002ecc, void, unsigned)
#define rom_update_cpu_frequency ROM(0x40002f04, void, unsigned)
#define rom_i2c_readReg ROM(0x40007268, unsigned, unsigned, unsigned, unsigned)
#define rom_rtc_get_reset_reason ROM(0x400025e0, unsigned, void)

#define TESTS 17

static char buffer[64];

int main(void) {
	tap_begin(TESTS);
	if (REG(0x4000df48) == 0) {
		for (int i = 0; i < TESTS; i++) skip("ROM function", "there is no boot ROM");
		return 0;
	}
	static const char text[] = "the quick brown fox jumps over the lazy dog";
	ok_equal(rom_strlen(text), 43, "strlen");
	rom_memcpy(buffer, text, 44);
	ok_equal((uint32_t)rom_memcmp(buffer, text, 44), 0, "memcpy, memcmp");
	ok_equal((uint32_t)rom_strcmp(buffer, text), 0, "strcmp: equal");
	buffer[4] = 'a';
	ok(rom_strcmp(buffer, text) < 0 && rom_strcmp(text, buffer) > 0, "strcmp: less, greater");
	rom_memmove(buffer + 1, buffer, 10);
	ok(buffer[1] == 't' && buffer[10] == text[9], "memmove, overlapping");
	rom_memset(buffer, 0x5a, 7);
	ok(buffer[6] == 0x5a && buffer[7] != 0x5a, "memset");
	rom_strcpy(buffer + 1, text);
	ok_equal((uint32_t)rom_strcmp(buffer + 1, text), 0, "strcpy, unaligned");
	ok_equal(rom_udiv(1000000007, 1000), 1000000, "__udivsi3");
	ok_equal(rom_umod(1000000007, 1000), 7, "__umodsi3");
	ok_equal((uint32_t)rom_div(-1000000007, 1000), (uint32_t)-1000000, "__divsi3");
	uint64_t product = rom_umulsidi(0xdeadbeef, 0xcafebabe);
	ok_equal((uint32_t)(product >> 32), 0xb092ab7b, "__umulsidi3: high word");
	ok_equal((uint32_t)product, 0x88cf5b62, "__umulsidi3: low word");
	rom_update_cpu_frequency(80);
	uint32_t start = ccount();
	rom_delay_us(100);
	ok_range(ccount() - start, 8000, 8200, "ets_delay_us(100)");
	ok_equal(rom_i2c_readReg(0x67, 4, 1) & 0xff, 0x88, "rom_i2c_readReg: the PLL's register 1");
	ok_equal(rom_rtc_get_reset_reason(), CAUSE_POWER_ON, "rtc_get_reset_reason");
	trap_arm();
	uint32_t shut = rom_strlen((const char *)0x20);
	trap_disarm();
	(void)shut;
	ok_equal(trap.count > 0, 1, "strlen of a prohibited address faults");
	ok_equal(trap.cause, 28, "as a prohibited load");
	return 0;
}

/* Code in IRAM that is written while the program runs, in all the ways firmware does it. */
#include "guest.h"

/* Room for code, in IRAM behind the program. */
#define ROOM ((volatile uint32_t *)0x40106000)
#define CALL(address) (((uint32_t (*)(uint32_t))(address)))

static void isync(void) { __asm__ volatile("memw\n\tisync" ::: "memory"); }

/* movi a2, number; ret.n */
static void put_movi(volatile uint32_t *at, uint32_t number) {
	at[0] = 0x0d00a022 | number << 16;
	at[1] = 0x3df03df0;
	isync();
}

/* In IRAM: stores its argument over the word at patch_here, which says movi a2, 1; ret.n, and runs it. */
extern uint32_t patch_itself(uint32_t word);

static NOINLINE uint32_t copied(uint32_t value) { return value * 3 + 1; }

__asm__(".text\n\t.align 4\n\t.literal_position\n\t.align 4\n"
	"patch_itself:\n\tmovi a3, patch_here\n\ts32i a2, a3, 0\n\tmemw\n\tisync\n\tj patch_here\n\t.align 4\n"
	"patch_here:\n\t.byte 0x22, 0xa0, 0x01, 0x0d, 0xf0\n");

int main(void) {
	tap_begin(14);
	put_movi(ROOM, 5);
	ok_equal(CALL(ROOM)(0), 5, "code that was just written runs");
	put_movi(ROOM, 6);
	ok_equal(CALL(ROOM)(0), 6, "written over, the new code runs");
	uint32_t sum = 0;
	for (uint32_t i = 0; i < 100; i++) {
		put_movi(ROOM, i);
		sum += CALL(ROOM)(0);
	}
	ok_equal(sum, 4950, "a hundred times in a row");

	/* The same instruction, its bytes in two words: written are the second, then the first. */
	ROOM[0] = 0x22000000;
	ROOM[1] = 0xf00d07a0;
	isync();
	ok_equal(CALL((uint32_t)ROOM + 3)(0), 7, "an instruction across two words");
	ROOM[1] = 0xf00d08a0;
	isync();
	ok_equal(CALL((uint32_t)ROOM + 3)(0), 8, "only its second word written: the new code runs");
	ROOM[0] = 0x32000000;
	ROOM[1] = 0xf00d08a0;
	isync();
	/* movi a3, 8: a2 stays the argument. */
	ok_equal(CALL((uint32_t)ROOM + 3)(99), 99, "only its first word written: the new code runs");

	ok_equal(patch_itself(0x0d03a022), 3, "an instruction that the one before has written, behind an ISYNC");

	/* A function moved as data. It is position-independent: no literals, no calls. */
	const volatile uint32_t *from = (const volatile uint32_t *)((uint32_t)copied & ~3u);
	uint32_t shift = (uint32_t)copied & 3;
	for (uint32_t i = 0; i < 8; i++) ROOM[0x40 + i] = from[i];
	isync();
	ok_equal(CALL((uint32_t)&ROOM[0x40] + shift)(7), 22, "a copied function runs");
	for (uint32_t i = 0; i < 8; i++) ROOM[0x40 + i] = 0;
	isync();
	trap_arm();
	CALL((uint32_t)&ROOM[0x40] + shift)(7);
	trap_disarm();
	ok_equal(trap.count, 1, "overwritten with zeros: ILL");
	ok_equal(trap.cause, 0, "cause 0");
	ok_equal(trap.epc, (uint32_t)&ROOM[0x40] + shift, "at its first byte");
	put_movi(&ROOM[0x80], 9);
	ok_equal(CALL(&ROOM[0x80])(0) + CALL(&ROOM[0x80])(0), 18, "and other places are none the worse");

	/* The two banks that the flash cache may have are IRAM while it has not. */
	DPORT_SPI_CACHE &= ~CACHE_ENABLE;
	DPORT_CACHE_BANKS &= ~CACHE_BANKS;
	volatile uint32_t *lower = (volatile uint32_t *)0x40108000, *upper = (volatile uint32_t *)0x4010c000;
	put_movi(lower, 10);
	put_movi(upper, 20);
	ok(lower[0] == 0x0d0aa022 && upper[0] == 0x0d14a022, "0x40108000 and 0x4010C000 hold words");
	ok_equal(CALL(lower)(0) + CALL(upper)(0), 30, "and run code");
	return 0;
}

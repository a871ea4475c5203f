/* Every exception of the core: cause, EPC, EXCVADDR, vector, and that nothing else has happened. */
#include "flash.h"
#include "guest.h"
#include "probes.h"

#define ILLEGAL 0
#define SYSCALL 1
#define LOAD_STORE_ERROR 3
#define UNALIGNED 9
#define FETCH_PROHIBITED 20
#define LOAD_PROHIBITED 28
#define STORE_PROHIBITED 29

#define DEBUGCAUSE_ICOUNT 1
#define DEBUGCAUSE_IBREAK 2
#define DEBUGCAUSE_DBREAK 4
#define DEBUGCAUSE_BREAK 8
#define DEBUGCAUSE_BREAK_N 16

static uint32_t data[4];
static const uint32_t pattern = 0x89abcdef;

static void expect(probe test, uint32_t address, uint32_t cause, const char *name) {
	trap_arm();
	test(address, 0x5a5a5a5a);
	trap_disarm();
	int right = trap.count == 1 && trap.cause == cause && trap.epc == (uint32_t)test && trap.a3 == 0x5a5a5a5a;
	if (cause == LOAD_STORE_ERROR || cause == UNALIGNED || cause >= FETCH_PROHIBITED) right &= trap.vaddr == address;
	ok(right, name);
	if (right) return;
	note("count", trap.count);
	note("cause", trap.cause);
	note("epc", trap.epc);
	note("vaddr", trap.vaddr);
	note("a3", trap.a3);
}

static void illegal_instructions(void) {
	expect(probe_ill, 0, ILLEGAL, "ILL");
	expect(probe_ill_n, 0, ILLEGAL, "ILL.N");
	expect(probe_quou, 1, ILLEGAL, "QUOU: no divider in this core");
	expect(probe_entry, 0, ILLEGAL, "ENTRY: no register windows in this core");
	expect(probe_syscall, 0, SYSCALL, "SYSCALL");
}

static void unaligned(void) {
	uint32_t base = (uint32_t)data;
	data[0] = data[1] = pattern;
	expect(probe_l32i, base + 1, UNALIGNED, "L32I at 1 mod 4");
	expect(probe_l32i, base + 2, UNALIGNED, "L32I at 2 mod 4");
	expect(probe_l32i, base + 3, UNALIGNED, "L32I at 3 mod 4");
	expect(probe_l16ui, base + 1, UNALIGNED, "L16UI at 1 mod 2");
	expect(probe_l16si, base + 3, UNALIGNED, "L16SI at 3 mod 4");
	expect(probe_s32i, base + 2, UNALIGNED, "S32I at 2 mod 4");
	expect(probe_s16i, base + 1, UNALIGNED, "S16I at 1 mod 2");
	ok(data[0] == pattern && data[1] == pattern, "unaligned stores have stored nothing");
}

static void narrow(void) {
	uint32_t iram = (uint32_t)&iram_word;
	expect(probe_l8ui, iram, LOAD_STORE_ERROR, "L8UI of IRAM");
	expect(probe_l16ui, iram, LOAD_STORE_ERROR, "L16UI of IRAM");
	expect(probe_l16si, iram + 2, LOAD_STORE_ERROR, "L16SI of IRAM");
	expect(probe_s8i, iram, LOAD_STORE_ERROR, "S8I to IRAM");
	expect(probe_s16i, iram + 2, LOAD_STORE_ERROR, "S16I to IRAM");
	ok_equal(probe_l32i(iram, 0), 0x12345678, "L32I of IRAM reads; narrow stores have stored nothing");
	expect(probe_l8ui, 0x40000001, LOAD_STORE_ERROR, "L8UI of the mask ROM");
	expect(probe_l16ui, 0x40000002, LOAD_STORE_ERROR, "L16UI of the mask ROM");
	cache_on(0);
	expect(probe_l8ui, 0x40200001, LOAD_STORE_ERROR, "L8UI of the flash window");
	expect(probe_l16ui, 0x40200002, LOAD_STORE_ERROR, "L16UI of the flash window");
	ok_equal(probe_l32i(0x40200000, 0) & 0xff, 0xe9, "L32I of the flash window reads the image's first byte");
}

static void prohibited(void) {
	expect(probe_l32i, 0x20, LOAD_PROHIBITED, "L32I of address 0x20");
	expect(probe_l8ui, 0, LOAD_PROHIBITED, "L8UI of address 0");
	expect(probe_s32i, 0x20, STORE_PROHIBITED, "S32I to address 0x20");
	expect(probe_s8i, 1, STORE_PROHIBITED, "S8I to address 1");
	trap_arm();
	((probe)0)(0, 0);
	trap_disarm();
	ok_equal(trap.cause, FETCH_PROHIBITED, "call of address 0: cause");
	ok_equal(trap.epc, 0, "call of address 0: EPC1");
	ok_equal(trap.vaddr, 0, "call of address 0: EXCVADDR");
}

static void vectors(void) {
	uint32_t ps = SR_READ("ps");
	trap_arm();
	probe_ill(0, 0);
	ok_equal(trap.vector, VECTOR_USER, "PS.UM 1: user vector");
	ok_equal(trap.ps & (PS_EXCM | PS_UM), PS_EXCM | PS_UM, "at the vector PS.EXCM is set, PS.UM as it was");
	SR_WRITE("ps", ps & ~PS_UM);
	probe_ill(0, 0);
	SR_WRITE("ps", ps);
	trap_disarm();
	ok_equal(trap.vector, VECTOR_KERNEL, "PS.UM 0: kernel vector");
	ok_equal(SR_READ("ps") & PS_EXCM, 0, "RFE has cleared PS.EXCM");
}

static void double_exceptions(void) {
	SR_WRITE("epc1", 0x40104444);
	trap_arm();
	probe_double_load(0x24, 7);
	ok_equal(trap.vector, VECTOR_DOUBLE, "load prohibited with PS.EXCM: double vector");
	ok_equal(trap.cause, LOAD_PROHIBITED, "double exception: EXCCAUSE");
	ok_equal(trap.epc, (uint32_t)double_load_at, "double exception: DEPC");
	ok_equal(trap.vaddr, 0x24, "double exception: EXCVADDR");
	ok_equal(SR_READ("epc1"), 0x40104444, "double exception: EPC1 untouched");
	probe_double_ill(0, 7);
	ok_equal(trap.epc, (uint32_t)double_ill_at, "illegal instruction with PS.EXCM: DEPC");
	trap_disarm();
}

static void debug(probe test, uint32_t address, uint32_t cause, const char *name) {
	trap_arm();
	test(address, 1);
	trap_disarm();
	int right = trap.count == 1 && trap.vector == VECTOR_DEBUG && trap.debugcause == cause && trap.epc == (uint32_t)test;
	ok(right, name);
	if (right) return;
	note("count", trap.count);
	note("debugcause", trap.debugcause);
	note("epc", trap.epc);
}

static void debug_exceptions(void) {
	uint32_t ps = SR_READ("ps");
	debug(probe_break, 0, DEBUGCAUSE_BREAK, "BREAK");
	ok_equal(trap.ps & (PS_INTLEVEL | PS_EXCM), 2 | PS_EXCM, "debug exception: PS.INTLEVEL 2, PS.EXCM");
	ok_equal(trap.eps, ps, "debug exception: EPS2 holds PS");
	debug(probe_break_n, 0, DEBUGCAUSE_BREAK_N, "BREAK.N");
	trap_arm();
	RSIL(2);
	probe_break(0, 0);
	SR_WRITE("ps", ps);
	trap_disarm();
	ok_equal(trap.count, 0, "BREAK at PS.INTLEVEL 2 does nothing");

	SR_WRITE("ibreaka0", (uint32_t)probe_nop);
	SR_WRITE("ibreakenable", 1);
	debug(probe_nop, 0, DEBUGCAUSE_IBREAK, "instruction breakpoint");
	SR_WRITE("ibreakenable", 0);
	trap_arm();
	probe_nop(0, 0);
	trap_disarm();
	ok_equal(trap.count, 0, "no breakpoint while IBREAKENABLE is 0");

	data[2] = pattern;
	SR_WRITE("dbreaka0", (uint32_t)&data[2]);
	SR_WRITE("dbreakc0", 0x8000003f & ~3u);
	debug(probe_s32i, (uint32_t)&data[2], DEBUGCAUSE_DBREAK, "data breakpoint on a store");
	ok_equal(((volatile uint32_t *)data)[2], pattern, "the store has not happened");
	trap_arm();
	probe_l32i((uint32_t)&data[2], 0);
	trap_disarm();
	ok_equal(trap.count, 0, "a load does not break on a store breakpoint");
	SR_WRITE("dbreakc0", 0x4000003f);
	debug(probe_l32i, (uint32_t)&data[2], DEBUGCAUSE_DBREAK, "data breakpoint on a load");
	SR_WRITE("dbreakc0", 0);

	trap_arm();
	probe_icount(0, 0);
	trap_disarm();
	ok(trap.count == 1 && trap.debugcause == DEBUGCAUSE_ICOUNT, "instruction count: a debug exception");
	/* Whether WSR.ICOUNTLEVEL and ISYNC count themselves is not written down: two instructions either way. */
	ok_range(trap.epc, (uint32_t)icount_last - 9, (uint32_t)icount_last, "after eight instructions");
}

int main(void) {
	tap_begin(54);
	illegal_instructions();
	unaligned();
	narrow();
	prohibited();
	vectors();
	double_exceptions();
	debug_exceptions();
	return 0;
}

/*
 * Interrupts of every kind at once, NMI among them, at odd distances, over a computation and a stream of
 * exceptions: whatever is interrupted wherever, nothing may be lost or changed.
 */
#include "guest.h"
#include "probes.h"

/* Cycles between events: primes, so that in time they meet at every instruction. */
#define NMI_PERIOD 2503
#define TIMER_PERIOD 3001
#define FRC2_PERIOD 4099
#define ROUNDS 6
#define DATA_WORDS 256

static uint32_t data[DATA_WORDS];
static volatile uint32_t nmis, timers, alarms, softwares, nested_wrong;

static void on_nmi(struct frame *frame) {
	(void)frame;
	DPORT_NMI_ROUTE = NMI_SOURCE(NMI_FRC1);
	FRC1_INT = 0;
	nmis++;
	DPORT_NMI_ROUTE = NMI_ENABLE | NMI_SOURCE(NMI_FRC1);
}

static void on_timer(struct frame *frame) {
	(void)frame;
	timers++;
	SR_WRITE("ccompare0", ccount() + TIMER_PERIOD);
	/* Another interrupt out of this one, and an exception inside it. */
	SR_WRITE("intset", BIT(INT_SOFTWARE));
	trap_arm();
	probe_syscall(0, 0);
	if (trap.cause != 1 || trap.epc != (uint32_t)probe_syscall) nested_wrong++;
}

static void on_alarm(struct frame *frame) {
	(void)frame;
	FRC2_INT = 0;
	FRC2_ALARM = FRC2_COUNT + FRC2_PERIOD;
	alarms++;
}

static void on_software(struct frame *frame) {
	(void)frame;
	SR_WRITE("intclear", BIT(INT_SOFTWARE));
	softwares++;
}

/* CRC-32 over the data, bit by bit: long, and every register matters. */
static NOINLINE uint32_t crc(void) {
	uint32_t value = 0xffffffff;
	for (int i = 0; i < DATA_WORDS; i++) {
		value ^= data[i];
		for (int bit = 0; bit < 32; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320 : 0);
	}
	return ~value;
}

int main(void) {
	tap_begin(9);
	for (uint32_t i = 0; i < DATA_WORDS; i++) data[i] = i * 0x9e3779b1 ^ i << 20;
	uint32_t calm = crc(), start = ccount(), wrong = 0, exceptions = 0;
	crc();
	uint32_t alone = ccount() - start;
	console_drain();

	nmi_handler = on_nmi;
	irq_attach(INT_CCOMPARE, on_timer);
	irq_attach(INT_FRC2, on_alarm);
	irq_attach(INT_SOFTWARE, on_software);
	DPORT_EDGE_INT_ENABLE = EDGE_FRC2;
	FRC1_LOAD = NMI_PERIOD;
	FRC1_CTRL = FRC_ENABLE | FRC_AUTOLOAD;
	DPORT_NMI_ROUTE = NMI_ENABLE | NMI_SOURCE(NMI_FRC1);
	FRC2_LOAD = 0;
	FRC2_ALARM = FRC2_PERIOD;
	FRC2_CTRL = FRC_ENABLE;
	SR_WRITE("ccompare0", ccount() + TIMER_PERIOD);
	trap_arm();
	irq_enable(BIT(INT_CCOMPARE) | BIT(INT_FRC2) | BIT(INT_SOFTWARE));

	start = ccount();
	for (int round = 0; round < ROUNDS; round++) {
		wrong += crc() != calm;
		for (int i = 0; i < 200; i++) {
			/* A load that faults gives back its address. */
			exceptions += probe_l32i(0x20 + 4 * i, 7) == 0x20u + 4 * i;
		}
	}
	uint32_t cycles = ccount() - start;
	irq_disable(0x3fff);
	DPORT_NMI_ROUTE = 0;
	FRC1_CTRL = 0;
	FRC2_CTRL = 0;
	trap_disarm();

	uint32_t expected_nmis = 0;
	for (uint32_t left = cycles; left >= NMI_PERIOD; left -= NMI_PERIOD) expected_nmis++;
	ok_equal(wrong, 0, "the computation comes out the same");
	ok_equal(exceptions, ROUNDS * 200, "every exception was handled");
	ok_equal(nested_wrong, 0, "also those inside an interrupt");
	ok_range(nmis, expected_nmis - 2, expected_nmis + 2, "NMIs: none lost, none made up");
	/* These come again some time after their last one, by what the handlers before them took. */
	ok_range(timers, expected_nmis >> 1, expected_nmis, "timer interrupts");
	ok_range(alarms, expected_nmis >> 2, expected_nmis, "alarms");
	ok_equal(softwares, timers, "one software interrupt for every timer interrupt");
	ok_equal(irq_spurious, 0, "no other");
	ok(cycles > ROUNDS * alone, "and it took longer than without");
	return 0;
}

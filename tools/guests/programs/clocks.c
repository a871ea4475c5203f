/* Clocks: 52 MHz as the ROM leaves them, 80 after the PLL's set-up, 160 for the CPU alone. */
#include "guest.h"

/* Instead of the usual start: the clocks stay as the ROM's set-up for a 40 MHz crystal makes them. */
void setup(void) {
	cpu_mhz = apb_mhz = 52;
	console_init(52000000 / CONSOLE_BAUD);
}

/* CPU cycles and bus cycles that pass while the system time counts 500 us. */
static void measure(uint32_t *cpu, uint32_t *apb) {
	watch_start();
	uint32_t edge = SYSTEM_TIME_US;
	while (SYSTEM_TIME_US == edge) {
	}
	uint32_t c = ccount(), a = watch();
	while (SYSTEM_TIME_US - edge < 501) {
	}
	*cpu = ccount() - c;
	*apb = watch() - a;
}

/* Within one percent of mhz * 500. */
static void ok_mhz(uint32_t cycles, uint32_t mhz, const char *name) {
	ok_range(cycles, mhz * 495, mhz * 505, name);
}

/* CPU cycles in 512 periods of the RTC's clock against the crystal's in 256: m / 512 / MHz = c / 256 / 26. */
static void ok_by_rtc(uint32_t mhz, const char *name) {
	RTC_CALIB_SYNC &= ~BIT(31);
	RTC_CALIB_SYNC |= BIT(31);
	while (!(RTC_CALIB_VALUE & BIT(31))) {
	}
	uint32_t calibration = RTC_CALIB_VALUE & 0xfffff;
	uint32_t edge = RTC_COUNTER;
	while (RTC_COUNTER == edge) {
	}
	uint32_t start = ccount(), from = RTC_COUNTER;
	while (RTC_COUNTER - from < 512) {
	}
	uint32_t measured = (ccount() - start) * 13, wanted = calibration * mhz;
	ok_range(measured, wanted - (wanted >> 7), wanted + (wanted >> 7), name);
}

int main(void) {
	uint32_t cpu, apb;
	tap_begin(15);
	measure(&cpu, &apb);
	ok_by_rtc(52, "at start: the crystal's calibration says 52 MHz");
	ok_equal(DPORT_CPU_CLOCK & 1, 0, "at start: CPU at the single clock");
	ok_range(cpu - apb + 20, 0, 40, "at start: CPU and bus run alike");

	console_drain();
	clock_80mhz();
	console_init(80000000 / CONSOLE_BAUD + 1);
	measure(&cpu, &apb);
	ok_mhz(cpu, 80, "PLL set up for 26 MHz: CPU at 80 MHz");
	ok_mhz(apb, 80, "PLL set up for 26 MHz: bus at 80 MHz");
	ok_by_rtc(80, "the crystal's calibration agrees");
	ok(analog_read(4, 0x67, 1) == 0x88 && analog_read(4, 0x67, 2) == 0x91, "the PLL's registers read back");

	DPORT_CPU_CLOCK |= 1;
	measure(&cpu, &apb);
	ok_mhz(cpu, 160, "doubled: CPU at 160 MHz");
	ok_mhz(apb, 80, "doubled: bus still at 80 MHz");
	ok_by_rtc(160, "the crystal's calibration agrees");
	ok_equal(DPORT_CPU_CLOCK & 1, 1, "the switch reads back; this line was sent at the same baud rate");

	uint32_t apb_before = watch(), start = ccount();
	SR_WRITE("ccompare0", start + 16000);
	while (!(SR_READ("interrupt") & BIT(INT_CCOMPARE))) {
	}
	uint32_t apb_after = watch();
	ok_range(ccount() - start, 16000, 16060, "doubled: CCOMPARE0 counts CPU cycles");
	ok_range(apb_after - apb_before, 7950, 8080, "doubled: half as many bus cycles");

	DPORT_CPU_CLOCK &= ~1u;
	measure(&cpu, &apb);
	ok_mhz(cpu, 80, "single again: CPU at 80 MHz");
	ok_mhz(apb, 80, "single again: bus at 80 MHz");
	return 0;
}

/* PLL, CPU frequency, system time, the RTC's slow clock. */
#include "sdk.h"

/* PLL on the analog I2C bus. */
#define PLL_BLOCK 0x67
#define PLL_HOST 4

#define CPU_CLOCK (PERIPHS_DPORT_BASEADDR + 0x14)
#define CPU_CLOCK_DOUBLE BIT0

/* Microseconds since the chip was reset. */
#define SYSTEM_TIME 0x3ff20c00

#define RTC_COUNTER (PERIPHS_RTC_BASEADDR + 0x1c)
/* Counts crystal cycles over a number of slow cycles. */
#define RTC_CALIBRATE (PERIPHS_GPIO_BASEADDR + 0x6c)
#define RTC_CALIBRATION (PERIPHS_GPIO_BASEADDR + 0x70)
#define CALIBRATION_GO BIT(31)
#define CALIBRATION_DONE BIT(31)
#define CALIBRATION_SLOW_CYCLES 256
#define CRYSTAL_MHZ 26

static uint32_t time_at_start;

/*
 * Out of reset the PLL multiplies for a 40 MHz crystal, so a module with 26 MHz runs at 52 MHz. IRAM, and before
 * anything that counts time.
 */
void sdk_clock_init(void) {
	if (rom_i2c_readReg(PLL_BLOCK, PLL_HOST, 1) != 0x88) {
		rom_i2c_writeReg(PLL_BLOCK, PLL_HOST, 1, 0x88);
		rom_i2c_writeReg(PLL_BLOCK, PLL_HOST, 2, 0x91);
	}
	ets_update_cpu_frequency(system_get_cpu_freq());
	time_at_start = READ_PERI_REG(SYSTEM_TIME);
}

uint8_t system_get_cpu_freq(void) {
	return READ_PERI_REG(CPU_CLOCK) & CPU_CLOCK_DOUBLE ? 160 : 80;
}

bool ICACHE_FLASH_ATTR system_update_cpu_freq(uint8_t megahertz) {
	if (megahertz == 160) {
		SET_PERI_REG_MASK(CPU_CLOCK, CPU_CLOCK_DOUBLE);
	} else if (megahertz == 80) {
		CLEAR_PERI_REG_MASK(CPU_CLOCK, CPU_CLOCK_DOUBLE);
	} else {
		return false;
	}
	ets_update_cpu_frequency(megahertz);
	return true;
}

uint32_t system_get_time(void) {
	return READ_PERI_REG(SYSTEM_TIME) - time_at_start;
}

uint32_t system_get_rtc_time(void) {
	return READ_PERI_REG(RTC_COUNTER);
}

uint32_t ICACHE_FLASH_ATTR system_rtc_clock_cali_proc(void) {
	CLEAR_PERI_REG_MASK(RTC_CALIBRATE, CALIBRATION_GO);
	/* Bits 9:0 choose how many slow cycles are measured. */
	WRITE_PERI_REG(RTC_CALIBRATE, CALIBRATION_SLOW_CYCLES | CALIBRATION_GO);
	while (!(READ_PERI_REG(RTC_CALIBRATION) & CALIBRATION_DONE)) {
	}
	uint32_t crystal_cycles = READ_PERI_REG(RTC_CALIBRATION) & 0x0fffffff;
	return crystal_cycles * (4096 / CALIBRATION_SLOW_CYCLES) / CRYSTAL_MHZ;
}

/*
 * Restart, deep sleep, and why the last reset happened.
 *
 * A restart asked for by software is no hardware reset: the chip jumps to the ROM's reset vector, and the hardware's
 * cause keeps its old value. So the reason is left in an RTC scratch word, which only a power cycle clears.
 */
#include <string.h>

#include "osapi.h"
#include "sdk.h"

#define RTC_ALARM (PERIPHS_RTC_BASEADDR + 0x04)
#define RTC_SLEEP (PERIPHS_RTC_BASEADDR + 0x08)
#define RTC_SLEEP_START BIT(20)
#define RTC_WAKE (PERIPHS_RTC_BASEADDR + 0x18)
#define RTC_WAKE_TIMER BIT3
#define RTC_SLEEP_POWER (PERIPHS_RTC_BASEADDR + 0x40)
#define RTC_SLEEP_STEPS (PERIPHS_RTC_BASEADDR + 0x44)

#define CLOCK_GATE (PERIPHS_DPORT_BASEADDR + 0x18)
#define CLOCK_GATE_MAC_RESET BIT8

/* Causes that the hardware tells. */
#define HARDWARE_EXTERNAL 2
#define HARDWARE_WATCHDOG 4
#define HARDWARE_DEEP_SLEEP 5

static struct rst_info last_reset;

static uint32_t ICACHE_FLASH_ATTR reason_of_last_reset(uint32_t left_behind) {
	switch (rtc_get_reset_reason()) {
		case HARDWARE_WATCHDOG:
			/* The watchdog's first stage interrupts; its handler leaves a note, if it came to run. */
			if (left_behind == 0 || left_behind == REASON_WDT_RST) return left_behind;
			break;
		case HARDWARE_EXTERNAL:
			if (left_behind == 0) return REASON_EXT_SYS_RST;
			break;
		case HARDWARE_DEEP_SLEEP:
			if (left_behind == 0) return REASON_DEEP_SLEEP_AWAKE;
			break;
	}
	return left_behind <= REASON_DEEP_SLEEP_AWAKE ? left_behind : REASON_DEFAULT_RST;
}

void ICACHE_FLASH_ATTR sdk_reset_info_init(void) {
	uint32_t left_behind = READ_PERI_REG(RTC_SCRATCH_REASON);
	WRITE_PERI_REG(RTC_SCRATCH_REASON, 0);
	if (left_behind == REASON_EXCEPTION_RST) system_rtc_mem_read(0, &last_reset, sizeof(last_reset));
	last_reset.reason = reason_of_last_reset(left_behind);
}

struct rst_info *ICACHE_FLASH_ATTR system_get_rst_info(void) {
	return &last_reset;
}

/* IRAM: an exception may come while the flash window is closed. */
void sdk_restart_because(const struct rst_info *info) {
	ets_intr_lock();
	const uint32_t *from = (const uint32_t *)info;
	for (unsigned i = 0; i < sizeof(*info) / 4; i++) WRITE_PERI_REG(RTC_MEMORY + i * 4, from[i]);
	WRITE_PERI_REG(RTC_SCRATCH_REASON, info->reason);
	RTC_REG_WRITE(FRC1_CTRL_ADDRESS, 0);
	RTC_REG_WRITE(FRC2_CTRL_ADDRESS, 0);
	ets_isr_mask(0xffff);
	SET_PERI_REG_MASK(CLOCK_GATE, CLOCK_GATE_MAC_RESET);
	CLEAR_PERI_REG_MASK(CLOCK_GATE, CLOCK_GATE_MAC_RESET);
	Cache_Read_Disable();
	_ResetVector();
}

void ICACHE_FLASH_ATTR system_restart(void) {
	struct rst_info info = {.reason = REASON_SOFT_RESTART};
	sdk_restart_because(&info);
}

bool ICACHE_FLASH_ATTR system_deep_sleep_set_option(uint8_t option) {
	/* Chooses what the radio calibrates after waking: there is no radio. */
	(void)option;
	return true;
}

/* Slow cycles in a time, at least one. */
static uint32_t ICACHE_FLASH_ATTR slow_cycles(uint64_t microseconds) {
	uint64_t cycles = (microseconds << 12) / system_rtc_clock_cali_proc();
	if (cycles > 0xffffffff) return 0xffffffff;
	return cycles ? cycles : 1;
}

/* 0 sleeps until the reset pin wakes. The chip resets at waking; RTC memory survives. */
void ICACHE_FLASH_ATTR system_deep_sleep(uint64_t microseconds) {
	uint32_t cycles = microseconds ? slow_cycles(microseconds) : 0;
	/* What is still in the transmitter would be cut off. */
	ets_delay_us(2000);
	ets_intr_lock();
	WRITE_PERI_REG(RTC_SCRATCH_REASON, REASON_DEEP_SLEEP_AWAKE);
	WRITE_PERI_REG(RTC_SLEEP_POWER, 0xffffffff);
	WRITE_PERI_REG(RTC_SLEEP_STEPS, 0x20);
	WRITE_PERI_REG(RTC_ALARM, system_get_rtc_time() + cycles);
	WRITE_PERI_REG(RTC_WAKE, microseconds ? RTC_WAKE_TIMER : 0);
	SET_PERI_REG_MASK(RTC_SLEEP, RTC_SLEEP_START);
	for (;;) {
	}
}

static volatile uint32_t *ICACHE_FLASH_ATTR rtc_words(uint8_t word, uint16_t length, const void *other) {
	if (((uint32_t)other & 3) || word * 4 + length > RTC_MEMORY_WORDS * 4) return NULL;
	return (volatile uint32_t *)(RTC_MEMORY + word * 4);
}

bool ICACHE_FLASH_ATTR system_rtc_mem_read(uint8_t word, void *into, uint16_t length) {
	volatile uint32_t *from = rtc_words(word, length, into);
	if (!from) return false;
	for (uint32_t *to = into; length >= 4; length -= 4) *to++ = *from++;
	return true;
}

bool ICACHE_FLASH_ATTR system_rtc_mem_write(uint8_t word, const void *from, uint16_t length) {
	volatile uint32_t *to = rtc_words(word, length, from);
	if (!to) return false;
	for (const uint32_t *next = from; length >= 4; length -= 4) *to++ = *next++;
	return true;
}

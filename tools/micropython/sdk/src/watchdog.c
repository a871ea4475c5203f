/*
 * Two watchdogs, both fed by the port's event loop. The software one resets when it was not fed for two of its ticks;
 * it needs the event loop or at least its interrupt. The hardware one covers the rest: its first stage interrupts
 * after 1.6 s, the second resets the chip 6.5 s later.
 */
#include "osapi.h"
#include "sdk.h"

#define WDT_CONTROL (PERIPHS_WDT_BASEADDR + 0x00)
#define WDT_STAGE0 (PERIPHS_WDT_BASEADDR + 0x04)
#define WDT_STAGE1 (PERIPHS_WDT_BASEADDR + 0x08)
#define WDT_FEED (PERIPHS_WDT_BASEADDR + 0x14)
#define WDT_FEED_KEY 0x73
/* A stage lasts 0.8 ms times two to this power. */
#define STAGE0_POWER 11
#define STAGE1_POWER 13

/* Ticks of the hardware's first stage, which is fed by its own handler, that the software watchdog waits. */
#define BARKS_UNTIL_RESET 2

/*
 * The port's loop saves and restores the count of unfed ticks, which the vendor's library keeps six words in front of
 * a symbol. So do we.
 */
struct {
	uint32_t unfed;
	uint32_t between[5];
} sdk_watchdog_state;
__asm__(".global pend_flag_noise_check\n"
		".set pend_flag_noise_check, sdk_watchdog_state + 24");

static void feed_hardware(void) {
	WRITE_PERI_REG(WDT_FEED, WDT_FEED_KEY);
}

void system_soft_wdt_feed(void) {
	if (sdk_watchdog_state.unfed) {
		sdk_watchdog_state.unfed = 0;
		WRITE_PERI_REG(RTC_SCRATCH_REASON, 0);
	}
	feed_hardware();
}

static void bark(void *arg) {
	(void)arg;
	if (++sdk_watchdog_state.unfed >= BARKS_UNTIL_RESET) {
		struct rst_info info = {.reason = REASON_SOFT_WDT_RST};
		sdk_restart_because(&info);
	}
	/* If nothing runs from here on, the second stage's reset is to be known as the watchdog's. */
	WRITE_PERI_REG(RTC_SCRATCH_REASON, REASON_WDT_RST);
	feed_hardware();
}

void ICACHE_FLASH_ATTR sdk_watchdog_init(void) {
	ets_isr_attach(ETS_WDT_INUM, bark, NULL);
	SET_PERI_REG_MASK(EDGE_INT_ENABLE_REG, BIT0);
	WRITE_PERI_REG(WDT_STAGE0, STAGE0_POWER);
	WRITE_PERI_REG(WDT_STAGE1, STAGE1_POWER);
	feed_hardware();
	SET_PERI_REG_MASK(WDT_CONTROL, 1);
	ETS_INTR_ENABLE(ETS_WDT_INUM);
}

/*
 * From the entry point to the application: .bss, flash window, clocks, interrupts, user_init(), event loop.
 *
 * Runs from IRAM until the window is open. user_init() registers a function that the first task of the loop calls;
 * MicroPython's prompt runs inside that call and lets the loop run from there.
 */
#include "osapi.h"
#include "sdk.h"

extern uint32_t _bss_start[], _bss_end[];
void user_init(void);

static init_done_cb_t init_done;
static os_event_t start_queue[2];

void ICACHE_FLASH_ATTR system_init_done_cb(init_done_cb_t callback) {
	init_done = callback;
}

static void ICACHE_FLASH_ATTR start_task(os_event_t *event) {
	(void)event;
	/* The port's loop calls a task with interrupts off, and a task that lasts must let them in. */
	ets_intr_unlock();
	if (init_done) init_done();
}

static void ICACHE_FLASH_ATTR start_from_flash(void) {
	sdk_reset_info_init();
	sdk_exceptions_init();
	sdk_heap_init();
	sdk_timers_init();
	sdk_watchdog_init();
	ets_task(start_task, TASK_START, start_queue, 2);
	ets_intr_unlock();
	user_init();
	ets_post(TASK_START, 0, 0);
	ets_run();
}

void __attribute__((noreturn)) sdk_start(void) {
	ets_intr_lock();
	for (uint32_t *word = _bss_start; word < _bss_end; word++) *word = 0;
	/* Firmware and native code have 32 KB of IRAM; the other 32 KB are the flash cache. */
	Cache_Read_Enable(0, 0, 1);
	sdk_clock_init();
	start_from_flash();
	for (;;) {
	}
}

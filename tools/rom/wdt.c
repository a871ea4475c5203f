/* The hardware watchdog, as the SDK's first versions drive it. What each mode is for is not documented. */
#include "rom.h"

#define WDT_CTL 0x60000900u
#define WDT_STAGE0 0x60000904u
#define WDT_STAGE1 0x60000908u
#define WDT_FEED 0x60000914u
#define FEED_KEY 0x73
#define INTERRUPT 8
/* Control words: one stage, which resets; two, of which the first one interrupts. */
#define ONE_STAGE 0x3c
#define TWO_STAGES 0x38

enum mode {
	OFF,
	FED_BY_TIMER,
	FED_BY_INTERRUPT,
	ONE,
	TWO,
};

extern struct timer wdt_timer;

s32 ets_wdt_get_mode(void)
{
	return wdt_mode;
}

/* The stage's logarithm for a time in seconds; the ROM knows three. */
static u32 stage(u32 seconds)
{
	return seconds == 3 ? 11 : seconds == 6 ? 12 : seconds == 12 ? 13 : 0;
}

static void feed(void *unused)
{
	if (wdt_mode == FED_BY_TIMER)
		REG(WDT_FEED) = FEED_KEY;
}

s32 ets_wdt_disable(void)
{
	s32 old = wdt_mode;
	clear_bits(WDT_CTL, 1);
	REG(WDT_FEED) = FEED_KEY;
	if (old == FED_BY_TIMER)
		ets_timer_disarm(&wdt_timer);
	wdt_mode = OFF;
	return old;
}

void ets_wdt_enable(u32 mode, u32 interval, u32 timeout)
{
	wdt_mode = mode;
	wdt_interval = interval;
	wdt_timeout = timeout;
	clear_bits(WDT_CTL, 1);
	switch (mode) {
	case FED_BY_TIMER:
		ets_timer_setfn(&wdt_timer, feed, 0);
		ets_timer_arm(&wdt_timer, interval >> 10, 1);
		/* fall through */
	case ONE:
		REG(WDT_CTL) = ONE_STAGE;
		REG(WDT_STAGE0) = stage(timeout);
		break;
	case FED_BY_INTERRUPT:
		ets_isr_unmask(1 << INTERRUPT);
		/* fall through */
	case TWO:
		REG(WDT_CTL) = TWO_STAGES;
		REG(WDT_STAGE0) = stage(interval);
		REG(WDT_STAGE1) = stage(interval);
		break;
	}
	set_bits(WDT_CTL, 1);
}

void ets_wdt_restore(u32 mode)
{
	if (mode != OFF)
		ets_wdt_enable(mode, wdt_interval, wdt_timeout);
}

void ets_wdt_init(void)
{
	clear_bits(WDT_CTL, 1);
	ets_isr_attach(INTERRUPT, feed, 0);
	set_bits(DPORT_EDGE_ENABLE, 1);
}

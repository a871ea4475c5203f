/* Every reset and what its cause register says: power, software, watchdog, pin, deep sleep, and power again. */
#include "flash.h"
#include "guest.h"

#define STAGE RTC_MEM(64)
#define COUNT RTC_MEM(65)
#define MAGIC 0x6e5e7000
/* A sector of flash remembers the run over a loss of power. */
#define MARK_AT 0x3f0000
#define MARK 0x60a1ba11

static void go(uint32_t stage) {
	STAGE = MAGIC + stage;
	COUNT = tap_count();
	console_drain();
}

static void never(const char *name) {
	rest_us(50000);
	ok(0, name);
}

static void chip_is_reset(void) {
	ok(GPIO_OUT == 0 && (GPIO_ENABLE & 0xffff) == 0, "GPIO is reset");
	ok(FRC1_CTRL == 0 && FRC2_CTRL == 0, "the timers are reset");
}

static void touch_peripherals(void) {
	GPIO_OUT = BIT(4);
	GPIO_ENABLE = BIT(4);
	FRC1_CTRL = FRC2_CTRL = FRC_ENABLE;
}

int main(void) {
	uint32_t cause = RTC_RESET_CAUSE & 0xf, stage = STAGE - MAGIC;
	if (cause == CAUSE_POWER_ON && flash_word(MARK_AT) == MARK) {
		tap_resume(flash_word(MARK_AT + 4));
		ok_equal(cause, CAUSE_POWER_ON, "power again: cause 1");
		ok(STAGE != MAGIC + 4, "RTC memory did not survive that");
		flash_erase(MARK_AT);
		return 0;
	}
	if (cause == CAUSE_POWER_ON || stage < 1 || stage > 4) {
		tap_begin(15);
		ok_equal(cause, CAUSE_POWER_ON, "power-on: cause 1");
		touch_peripherals();
		go(1);
		RTC_CTRL |= RTC_SOFTWARE_RESET;
		never("software reset");
	}
	tap_resume(COUNT);
	switch (stage) {
		case 1:
			ok_equal(cause, CAUSE_SOFTWARE, "RTC_CTRL bit 31: cause 3");
			chip_is_reset();
			touch_peripherals();
			go(2);
			WDT_CTL = 0x38;
			WDT_OP = WDT_OP_ND = 1;
			WDT_RST = WDT_FEED;
			WDT_CTL = 0x39;
			never("watchdog reset");
			break;
		case 2:
			ok_equal(cause, CAUSE_WATCHDOG, "watchdog: cause 4");
			chip_is_reset();
			touch_peripherals();
			go(3);
			want("reset");
			never("reset pin");
			break;
		case 3:
			ok_equal(cause, CAUSE_EXT_RESET, "reset pin: cause 2");
			chip_is_reset();
			touch_peripherals();
			go(4);
			RTC_SLEEP_POWER = 0xffffffff;
			RTC_SLEEP_POWER2 = 0x20;
			RTC_WAKE = RTC_WAKE_TIMER;
			RTC_ALARM = RTC_COUNTER + 1000;
			RTC_SLEEP &= ~RTC_SLEEP_START;
			RTC_SLEEP |= RTC_SLEEP_START;
			never("deep sleep");
			break;
		default:
			ok_equal(cause, CAUSE_DEEP_SLEEP, "deep sleep: cause 5");
			chip_is_reset();
			flash_erase(MARK_AT);
			flash_program(MARK_AT, (uint32_t[]){MARK, tap_count()}, 2);
			want("power-cycle");
			never("power cycle");
	}
	return 0;
}

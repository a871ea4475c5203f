/* From reset to the firmware's first instruction: straps, banner, and who is started. */
#include "rom.h"
#include "frame.h"

void rom_exception_registers(u32 *to);
u32 load_flash(void);

/* An exception nobody expected: says so and tries again, as often as the watchdog lets it. */
static void fatal_exception(struct user_frame *frame, u32 cause)
{
	u32 r[5];
	rom_exception_registers(r);
	ets_printf("Fatal exception (%d): \n", cause);
	ets_printf("epc1=0x%08x, epc2=0x%08x, epc3=0x%08x, excvaddr=0x%08x, depc=0x%08x\n", r[0], r[1], r[2], r[3],
		   r[4]);
}

extern char entry__xtos_c_wrapper_handler[];

static void catch_exceptions(void)
{
	/* Causes 0, 2, 3, 8, 9, 28, 29: seen in the tables of the real ROM after boot. */
	for (u32 cause = 0; cause < 30; cause++)
		if ((1u << cause) & 0x3000030d) {
			((u32 *)C_HANDLER_TABLE)[cause] = (u32)fatal_exception;
			((u32 *)EXCEPTION_TABLE)[cause] = (u32)entry__xtos_c_wrapper_handler;
		}
}

static u32 strap_value(void)
{
	return (REG(GPIO_IN) >> 16) & 7;
}

static void banner(void)
{
	u32 cause = rtc_get_reset_reason();
	ets_printf("\n ets %s,rst cause:%d, boot mode:(%d,%d)\n\n", "Jan  8 2013", cause, strap_value(),
		   REG(GPIO_IN) >> 29);
	if (cause == 4)
		ets_printf("wdt reset\n");
}

int main(void)
{
	u32 straps = strap_value();
	u32 entry = 0;

	catch_exceptions();
	/* Boot from an SDIO host: the real one waits for the host without a word. There is no host here. */
	if (straps & 4)
		for (;;)
			;
	uartAttach();
	Uart_Init(0);
	ets_install_uart_printf();
	banner();
	switch (straps) {
	case 1:
		uart_download(&entry);
		if (entry == 0)
			entry = load_flash();
		break;
	case 2:
		entry = 0x40100000;
		break;
	case 3:
		entry = load_flash();
		break;
	default:
		for (;;)
			;
	}
	user_start = (void (*)(void))entry;
	return entry;
}

void ets_set_user_start(void (*start)(void))
{
	user_start = start;
}

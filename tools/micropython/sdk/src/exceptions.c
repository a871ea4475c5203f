/* Exceptions that nothing can mend: note them and restart, so that machine.reset_cause() tells of them. */
#include "osapi.h"
#include "sdk.h"

#define READ_SPECIAL(name) \
	({ \
		uint32_t value; \
		__asm__ volatile("rsr." name " %0" : "=a"(value)); \
		value; \
	})

static void note_and_restart(uint32_t cause) __attribute__((noreturn));

static void note_and_restart(uint32_t cause) {
	struct rst_info info = {
		.reason = REASON_EXCEPTION_RST,
		.exccause = cause,
		.epc1 = READ_SPECIAL("epc1"),
		.epc2 = READ_SPECIAL("epc2"),
		.epc3 = READ_SPECIAL("epc3"),
		.excvaddr = READ_SPECIAL("excvaddr"),
		.depc = READ_SPECIAL("depc"),
	};
	os_printf("Fatal exception %d: epc1=0x%08x epc2=0x%08x epc3=0x%08x excvaddr=0x%08x depc=0x%08x\n", (int)cause,
		info.epc1, info.epc2, info.epc3, info.excvaddr, info.depc);
	sdk_restart_because(&info);
}

static void fatal(void *frame, uint32_t cause) {
	(void)frame;
	note_and_restart(cause);
}

void sdk_fatal_in_kernel_mode(void) {
	note_and_restart(READ_SPECIAL("exccause"));
}

void ICACHE_FLASH_ATTR sdk_exceptions_init(void) {
	/* Illegal instruction, fetch error, load or store error, division by zero, unaligned, prohibited addresses. */
	static const uint8_t causes[] = {0, 2, 3, 6, 9, 20, 28, 29};
	for (unsigned i = 0; i < sizeof(causes); i++) _xtos_set_exception_handler(causes[i], fatal);
}

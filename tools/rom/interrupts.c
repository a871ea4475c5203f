/* Handlers for interrupts and exceptions: the tables that the glue in xtos.S reads. */
#include "rom.h"
#include "frame.h"

extern char entry__xtos_c_wrapper_handler[], entry__xtos_unhandled_exception[], entry__xtos_p_none[];

/* Installs a handler in C (0: none); returns the one before. */
void *_xtos_set_exception_handler(u32 cause, void *f)
{
	u32 *exceptions = (u32 *)EXCEPTION_TABLE;
	void **handlers = (void **)C_HANDLER_TABLE;

	if (cause >= 64)
		return 0;
	void *old = handlers[cause];
	if (f) {
		handlers[cause] = f;
		exceptions[cause] = (u32)entry__xtos_c_wrapper_handler;
	} else {
		handlers[cause] = entry__xtos_p_none;
		exceptions[cause] = (u32)entry__xtos_unhandled_exception;
	}
	return old == (void *)entry__xtos_p_none ? 0 : old;
}

/* Number of the interrupt that has a vector of its own, and no place for a handler. */
#define NMI 14

void _xtos_unhandled_interrupt(void *number)
{
	rom_break();
}

handler _xtos_set_interrupt_handler_arg(u32 number, handler f, void *argument)
{
	extern char entry__xtos_unhandled_interrupt[];
	if (number >= NMI)
		return 0;
	u32 *entry = (u32 *)INTERRUPT_TABLE + 2 * (INTERRUPTS - 1 - number);
	handler old = (handler)entry[0];
	if (f) {
		entry[0] = (u32)f;
		entry[1] = (u32)argument;
	} else {
		entry[0] = (u32)entry__xtos_unhandled_interrupt;
		entry[1] = number;
	}
	return old == (handler)entry__xtos_unhandled_interrupt ? 0 : old;
}

/* Likewise; the argument is the interrupt's number. */
handler _xtos_set_interrupt_handler(u32 number, handler f)
{
	return _xtos_set_interrupt_handler_arg(number, f, (void *)number);
}

void ets_isr_attach(int number, handler f, void *argument)
{
	_xtos_set_interrupt_handler_arg(number, f, argument);
}

void ets_isr_mask(u32 mask)
{
	_xtos_ints_off(mask);
}

void ets_isr_unmask(u32 mask)
{
	_xtos_ints_on(mask);
}

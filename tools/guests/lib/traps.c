/* What the vectors call: provoked exceptions are recorded, interrupts dispatched, anything else ends the run. */
#include "guest.h"

volatile struct trap trap;
volatile uint32_t irq_spurious;
void (*nmi_handler)(struct frame *frame);

static volatile int armed;
static irq_handler handlers[14];

void trap_arm(void) {
	trap.count = 0;
	trap.cause = trap.epc = trap.vaddr = trap.ps = trap.vector = trap.eps = trap.debugcause = trap.a3 = 0xdeadbeef;
	armed = 1;
}

void trap_disarm(void) { armed = 0; }

static void record(struct frame *frame) {
	trap.count++;
	trap.cause = frame->cause;
	trap.epc = frame->epc;
	trap.vaddr = frame->vaddr;
	trap.ps = frame->ps;
	trap.vector = frame->vector;
	trap.eps = frame->eps;
	trap.debugcause = frame->debugcause;
	trap.a3 = frame->a[3];
	frame->epc = frame->a[0];
}

static void bail_out(const struct frame *frame) {
	console_text("\nBail out! exception by vector ");
	console_hex(frame->vector);
	note(" cause", frame->cause);
	note("epc", frame->epc);
	note("vaddr", frame->vaddr);
	note("a0", frame->a[0]);
	tap_done();
}

void irq_attach(uint32_t number, irq_handler handler) { handlers[number] = handler; }

void irq_enable(uint32_t mask) { SR_WRITE("intenable", SR_READ("intenable") | mask); }

void irq_disable(uint32_t mask) { SR_WRITE("intenable", SR_READ("intenable") & ~mask); }

static void dispatch(struct frame *frame) {
	uint32_t pending = SR_READ("interrupt") & SR_READ("intenable") & 0x3fff;
	for (uint32_t number = 0; number < 14; number++) {
		if (!(pending & BIT(number))) continue;
		/* Edges stay latched until software says so; cleared before the handler, a new edge is not lost. */
		if (number >= INT_WDT) SR_WRITE("intclear", BIT(number));
		if (handlers[number]) {
			handlers[number](frame);
		} else {
			irq_spurious++;
			irq_disable(BIT(number));
		}
	}
}

void general_exception(struct frame *frame) {
	if (frame->cause == 4) dispatch(frame);
	else if (armed) record(frame);
	else bail_out(frame);
}

void debug_exception(struct frame *frame) {
	/* Or it would come again at the first instruction after the return. */
	SR_WRITE("icountlevel", 0);
	if (armed) record(frame);
	else bail_out(frame);
}

void nmi_exception(struct frame *frame) {
	if (nmi_handler) nmi_handler(frame);
	else bail_out(frame);
}

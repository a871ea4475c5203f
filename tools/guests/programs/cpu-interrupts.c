/* The core's own interrupts: software INT7, CCOMPARE0 INT6, PS.INTLEVEL, nesting, WAITI. */
#include "guest.h"

#define SOFTWARE BIT(INT_SOFTWARE)
#define TIMER BIT(INT_CCOMPARE)

static volatile uint32_t calls, depth, deepest, nest, seen_ps, seen_cause, seen_epc, seen_ccount;

static void on_software(struct frame *frame) {
	SR_WRITE("intclear", SOFTWARE);
	calls++;
	seen_cause = frame->cause;
	seen_epc = frame->epc;
	seen_ps = SR_READ("ps");
	if (++depth > deepest) deepest = depth;
	if (nest > 0) {
		nest--;
		SR_WRITE("intset", SOFTWARE);
		/* At INTLEVEL 1 it must stay pending; at 0 it comes at once. */
		if (depth == 1) {
			delay_us(2);
			if (calls != 1) deepest = 99;
			RSIL(0);
			delay_us(2);
			RSIL(1);
		}
	}
	depth--;
}

static void on_timer(struct frame *frame) {
	seen_ccount = ccount();
	seen_epc = frame->epc;
	calls++;
	/* The only way to clear INT6. */
	SR_WRITE("ccompare0", SR_READ("ccompare0") + 1000);
}

static void on_timer_once(struct frame *frame) {
	on_timer(frame);
	irq_disable(TIMER);
}

static void software(void) {
	SR_WRITE("intset", SOFTWARE);
	ok_equal(SR_READ("interrupt") & SOFTWARE, SOFTWARE, "INTSET: pending without being enabled");
	SR_WRITE("intclear", SOFTWARE);
	ok_equal(SR_READ("interrupt") & SOFTWARE, 0, "INTCLEAR clears it");
	SR_WRITE("intset", 0x3f7f);
	ok_equal(SR_READ("interrupt") & 0x3f00, 0, "INTSET sets no edge interrupt");

	irq_attach(INT_SOFTWARE, on_software);
	SR_WRITE("intset", SOFTWARE);
	ok_equal(calls, 0, "pending but not enabled: not taken");
	irq_enable(SOFTWARE);
	ok_equal(calls, 1, "enabled: taken");
	ok_equal(seen_cause, 4, "EXCCAUSE is level-1 interrupt");
	ok_equal(seen_ps & (PS_INTLEVEL | PS_EXCM), 1, "the handler runs as the vector code has set PS");
	ok_equal(SR_READ("ps") & (PS_INTLEVEL | PS_EXCM), 0, "PS is back after RFE");

	calls = 0;
	uint32_t before = RSIL(1);
	ok_equal(before & PS_INTLEVEL, 0, "RSIL gives the old level");
	ok_equal(SR_READ("ps") & PS_INTLEVEL, 1, "RSIL sets the new level");
	SR_WRITE("intset", SOFTWARE);
	delay_us(1);
	ok_equal(calls, 0, "not taken at PS.INTLEVEL 1");
	SR_WRITE("ps", before);
	ok_equal(calls, 1, "taken when PS.INTLEVEL is 0 again");

	calls = 0;
	SR_WRITE("ps", before | PS_EXCM);
	SR_WRITE("intset", SOFTWARE);
	delay_us(1);
	uint32_t with_excm = calls;
	SR_WRITE("ps", before);
	ok(with_excm == 0 && calls == 1, "not taken with PS.EXCM set");

	calls = deepest = 0;
	nest = 1;
	SR_WRITE("intset", SOFTWARE);
	delay_us(10);
	ok_equal(calls, 2, "nesting: both were taken");
	ok_equal(deepest, 2, "nesting: not at PS.INTLEVEL 1, at once at 0");
	ok_equal(irq_spurious, 0, "no interrupt without a handler");
}

static void timer(void) {
	irq_attach(INT_CCOMPARE, on_timer_once);
	SR_WRITE("ccompare0", ccount() + 2000);
	ok_equal(SR_READ("interrupt") & TIMER, 0, "writing CCOMPARE0 clears INT6");
	delay_us(50);
	ok_equal(SR_READ("interrupt") & TIMER, TIMER, "INT6 pending when CCOUNT has passed CCOMPARE0");
	SR_WRITE("intclear", TIMER);
	ok_equal(SR_READ("interrupt") & TIMER, TIMER, "INTCLEAR does not clear INT6");

	calls = 0;
	uint32_t at = ccount() + 4000;
	SR_WRITE("ccompare0", at);
	irq_enable(TIMER);
	while (calls == 0 && ccount() - at + 4000 < 8000) {
	}
	ok_equal(calls, 1, "INT6 is taken");
	/* Entry, saving sixteen registers and the dispatch: some hundred cycles. */
	ok_range(seen_ccount - at, 1, 400, "within 400 cycles of CCOMPARE0");

	irq_attach(INT_CCOMPARE, on_timer);
	calls = 0;
	at = ccount() + 1000;
	SR_WRITE("ccompare0", at);
	irq_enable(TIMER);
	delay_us(125);
	irq_disable(TIMER);
	ok_range(calls, 9, 10, "every 1000 cycles for 10000 cycles");
	ok_equal((SR_READ("ccompare0") - at) & 7, 0, "CCOMPARE0 reads back");
}

static void waiti(void) {
	irq_attach(INT_CCOMPARE, on_timer_once);
	calls = 0;
	uint32_t start = ccount();
	SR_WRITE("ccompare0", start + 80000);
	irq_enable(TIMER);
	uint32_t ps = RSIL(1);
	WAITI(0);
	uint32_t end = ccount();
	uint32_t level = SR_READ("ps") & PS_INTLEVEL;
	SR_WRITE("ps", ps);
	ok_equal(calls, 1, "WAITI ends with the interrupt");
	ok_range(end - start, 80000, 80600, "CCOUNT counts during WAITI");
	ok_equal(level, 0, "WAITI 0 has set PS.INTLEVEL to 0");

	irq_attach(INT_SOFTWARE, on_software);
	calls = nest = 0;
	ps = RSIL(1);
	SR_WRITE("intset", SOFTWARE);
	start = ccount();
	WAITI(0);
	end = ccount();
	SR_WRITE("ps", ps);
	ok_equal(calls, 1, "WAITI with an interrupt already pending takes it");
	ok_range(end - start, 1, 600, "and does not wait");
}

static void counter(void) {
	uint32_t before = ccount();
	SR_WRITE("ccount", 0xfffffff0);
	uint32_t after = ccount();
	delay_us(1);
	uint32_t later = ccount();
	SR_WRITE("ccount", before);
	ok(after < 0x100 || after >= 0xfffffff0, "CCOUNT can be written");
	ok_range(later, 1, 0x200, "CCOUNT wraps");
	uint32_t a = ccount();
	__asm__ volatile("nop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop");
	uint32_t b = ccount();
	ok_range(b - a, 9, 12, "eight NOPs take eight cycles");
}

int main(void) {
	tap_begin(31);
	software();
	timer();
	waiti();
	counter();
	return 0;
}

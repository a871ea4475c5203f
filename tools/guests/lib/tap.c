/* TAP version 13 on the console. */
#include "guest.h"

static uint32_t count;

void core_stop(void) __attribute__((noreturn));

void tap_begin(uint32_t plan) {
	count = 0;
	console_text("\nTAP version 13\n1..");
	console_number(plan);
	console_put('\n');
}

void tap_resume(uint32_t already) {
	count = already;
	console_put('\n');
}

uint32_t tap_count(void) { return count; }

static void line(int passed, const char *name) {
	console_text(passed ? "ok " : "not ok ");
	console_number(++count);
	console_text(" - ");
	console_text(name);
}

void ok(int passed, const char *name) {
	line(passed, name);
	console_put('\n');
}

static void value(const char *label, uint32_t number) {
	console_text(label);
	console_hex(number);
	console_text(" (");
	console_number(number);
	console_put(')');
}

void ok_equal(uint32_t got, uint32_t wanted, const char *name) {
	ok(got == wanted, name);
	if (got == wanted) return;
	value("# got ", got);
	value(", wanted ", wanted);
	console_put('\n');
}

void ok_range(uint32_t got, uint32_t low, uint32_t high, const char *name) {
	int passed = low <= got && got <= high;
	ok(passed, name);
	if (passed) return;
	value("# got ", got);
	value(", wanted ", low);
	value(" to ", high);
	console_put('\n');
}

void skip(const char *name, const char *why) {
	line(1, name);
	console_text(" # SKIP ");
	console_text(why);
	console_put('\n');
}

void note(const char *text, uint32_t number) {
	console_text("# ");
	console_text(text);
	console_put(' ');
	value("", number);
	console_put('\n');
}

void want(const char *request) {
	console_text("# want: ");
	console_text(request);
	console_put('\n');
	console_drain();
}

void halt(void) {
	console_drain();
	RSIL(15);
	core_stop();
}

void tap_done(void) {
	console_text("# done\n");
	halt();
}

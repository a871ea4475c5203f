import test from "ava";
import { Bench, SECOND, US } from "../harness.js";

const SYSTEM_TIME = 0x3ff20c00;
const INT_ENA = 0x3ff20c18;
const INT_RAW = 0x3ff20c1c;
const INT_ST = 0x3ff20c20;
const INT_CLR = 0x3ff20c24;
const MAC_TIME_LOW = 0x3ff21048;
const MAC_TIME_HIGH = 0x3ff2104c;
const TIMER1_CONTROL = 0x3ff210c8;
const TIMER1_ALARM = 0x3ff210cc;

const TIMER1 = 1 << 26;
const ARM = 1 << 31;

test("system time and MAC clock count microseconds", (t) => {
	const b = Bench.at80MHz();
	const before = b.read(SYSTEM_TIME);
	b.run(1234 * US);
	t.is(b.read(SYSTEM_TIME) - before, 1234);
	t.is(b.read(MAC_TIME_LOW), b.read(SYSTEM_TIME));
	b.run(5000 * SECOND);
	t.is(b.read(MAC_TIME_HIGH), 1);
	t.is(b.read(MAC_TIME_LOW), Math.floor(b.tick / US) % 2 ** 32);
});

test("timer 1 fires at its alarm, once", (t) => {
	const b = Bench.at80MHz();
	b.write(INT_ENA, TIMER1);
	b.write(TIMER1_ALARM, b.read(MAC_TIME_LOW) + 500);
	b.run(600 * US);
	t.is(b.read(INT_RAW), 0, "not while it is not armed");
	b.write(TIMER1_ALARM, b.read(MAC_TIME_LOW) + 500);
	b.write(TIMER1_CONTROL, ARM);
	const due = (b.read(TIMER1_ALARM) + 0) * US;
	b.chip.run(due - 2);
	t.is(b.read(INT_ST), 0);
	b.run(2);
	t.is(b.read(INT_ST), TIMER1);
	t.is(b.cpu.intLines & 1, 1);
	b.write(INT_CLR, TIMER1);
	b.run(SECOND);
	t.is(b.read(INT_RAW), 0);
	t.is(b.cpu.intLines & 1, 0);
});

test("only enabled interrupts show in the status and ask for INT0", (t) => {
	const b = Bench.at80MHz();
	b.write(TIMER1_CONTROL, ARM);
	b.run(US);
	t.is(b.read(INT_RAW), TIMER1);
	t.is(b.read(INT_ST), 0);
	b.write(INT_ENA, TIMER1);
	t.is(b.cpu.intLines & 1, 1);
	t.is(b.read(INT_ENA), TIMER1);
});

test("other registers are storage", (t) => {
	const b = Bench.at80MHz();
	b.write(0x3ff20c48, 0x7fcf5c12);
	t.is(b.read(0x3ff20c48), 0x7fcf5c12);
});

test("light sleep stops the clocks", (t) => {
	const b = Bench.at80MHz();
	const time = b.read(SYSTEM_TIME);
	b.sleepLightly(10_000);
	t.true(b.read(SYSTEM_TIME) - time < 10);
});

import test from "ava";
import { Interrupts, interruptsComponent, Request } from "../../src/chip/interrupts.js";
import { ChipState } from "../../src/chip/state/chip-state.js";
import { Bench } from "./harness.js";

/** A core that keeps its inputs. */
class Core {
	lines = 0;
	latched = 0;
	nmi = false;
	setLines(mask: number): void {
		this.lines = mask;
	}
	latch(mask: number): void {
		this.latched |= mask;
	}
	setNmi(level: boolean): void {
		this.nmi = level;
	}
}

function set(): { core: Core; interrupts: Interrupts } {
	const core = new Core();
	return { core, interrupts: new Interrupts(new ChipState([interruptsComponent]), core) };
}

for (const [name, source, number] of [
	["WDEV", Request.WDEV, 0],
	["SLC", Request.SLC, 1],
	["SPI0", Request.SPI0, 2],
	["SPI1", Request.SPI1, 2],
	["I2S", Request.I2S, 2],
	["RTC", Request.RTC, 3],
	["GPIO", Request.GPIO, 4],
	["UART0", Request.UART0, 5],
	["UART1", Request.UART1, 5],
] as const) {
	test(`${name} is level interrupt ${number}`, (t) => {
		const { core, interrupts } = set();
		interrupts.request(source, true);
		t.is(core.lines, 1 << number);
		interrupts.request(source, false);
		t.is(core.lines, 0);
		t.is(core.latched, 0);
	});
}

for (const [name, source, number, gate] of [
	["WDT", Request.WDT, 8, 1],
	["FRC1", Request.FRC1, 9, 2],
	["FRC2", Request.FRC2, 10, 4],
] as const) {
	test(`${name} is edge interrupt ${number} behind gate bit ${gate}`, (t) => {
		const { core, interrupts } = set();
		interrupts.edgeGates = 7 & ~gate;
		interrupts.request(source, true);
		t.is(core.latched, 0);
		interrupts.edgeGates = gate;
		t.is(core.latched, 0, "opening the gate is no edge");
		interrupts.request(source, true);
		t.is(core.latched, 0, "neither is asking again");
		interrupts.pulse(source);
		t.is(core.latched, 1 << number);
		core.latched = 0;
		interrupts.request(source, false);
		interrupts.request(source, true);
		t.is(core.latched, 1 << number);
		t.is(core.lines, 0);
	});
}

test("the NMI follows the request of the source it is set to, gates or not", (t) => {
	const sources = [
		Request.WDEV,
		Request.SLC,
		Request.SPI1,
		Request.RTC,
		Request.GPIO,
		Request.UART1,
		Request.WDT,
		Request.FRC1,
		Request.FRC2,
	];
	sources.forEach((source, select) => {
		const { core, interrupts } = set();
		interrupts.nmiSelect = (select << 1) | 1;
		t.false(core.nmi);
		interrupts.request(source, true);
		t.true(core.nmi);
		interrupts.nmiSelect = select << 1;
		t.false(core.nmi, "switched off");
		interrupts.nmiSelect = (select << 1) | 1;
		t.true(core.nmi, "a level: still there when switched on again");
		interrupts.request(source, false);
		t.false(core.nmi);
	});
});

test("an NMI source that does not exist never asks", (t) => {
	const { core, interrupts } = set();
	interrupts.nmiSelect = 0x1f;
	interrupts.request(-1, true);
	t.false(core.nmi);
});

test("who shares INT2 and INT5 can be told apart", (t) => {
	const { interrupts } = set();
	interrupts.request(Request.SPI0 | Request.I2S, true);
	t.is(interrupts.combinedStatus, (1 << 4) | (1 << 9));
	interrupts.request(Request.SPI1, true);
	t.is(interrupts.combinedStatus, (1 << 4) | (1 << 7) | (1 << 9));
	interrupts.request(Request.UART1, true);
	t.is(interrupts.uartStatus, 1 << 2);
	interrupts.request(Request.UART0, true);
	t.is(interrupts.uartStatus, (1 << 0) | (1 << 2));
});

test("a reset withdraws everything", (t) => {
	const { core, interrupts } = set();
	interrupts.nmiSelect = 0x0f;
	interrupts.edgeGates = 7;
	interrupts.request(Request.FRC1 | Request.GPIO, true);
	interrupts.reset();
	t.deepEqual([core.lines, core.nmi, interrupts.edgeGates, interrupts.nmiSelect], [0, false, 0, 0]);
});

test("FRC1 as NMI reaches the core and ends with its INT register", (t) => {
	const b = Bench.at80MHz();
	b.write(0x3ff00000, 0x0f);
	b.write(0x60000600, 100);
	b.write(0x60000608, 0x80);
	b.run(200);
	t.is(b.cpu.nmiLine, 1);
	t.is(b.cpu.inNmi, 0, "it is taken before the next instruction");
	b.write(0x6000060c, 0);
	t.is(b.cpu.nmiLine, 0);
});

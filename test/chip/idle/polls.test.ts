/** Loops that poll a register: skipped in the translating engine, executed in the other, to the same state. */
import test from "ava";
import fc from "fast-check";
import type { Chip } from "../../../src/chip/chip.js";
import { IRAM_BASE } from "../../../src/chip/memory/memories.js";
import { cpuComponent } from "../../../src/chip/xtensa/cpu-state.js";
import { assemble } from "../../../tools/qemu/assembler.js";
import { bothEngines, compareAt } from "../both-engines.js";

const CODE = IRAM_BASE;
const line = (n: number): number => CODE + 3 * n;
const UART = 0x60000000;
const SPI = 0x60000200;
const WDT = 0x60000900;
const DATA = 0x3ffe9000;
const MS = 160_000;
/** SPI0's command bits, and the flash's busy bit. */
const READ_STATUS = 1 << 27;
const WRITE_ENABLE = 1 << 30;
const ERASE_SECTOR = 1 << 24;

/** Chips of both engines at `lines`, with a1 in data RAM, a2 at UART0, a3 at the watchdog and a6 at SPI0. */
const chips = (lines: readonly string[], is80MHz = true): Chip[] =>
	bothEngines(lines, [DATA, UART, WDT, 0x73, 0, SPI, READ_STATUS], is80MHz);

/** Both begin to erase a sector, which takes 45 ms. */
function erase(both: readonly Chip[]): void {
	for (const chip of both) {
		chip.bus.store(SPI, 4, WRITE_ENABLE);
		chip.bus.store(SPI + 4, 4, 0x1000);
		chip.run(chip.tick + 1000);
		chip.bus.store(SPI, 4, ERASE_SECTOR);
		chip.run(chip.tick + 1000);
	}
}

/** Waits for the FIFO to be empty again, then sends eight bytes and counts that. */
const SENDING = [
	"l32i a8, a2, 28",
	"extui a8, a8, 16, 8",
	`bnez a8, ${line(0)}`,
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"s32i a9, a2, 0",
	"addi a9, a9, 1",
	`j ${line(0)}`,
];

/** Asks the flash for its status until that says it is ready; then counts. */
const ASKING = [
	"s32i a5, a6, 16",
	"s32i a7, a6, 0",
	"l32i a8, a6, 0",
	`bnez a8, ${line(2)}`,
	"l32i a8, a6, 16",
	"s32i a8, a1, 4",
	"extui a8, a8, 0, 1",
	`bnez a8, ${line(0)}`,
	"addi a9, a9, 1",
	"s32i a4, a3, 20",
	`j ${line(0)}`,
];

const TIMES = [3, 3.001, 20, 20.5, 47.123456, 52, 52.0001].map((ms) => Math.floor(ms * MS));

test("a loop that waits for the UART", (t) => {
	for (const is80MHz of [true, false]) {
		const both = chips(SENDING, is80MHz);
		compareAt(t, both, TIMES);
		const rounds = both[0].state.view(cpuComponent).ar[9];
		t.true(rounds > 20, `${rounds} times`);
		t.is(both[0].cpu.skippedRounds, 0);
		t.true(both[1].cpu.skippedRounds > 100_000, `${both[1].cpu.skippedRounds} rounds skipped`);
	}
});

test("a loop that asks the busy flash, at clocks of whole and of broken ticks", (t) => {
	for (const is80MHz of [true, false]) {
		const both = chips(ASKING, is80MHz);
		erase(both);
		compareAt(t, both, TIMES);
		t.true(both[0].state.view(cpuComponent).ar[9] > 100, "it has become ready");
		t.true(both[1].cpu.skippedRounds > 2000, `${both[1].cpu.skippedRounds} rounds skipped`);
	}
});

test("a loop that feeds the watchdog while it asks the flash", (t) => {
	const both = chips(ASKING.map((l) => (l === "s32i a8, a1, 4" ? "s32i a4, a3, 20" : l)));
	erase(both);
	compareAt(t, both, TIMES);
	t.true(both[1].cpu.skippedRounds > 2000, `${both[1].cpu.skippedRounds} rounds skipped`);
});

/** Reads 64 bytes by the slowest clock, after some instructions waits for the controller to be done, and counts that. */
const readingAfter = (instructions: number): string[] => [
	"s32i a5, a6, 0",
	...Array<string>(instructions).fill("nop"),
	"l32i a8, a6, 0",
	`bnez a8, ${line(1 + instructions)}`,
	"addi a9, a9, 1",
	`j ${line(0)}`,
];
const READING = readingAfter(0);
const READ = 1 << 31;

/** Sets the controller up for that. */
function beginReading(both: readonly Chip[]): void {
	for (const chip of both) {
		chip.state.view(cpuComponent).ar[5] = READ;
		chip.bus.store(SPI + 8, 4, 0xf00);
		chip.bus.store(SPI + 4, 4, 64 << 24);
	}
}

test("a loop that waits for the SPI controller", (t) => {
	for (const is80MHz of [true, false]) {
		// The last round may end a cycle before the wait does, or after it.
		for (let instructions = 0; instructions < 8; instructions++) {
			const both = chips(readingAfter(instructions), is80MHz);
			beginReading(both);
			compareAt(t, both, TIMES.slice(0, 3));
			t.true(both[0].state.view(cpuComponent).ar[9] > 100);
			t.true(both[1].cpu.skippedRounds > 20_000, `${both[1].cpu.skippedRounds} rounds skipped`);
		}
	}
});

/** The loop that waits for the UART with more instructions in it; a10 is as it was behind them. */
const sendingWith = (...more: string[]): string[] => [SENDING[0], ...more, ...SENDING.slice(1)];

for (const [what, lines] of [
	["counts its rounds in a register", sendingWith("addi a11, a11, 1")],
	[
		"counts its rounds in memory",
		sendingWith("l32i a10, a1, 0", "addi a10, a10, 1", "s32i a10, a1, 0", "addi a10, a9, 0"),
	],
	["adds up what the clock says", sendingWith("rsr.ccount a10", "add a11, a11, a10", "addi a10, a9, 0")],
	["keeps what the clock said last", sendingWith("rsr.ccount a10", "sub a11, a10, a12", "addi a12, a10, 0")],
	["asks for a bit of the clock", sendingWith("rsr.ccount a10", `bbci a10, 20, ${line(3)}`)],
	["compares two readings", sendingWith("rsr.ccount a10", "rsr.ccount a11", `bltu a11, a10, ${line(0)}`)],
	["leaves what another register said", sendingWith("l32i a10, a13, 4", "addi a10, a9, 0")],
] as const) {
	test(`a loop that ${what} while it polls is executed`, (t) => {
		const both = chips(lines);
		for (const chip of both) chip.state.view(cpuComponent).ar.set([2_000_000, 0x60000600], 12);
		compareAt(t, both, TIMES);
		t.is(both[1].cpu.skippedRounds, 0);
	});
}

/** The clocks: the core's, and the system's by the MAC, which the register a13 is at. */
const CLOCKS = { core: "rsr.ccount a10", system: "l32i a10, a13, 0" } as const;
const MAC_CLOCK = 0x3ff20c00;

/** Sends, and looks whether the clock, less a15, `branch`es; else adds it up in a12, and counts that in a14. */
const givingUp = (clock: keyof typeof CLOCKS, branch: string): string[] => [
	CLOCKS[clock],
	"sub a10, a10, a15",
	`${branch}, ${line(5)}`,
	"add a12, a12, a10",
	"addi a14, a14, 1",
	...SENDING,
];

for (const [clock, units] of [
	["core", 200_000],
	["system", 2500],
] as const) {
	for (const branch of [
		"bltu a10, a11",
		"blt a10, a11",
		"bgeu a10, a11",
		"bge a11, a10",
		"bltu a11, a10",
		"bne a10, a11",
	]) {
		test(`a loop that asks the clock of the ${clock} beside, by ${branch}`, (t) => {
			let skipped = 0;
			for (const [is80MHz, from] of [
				[true, 0],
				[true, -(2 ** 31) - units],
				[true, -units],
				[false, 0],
			] as const) {
				const both = chips(givingUp(clock, branch), is80MHz);
				for (const chip of both)
					chip.state.view(cpuComponent).ar.set([units, 0, MAC_CLOCK, 0, -from | 0], 11);
				compareAt(t, both, TIMES.slice(0, 5));
				t.true(both[0].state.view(cpuComponent).ar[9] > 10, "it sends");
				skipped += both[1].cpu.skippedRounds;
			}
			t.true(skipped > 10_000, `${skipped} rounds skipped`);
		});
	}
}

test("wherever a run is cut, it goes the same way", (t) => {
	fc.assert(
		fc.property(
			fc.constantFrom(SENDING, ASKING, READING, givingUp("core", "bltu a10, a11")),
			fc.boolean(),
			fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 30 }),
			(lines, is80MHz, steps) => {
				const both = chips(lines, is80MHz);
				if (lines === ASKING) erase(both);
				if (lines === READING) beginReading(both);
				let tick = both[0].tick;
				for (const step of steps) {
					tick += step;
					compareAt(t, both, [tick]);
				}
			},
		),
		{ numRuns: 20 },
	);
});

test("a loop whose code changes while it is polled", (t) => {
	const both = chips(SENDING);
	compareAt(t, both, TIMES.slice(0, 2));
	const [other] = [assemble(["l32i a8, a2, 8"], CODE)];
	for (const chip of both) {
		other.forEach((byte, i) => {
			chip.bus.poke(CODE + i, 1, byte);
		});
	}
	compareAt(t, both, TIMES.slice(2));
});

import test from "ava";
import fc from "fast-check";
import xxhash from "xxhash-wasm";
import { Cause } from "../../../src/chip/xtensa/causes.js";
import { Cycles } from "../../../src/chip/xtensa/timing.js";
import { CODE, createMachine, DATA, load, RecordingMmio, steps } from "../xtensa/machine.js";

const WINDOW = 0x40200000;

const { h64Raw } = await xxhash();
const hash64 = (data: Uint8Array, seed: bigint): bigint => h64Raw(data, seed);

test("part of a register is cut out of its word on reads and written alone on writes", (t) => {
	const mmio = new RecordingMmio();
	mmio.value = 0x88776655;
	const { bus } = createMachine({ mmio });
	t.is(bus.load(0x60000002, 1), 0x77);
	t.is(bus.load(0x60000002, 2), 0x8877);
	t.is(bus.load(0x3ff00004, 4) >>> 0, 0x88776655);
	bus.store(0x60000001, 1, 0x1234);
	bus.store(0x60000006, 2, 0xabcd);
	bus.store(0x60000008, 4, -1);
	t.deepEqual(mmio.log, [
		"read 60000000",
		"read 60000000",
		"read 3ff00004",
		"write 60000000 3400",
		"write 60000004 abcd0000",
		"write 60000008 ffffffff",
	]);
});

test("register accesses cost more", (t) => {
	const { bus } = createMachine();
	t.deepEqual(
		[0x60000000, 0x6fffffff, 0x70000000, 0x3ff00000, 0x3ff80000, DATA].map((address) =>
			bus.accessCycles(address),
		),
		[Cycles.APB, Cycles.APB, 0, Cycles.DPORT, 0, 0],
	);
});

test("faults at the edges of every range", (t) => {
	const { bus } = createMachine();
	const loadable = (address: number) => bus.loadFault(address, 4) === Cause.NONE;
	const edges: [first: number, last: number][] = [
		[0x3ff00000, 0x3ff7fffc],
		[0x3ffe8000, 0x3ffffffc],
		[0x40000000, 0x4000fffc],
		[0x40100000, 0x4010fffc],
		[0x40200000, 0x402ffffc],
		[0x60000000, 0x6ffffffc],
	];
	for (const [first, last] of edges) {
		t.true(loadable(first), first.toString(16));
		t.true(loadable(last), last.toString(16));
		t.is(first === 0x40000000, loadable(first - 4), `before ${first.toString(16)}`);
		t.is(last === 0x3ffffffc, loadable(last + 4), `after ${last.toString(16)}`);
	}
	t.is(bus.storeFault(0x40000000, 4), Cause.NONE);
	t.is(bus.storeFault(0x40200000, 4), Cause.LOAD_STORE_ERROR);
	t.is(bus.storeFault(0x40200001, 1), Cause.LOAD_STORE_ERROR);
});

test("the mask ROM ignores stores", (t) => {
	const { bus, state } = createMachine();
	state.bytesOf("rom").set([1, 2, 3, 4]);
	bus.store(0x40000000, 4, 0);
	t.is(bus.load(0x40000000, 4), 0x04030201);
});

test("the flash window shows the array from its offset, and 0 while closed", (t) => {
	const { bus, state } = createMachine({ flashSize: 0x200000 });
	const flash = state.bytesOf("flash");
	flash.set([1, 2, 3, 4]);
	flash.set([5, 6, 7, 8], 0x100000);
	t.is(bus.load(WINDOW, 4), 0);
	bus.mapFlash(true, 0);
	t.is(bus.load(WINDOW, 4), 0x04030201);
	bus.mapFlash(true, 0x100000);
	t.is(bus.load(WINDOW, 4), 0x08070605);
	bus.mapFlash(false, 0x100000);
	t.is(bus.load(WINDOW, 4), 0);
	t.is(bus.peek(WINDOW, 4), undefined);
});

test("a small flash repeats in the window, for data and for code", (t) => {
	const machine = createMachine({ flashSize: 0x80000 });
	const { bus, state, words } = machine;
	bus.mapFlash(true, 0);
	load(machine, ["movi a1, 7", "l32i a2, a3, 0"], WINDOW + 0x10);
	words.pc = WINDOW + 0x80010;
	words.ar[3] = WINDOW + 0x80010;
	steps(machine, 2);
	t.is(words.ar[1], 7);
	t.is(bus.peek(WINDOW + 0x10, 4), words.ar[2]);
	state.bytesOf("flash")[0x12] = 8;
	bus.invalidateFlash(0x12, 1);
	words.pc = WINDOW + 0x80010;
	steps(machine, 1);
	t.is(words.ar[1], 8);
});

test("banks given to the cache read 0 and keep what they held", (t) => {
	const { bus } = createMachine();
	bus.store(0x40108000, 4, 0x11);
	bus.store(0x4010c000, 4, 0x22);
	bus.setCacheBanks(1);
	t.deepEqual([bus.load(0x40108000, 4), bus.load(0x4010c000, 4)], [0, 0x22]);
	bus.store(0x40108000, 4, 0x33);
	t.is(bus.peek(0x40108000, 1), undefined);
	bus.setCacheBanks(3);
	t.is(bus.load(0x4010c000, 4), 0);
	bus.setCacheBanks(0);
	t.deepEqual([bus.load(0x40108000, 4), bus.load(0x4010c000, 4)], [0x11, 0x22]);
});

test("code written to IRAM runs as written, even into the middle of an instruction", (t) => {
	const machine = createMachine();
	const { words } = machine;
	load(machine, ["nop.n", "movi a1, 5", "movi a2, 6"]);
	steps(machine, 3);
	t.deepEqual([words.ar[1], words.ar[2]], [5, 6]);
	// The store's word begins two bytes into the first MOVI and ends in the second.
	const bytes = [CODE + 4, CODE + 5, CODE + 6, CODE + 7].map((address) => machine.bus.peek(address, 1)!);
	bytes[0] = 9;
	machine.bus.store(
		CODE + 4,
		4,
		bytes.reduce((word, byte, i) => word | (byte << (8 * i)), 0),
	);
	words.pc = CODE;
	steps(machine, 3);
	t.deepEqual([words.ar[1], words.ar[2]], [9, 6]);
});

test("code in flash is decoded again after a change, a remap, a restore", (t) => {
	const machine = createMachine({ flashSize: 0x200000 });
	const { bus, state, words } = machine;
	const flash = state.bytesOf("flash");
	const result = () => {
		words.pc = WINDOW;
		steps(machine, 1);
		return words.ar[1];
	};
	bus.mapFlash(true, 0x100000);
	load(machine, ["movi a1, 2"], WINDOW);
	bus.mapFlash(true, 0);
	load(machine, ["movi a1, 1"], WINDOW);
	t.is(result(), 1);
	bus.mapFlash(true, 0x100000);
	t.is(result(), 2);
	bus.mapFlash(false, 0x100000);
	bus.mapFlash(true, 0x100000);
	t.is(result(), 2);
	const before = state.snapshot();
	flash[0x100002] = 3;
	t.is(result(), 2);
	bus.invalidateFlash(0x100000, 4096);
	t.is(result(), 3);
	state.restore(before);
	t.is(result(), 2);
});

test("an instruction may not hang over the end of code memory", (t) => {
	const machine = createMachine();
	machine.words.pc = 0x4010fffe;
	machine.bus.poke(0x4010fffe, 2, 0xf03d);
	steps(machine, 1);
	t.is(machine.words.pc, 0x40110000);
	machine.words.pc = 0x4010ffff;
	machine.bus.poke(0x4010ffff, 1, 0);
	machine.words.ps = 0;
	steps(machine, 1);
	t.deepEqual([machine.words.exccause, machine.words.epc1], [Cause.FETCH_PROHIBITED, 0x4010ffff]);
});

test("peek and poke see memory at any alignment and nothing else", (t) => {
	const { bus } = createMachine();
	t.true(bus.poke(DATA + 1, 4, 0x87654321));
	t.is(bus.peek(DATA + 1, 4), 0x87654321);
	t.is(bus.peek(DATA + 3, 2), 0x8765);
	t.is(bus.peek(0x60000000, 4), undefined);
	t.false(bus.poke(0x60000000, 4, 1));
	t.is(bus.peek(0x40000000 - 1, 1), 0);
	t.is(bus.peek(0x3ffe8000 - 1, 2), undefined);
});

test("whatever changes instruction RAM, its hash is that of what is in it", (t) => {
	const { bus, state } = createMachine();
	const iram = (of: typeof state) => of.hash(hash64).components.get("iram");
	const changes: Readonly<Record<string, () => unknown>> = {
		"a store": () => bus.store(0x40100008, 4, 5),
		"a debugger's write": () => bus.poke(0x4010ffff, 1, 7),
		"a restore": () => state.restore({ bytes: before }),
		"power that comes": () => bus.clearRam(),
	};
	const before = state.snapshot().bytes;
	before[state.place("iram").offset + 3] = 9;
	let last = iram(state);
	for (const [what, change] of Object.entries(changes)) {
		change();
		const fresh = createMachine().state;
		fresh.bytesOf("iram").set(state.bytesOf("iram"));
		t.is(iram(state), iram(fresh), what);
		t.not(iram(state), last, what);
		last = iram(state);
	}
});

test("no access that passes the fault check throws", (t) => {
	const { bus } = createMachine();
	const widths = fc.constantFrom<(1 | 2 | 4)[]>(1, 2, 4);
	fc.assert(
		fc.property(fc.integer(), widths, (address, width) => {
			if (bus.loadFault(address, width) === Cause.NONE) bus.load(address, width);
			if (bus.storeFault(address, width) === Cause.NONE) bus.store(address, width, -1);
		}),
		{ numRuns: 20_000 },
	);
	t.pass();
});

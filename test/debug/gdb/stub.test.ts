import test from "ava";
import { Symbols } from "../../../src/debug/code/symbols.js";
import { Debugger } from "../../../src/debug/debugger.js";
import { GdbStub } from "../../../src/debug/gdb/stub.js";
import { symbolFile } from "../../../src/debug/gdb/symbol-file.js";
import { Monitor } from "../../../src/debug/monitor/monitor.js";
import { readElf } from "../../../src/firmware/elf.js";
import { seeded } from "../../../tools/random.js";
import { finish, openRun } from "../runs.js";
import { giveHostile, hostilePacket, romOf } from "./hostile.js";

async function connect(name: string) {
	const time = await openRun(name);
	const debugger_ = new Debugger(time, new Symbols([["here", 0x40100000]]));
	const monitor = new Monitor(debugger_);
	const stub = new GdbStub(debugger_, monitor);
	const ask = (text: string): string => {
		const answer = stub.answer(Buffer.from(text, "latin1"));
		return typeof answer === "string" || Buffer.isBuffer(answer)
			? answer.toString("latin1")
			: finish(answer.walk);
	};
	const command = (text: string): string => {
		const answer = ask(`qRcmd,${Buffer.from(text).toString("hex")}`);
		return answer === "OK" ? "" : Buffer.from(answer, "hex").toString();
	};
	return { time, monitor, stub, ask, command };
}

test("the register packet has the size that GDB 16 takes for this core, and its order", async (t) => {
	const { ask } = await connect("guests/uart");
	const registers = ask("g");
	t.is(registers.length / 2, 180);
	t.is(registers.slice(0, 8), "40000080");
	t.is(ask("p0"), "40000080");
	t.is(ask("p2d"), "E16");
});

test("steps both ways, breakpoints both ways, and the ends of the run", async (t) => {
	const { ask, time } = await connect("guests/uart");
	t.is(ask("bs"), "T05replaylog:begin;thread:1;");
	t.is(ask("s"), "T05thread:1;");
	t.is(ask("bs"), "T05thread:1;");
	t.is(time.tick, 0);
	t.is(ask("Z1,400000a4,2"), "OK");
	t.is(ask("vCont;c"), "T05hwbreak:;thread:1;");
	t.is(ask("p0"), "400000a4");
	t.is(ask("z1,400000a4,2"), "OK");
	t.is(ask("c"), "T05replaylog:end;thread:1;");
	t.is(ask("Z0,400000a4,2"), "OK");
	t.is(ask("bc"), "T05hwbreak:;thread:1;");
	t.is(ask("p0"), "400000a4");
});

test("what is written is read, makes another run, and is said once", async (t) => {
	const { ask, time, monitor } = await connect("guests/uart");
	t.is(ask("m3ffe8000,4"), "00000000");
	t.is(ask("M3ffe8000,4:01020304"), "OK");
	t.is(ask("m3ffe8000,4"), "01020304");
	t.is(time.chip.bus.peek(0x3ffe8000, 4), 0x01020304);
	t.true(time.isChanged);
	t.is(monitor.takeNotices().length, 1);
	t.is(ask("P2=00000007"), "OK");
	t.is(ask("p2"), "00000007");
	t.is(monitor.takeNotices().length, 0);
	t.is(ask("M40000000,1:ff"), "E0e");
	t.is(ask("M0,1:ff"), "E0e");
	t.is(ask("m0,4"), "E0e");
	t.is(ask("M3fffffff,2:ffff"), "E0e");
});

test("reading registers of the chip does nothing to it", async (t) => {
	const { ask, time } = await connect("guests/uart");
	ask("c");
	const before = Buffer.from(time.chip.snapshot().bytes);
	for (const address of ["60000000", "60000014", "3ff20c00", "3ff20e44", "60000914"])
		t.regex(ask(`m${address},4`), /^[0-9a-f]{8}$/);
	t.true(before.equals(time.chip.snapshot().bytes));
});

test("monitor commands", async (t) => {
	const { command, time } = await connect("guests/uart");
	t.regex(command("help"), /seek TICK/);
	t.regex(command("nonsense"), /there is no command "nonsense"/);
	t.regex(command("seek 50ms"), /tick 80000\d\d/);
	t.regex(command("tick"), /50 ms of guest time/);
	t.regex(command("seek +1ms"), /51 ms/);
	t.regex(command("seek soon"), /is no tick and no time/);
	t.regex(command("checkpoints"), /states kept/);
	t.regex(command("show gpio.out"), /^gpio\.out = 0x/);
	t.regex(command("show uart0"), /uart0\.rx\./);
	t.regex(command("show nothing"), /there is no nothing/);
	t.is(command("pins").trim().split("\n").length, 17);
	t.regex(command("regs"), /vecbase +0x/);
	t.regex(command("symbols"), /^1 names, 1 of them from a file/);
	t.is(command("symbols he"), "0x40100000 here\n");
	t.regex(command("symbols nowhere"), /^no name has "nowhere" in it/);
	t.regex(command("where"), /^#0 {2}0x4/);
	t.regex(command("stop on pin 99"), /^say on/);
	t.regex(command("seek 0"), /tick 0 /);
	const next = command("input next");
	t.true(time.tick > 0);
	t.regex(next, /tick/);
	t.regex(command("input"), /^1 of 12 inputs given/);
	t.regex(command("stop on input"), /stops when an input is given/);
	t.regex(command("stop never"), /no stops/);
});

test("continue stops at what has no address: console text, inputs, both ways", async (t) => {
	const { ask, command, time, monitor } = await connect("guests/uart");
	const said = time.history.consoleUpTo(time.lastTick, 1e6);
	const word = said.trim().slice(-3);
	command(`stop on console ${word}`);
	t.is(ask("c"), "T05thread:1;");
	t.true(time.history.consoleUpTo(time.tick, 1e6).endsWith(word));
	t.regex(monitor.takeNotices().join(), /the console says/);
	ask("c");
	command("stop never");
	command("stop on input");
	const { inputs } = time;
	command("seek end");
	for (const { tick } of [...inputs].reverse()) {
		t.is(ask("bc"), "T05thread:1;");
		t.true(time.tick >= tick && time.tick < tick + 50);
	}
	t.is(ask("bc"), "T05replaylog:begin;thread:1;");
});

test("the file of names is an ELF file, and GDB can read it", async (t) => {
	const { ask } = await connect("guests/uart");
	const file = symbolFile([
		[0x40100000, "here"],
		[0x4000df48, "memcpy"],
		[0x40200010, "py:machine.Pin.value", 8],
	]);
	t.deepEqual(
		[...readElf(file).symbols],
		[
			["memcpy", 0x4000df48],
			["here", 0x40100000],
			["py_machine_Pin_value", 0x40200010],
		],
	);
	t.is(ask("vFile:open:2f657463,0,0"), "F-1,2");
	t.is(ask(`vFile:open:${Buffer.from("/esp8266-replay.elf").toString("hex")},0,0`), "F3");
	t.regex(ask("vFile:pread:3,4,0"), /^F4;\x7fELF$/);
	t.is(ask("vFile:pread:4,4,0"), "F-1,9");
	t.is(ask("vFile:unlink:2f"), "F-1,58");
});

test("hostile packets: no throw, and nothing but the chip's memory is touched", async (t) => {
	const { time, stub, ask } = await connect("guests/uart");
	const rom = romOf(time);
	const random = seeded(3);
	for (let i = 0; i < 300; i++) giveHostile(stub, hostilePacket(random), 2);
	t.true(romOf(time).equals(rom));
	t.is(ask("g").length, 360);
});

import test from "ava";
import { sha256 } from "../../../src/firmware/cache.js";
import type { BootRom } from "../../../src/firmware/rom.js";
import { describeJudgement, judgementJson } from "../../../src/session/behave/describe.js";
import { type JudgeOptions, judge, otherMachine } from "../../../src/session/behave/judge.js";
import { NO_RULES } from "../../../src/session/behave/rules.js";
import { readScript } from "../../../src/session/behave/script.js";
import { loadDigests } from "../../../src/session/digest.js";
import { flashBytes, makeMachine } from "../../../src/session/machine.js";
import { MemorySink } from "../../../src/trace/sink.js";
import { TraceWriter } from "../../../src/trace/writer.js";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import { buildWorlds } from "../../../src/world/scenario/worlds.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { echoMachine, firmwareOf, tinyImage } from "../guest.js";
import { rewrite } from "../rewrite.js";
import { hash64, MS, open, record, replay, steps } from "../run.js";

const digests = await loadDigests();
const machine = echoMachine();
const recorded = record(
	machine,
	steps("  - send: HAL\n  - expect: IBM\n  - wait: 20ms\n  - send: IBM\n  - expect: JCN\n  - wait: 5ms\n"),
	1000 * MS,
);

/** The echo machine's program with other bytes at some offsets. */
function romWith(changes: Readonly<Record<number, number>>): BootRom {
	const bytes = machine.rom.bytes.slice();
	for (const [offset, byte] of Object.entries(changes)) bytes[Number(offset)] = byte;
	return { bytes, sha256: sha256(bytes), name: "other" };
}

const judged = (options: Partial<JudgeOptions> = {}, bytes = recorded.bytes) =>
	judge(open(bytes), {
		firmware: machine.firmware,
		rom: machine.rom,
		hash64,
		digests: digests(),
		...options,
	});

test("a script is bursts of inputs, with what had been said before each", (t) => {
	const script = readScript(open(recorded.bytes));
	t.deepEqual(
		script.bursts.map(({ said, inputs }) => [said, inputs.length]),
		[
			["", 3],
			["BM", 3],
		],
	);
	t.true(script.bursts[1].silence >= 19 * MS && script.bursts[1].silence <= 21 * MS);
	t.deepEqual(
		script.transcript.sections.map((section) => section.text()),
		["", "IBM", "JCN"],
	);
	t.true(script.complete);
});

test("bytes of a slow line are one burst, bytes that are typed are not", (t) => {
	const bursts = (baud: number, gap: number) => {
		const sink = new MemorySink();
		const writer = new TraceWriter(sink, open(recorded.bytes).header, hash64);
		for (let i = 1; i <= 3; i++) writer.input(i * gap, { kind: "uart", line: 0, byte: 65, baud });
		writer.flush();
		return readScript(open(sink.bytes())).bursts.length;
	};
	t.is(bursts(115_200, MS), 3);
	t.is(bursts(9600, 1.1 * MS), 1);
	t.is(bursts(9600, 3 * MS), 3);
	t.is(bursts(300, 34 * MS), 1);
});

const DEVICES = `devices:
  - { name: key, kind: button, pin: 5, bounce_ms: 2 }
  - { name: eye, kind: probe, pin: 4 }
steps:
  - send: HAL
  - expect: IBM
  - press: key
  - wait: 5ms
  - pin: { 12: low }
  - send: IBM
  - expect: JCN
  - wait: 5ms
`;

test("devices are put up again: what they did is no input of the script, what was done to them is", (t) => {
	const { worlds } = buildWorlds(parseScenario(DEVICES, "d.yaml"), 0n);
	const { bytes } = record(machine, worlds, 1000 * MS);
	t.true(replay(bytes, machine).reproduced);
	const script = readScript(open(bytes));
	t.deepEqual(
		script.bursts.map(({ inputs }) => inputs.map(({ input }) => input.kind).join(" ")),
		["uart uart uart", "set", "hand", "uart uart uart"],
	);
	t.deepEqual(
		script.log.devices.devices.map(({ name }) => name),
		["key", "eye"],
	);
	const other = new MemorySink();
	const judgement = judged({ sink: other }, bytes);
	t.is(judgement.verdict, "same", describeJudgement(judgement).join("\n"));
	const bounces = (trace: Uint8Array) =>
		[...open(trace).chunks()].flatMap(({ events }) =>
			events.filter(({ event }) => event.kind === "pin" && event.pin === 5),
		);
	t.true(bounces(bytes).length > 2);
	t.is(bounces(other.bytes()).length, bounces(bytes).length);
});

test("a device of a kind that is not known here cannot be put up again", (t) => {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, open(recorded.bytes).header, hash64);
	writer.world(1, "dev/device", { name: "x", kind: "flux-capacitor", pins: {}, settings: {} });
	writer.flush(10);
	t.throws(() => judged({}, sink.bytes()), {
		name: "RecordedWorldError",
		message: /no kind of device "flux-capacitor"/,
	});
});

test("the recorded build itself is the same", (t) => {
	const progress: number[] = [];
	const result = judged({ onProgress: (done, all) => progress.push(done / all) });
	t.is(result.verdict, "same", describeJudgement(result).join("\n"));
	t.is(result.given, 2);
	t.deepEqual(result.outOfStep, []);
	t.regex(describeJudgement(result)[0], /^same: 2 of 2 inputs given/);
	t.true(progress.every((value) => value <= 1));
});

test("to the recorded build each input comes at the recorded tick", (t) => {
	const sink = new MemorySink();
	judged({ sink });
	const ticks = (bytes: Uint8Array) =>
		open(bytes)
			.readAll()
			.chunks.flatMap(({ events }) => events.map(({ tick, event }) => [tick, event.kind]));
	t.deepEqual(ticks(sink.bytes()), ticks(recorded.bytes));
});

test("a build that answers something else is different, and it is shown where", (t) => {
	const addTwo = 0x80 + 26;
	const result = judged({ rom: romWith({ [addTwo]: 2 }) });
	t.is(result.verdict, "different");
	t.deepEqual(
		result.differences.filter(({ kind }) => kind === "console").map(({ section, lines }) => [section, lines]),
		[
			[
				1,
				[
					{ side: "recorded", text: "IBM" },
					{ side: "now", text: "JCN" },
				],
			],
			[
				2,
				[
					{ side: "recorded", text: "JCN" },
					{ side: "now", text: "KDO" },
				],
			],
		],
	);
	const text = describeJudgement(result).join("\n");
	t.regex(text, /after input 1, "HAL" \(at .*, now at .*\):\n {2}- IBM\n {2}\+ JCN/);
	const json = JSON.parse(JSON.stringify(judgementJson("x.mpk", "hash", result)));
	t.like(json, { verdict: "different", trace: "x.mpk", inputs: 2 });
});

test("pins count in the order of their levels, unless they are to be ignored", (t) => {
	const otherPin = 0x80 + 8;
	const rom = romWith({ [otherPin]: 0x20 });
	const result = judged({ rom });
	t.is(result.verdict, "different");
	t.true(result.differences.every(({ kind }) => kind === "pins"));
	t.regex(describeJudgement(result).join("\n"), /pins: GPIO4: recorded .* edges\), now no edge/);
	t.is(judged({ rom, rules: { ...NO_RULES, pins: "ignore" } }).verdict, "same");
});

test("a build that never says what the next input waits for gets it late, and that is said", (t) => {
	const silent = romWith({ [0x80 + 30]: 0x60, [0x80 + 31]: 0x62, [0x80 + 32]: 0xc0 });
	const result = judged({ rom: silent });
	t.is(result.verdict, "different");
	t.deepEqual(result.outOfStep, [1]);
	t.true(result.tick > 5000 * MS);
});

test("a build that is silent before its first input has not started, and cannot be judged", (t) => {
	const talker = record(
		machine,
		steps("  - send: A\n  - expect: B\n  - wait: 20ms\n  - send: C\n"),
		100 * MS,
	);
	const spoken = rewrite(talker.bytes, {
		event: (event) =>
			event.tick < 10 * MS ? { ...event, event: { kind: "note", text: "left out" } } : event,
	});
	const result = judged({}, spoken);
	t.is(result.verdict, "cannot judge");
	t.is(
		result.reason,
		'the build does not come to the first input: the console was silent for 5 s and had not said "B"',
	);
	t.true(result.tick < 6000 * MS, "nothing more is awaited");
});

test("the new run is a trace of its own", (t) => {
	const sink = new MemorySink();
	judged({ sink });
	t.true(replay(sink.bytes(), machine).reproduced);
});

test("a run that is stopped cannot be judged", (t) => {
	const result = judged({ stopped: () => true });
	t.is(result.verdict, "cannot judge");
	t.is(result.reason, "stopped halfway");
});

test("another build's flash: its own image, and what lay beyond both", (t) => {
	const flash = flashBytes(machine.flash).slice();
	flash[0x40000] = 7;
	const { header } = open(record(echoMachine({ flash }), undefined, MS).bytes);
	const larger = new Uint8Array(0x2000);
	larger.set(tinyImage("v1.2.4 on 2020-02-03"));
	const other = otherMachine(header, firmwareOf(larger), machine.rom);
	const bytes = Buffer.from(flashBytes(other.flash));
	t.is(bytes[0x40000], 7);
	t.is(bytes.indexOf("v1.2.4"), 100);
	t.is(bytes.indexOf("v1.2.3"), -1);
});

const SESSION = `  - expect: ">>> "
  - line: "x = [i * i for i in range(5)]"
  - expect: ">>> "
  - line: "print(x)"
  - expect: "[0, 1, 4, 9, 16]\\n>>> "
  - line: "import machine; p = machine.Pin(4, machine.Pin.OUT); p(1); p(0); p"
  - expect: "Pin(4)\\n>>> "
  - line: "1/0"
  - expect: "ZeroDivisionError"
  - expect: ">>> "
`;

firmwareTest(
	[IMAGES["v1.23.0"], IMAGES["v1.14"], IMAGES["v1.26.0"]],
	"a session of v1.23.0 on v1.14 and v1.26.0: the same, but for what they say differently",
	(t, { firmware, rom, others }) => {
		const { bytes, end } = record(makeMachine({ firmware, rom }), steps(SESSION), 60_000 * MS);
		t.is(end?.failure, undefined);
		for (const other of others) {
			const result = judged({ firmware: other, rom }, bytes);
			t.is(result.verdict, "same", describeJudgement(result).join("\n"));
		}
		const changed = judged({ firmware: others[0], rom, rules: NO_RULES }, bytes);
		t.is(changed.verdict, "different", "without rules the banner alone differs");
	},
);

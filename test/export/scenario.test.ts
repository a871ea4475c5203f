import test from "ava";
import fc from "fast-check";
import { exportConsole } from "../../src/export/console.js";
import { exportScenario } from "../../src/export/scenario.js";
import { MemorySink } from "../../src/trace/sink.js";
import { TraceWriter } from "../../src/trace/writer.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import { buildWorlds } from "../../src/world/scenario/worlds.js";
import { echoMachine } from "../session/guest.js";
import { hash64, MS, open, record, steps } from "../session/run.js";

const machine = echoMachine();
const { bytes } = record(
	machine,
	steps(
		`  - send: HAL
  - expect: IBM
  - wait: 20ms
  - line: "print('é: #')"
  - wait: 5ms
  - pin: { 5: high, 12: open }
  - adc: 0.125
  - rtc: { period: 6.5 }
  - reset
  - wait: 1ms
  - power-cycle: { straps: download }
  - wait: 3ms
`,
	),
	1000 * MS,
);

test("a trace becomes a scenario, which recorded anew is the same session", (t) => {
	const { text, leftOut } = exportScenario(open(bytes));
	t.is(leftOut, 0);
	const scenario = parseScenario(text, "exported.yaml");
	t.like(scenario, { flashSize: 512 * 1024, seed: 0n, mac: machine.mac });
	const again = record(machine, new ScenarioWorld(scenario), 1000 * MS);
	t.is(again.end?.failure, undefined);
	t.deepEqual(kinds(again.bytes), kinds(bytes));
	t.deepEqual(exportConsole(open(again.bytes)), exportConsole(open(bytes)));
	t.regex(text, /- line: "?print\('é: #'\)/);
});

const kinds = (trace: Uint8Array) =>
	open(trace)
		.readAll()
		.chunks.flatMap((chunk) => chunk.events.map(({ event }) => event));

test("devices, and what was done to them, are in the scenario; what they did is not", (t) => {
	const text = `devices:
  - { name: key, kind: button, pin: 5, bounce_ms: 2 }
steps:
  - send: HAL
  - expect: IBM
  - press: key
  - wait: 5ms
  - pin: { 12: low }
  - brown-out
end: 5ms
`;
	const { bytes } = record(machine, buildWorlds(parseScenario(text, "d.yaml"), 0n).worlds, 1000 * MS);
	const exported = exportScenario(open(bytes));
	t.is(exported.leftOut, 0);
	const again = parseScenario(exported.text, "again.yaml");
	t.deepEqual(again.devices, [{ name: "key", kind: "button", pins: { pin: 5 }, settings: { bounce_ms: 2 } }]);
	t.deepEqual(
		again.steps.filter(({ kind }) => kind !== "wait").map(({ kind }) => kind),
		["send", "expect", "set", "pin", "power"],
	);
});

test("what no step can give is counted", (t) => {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, open(bytes).header, hash64);
	writer.input(2 * MS, { kind: "frame", bytes: Uint8Array.of(1), rssi: -40, channel: 1, rate: 0 });
	writer.input(3 * MS, { kind: "uart", line: 1, byte: 65, baud: 115_200 });
	writer.input(4 * MS, { kind: "spi", bytes: Uint8Array.of(1) });
	writer.flush();
	const { text, leftOut } = exportScenario(open(sink.bytes()));
	t.is(leftOut, 3);
	t.regex(text, /^# 3 inputs that a scenario has no step for are left out\.\n/);
	t.notThrows(() => parseScenario(text, "x"));
});

test("property: whatever was typed, the scenario says it", (t) => {
	const text = fc.string({ minLength: 1, unit: "grapheme" }).map((typed) => Buffer.from(typed));
	const noise = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((typed) => Buffer.from(typed));
	const texts = fc.array(fc.oneof(text, noise), { maxLength: 6 });
	fc.assert(
		fc.property(texts, (typed) => {
			const sink = new MemorySink();
			const writer = new TraceWriter(sink, open(bytes).header, hash64);
			let tick = 0;
			for (const text of typed) {
				tick += 100 * MS;
				for (const byte of text) {
					tick += 14_000;
					writer.input(tick, { kind: "uart", line: 0, byte, baud: 115_200 });
				}
			}
			writer.flush(tick + 1);
			const { steps: given } = parseScenario(exportScenario(open(sink.bytes())).text, "x");
			const sent = given.flatMap((step) => (step.kind === "send" ? [Buffer.from(step.bytes)] : []));
			t.deepEqual(sent, typed);
		}),
		{ numRuns: 60 },
	);
});

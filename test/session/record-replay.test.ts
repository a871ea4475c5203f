import test from "ava";
import fc from "fast-check";
import { describeDivergence } from "../../src/session/divergence.js";
import { SessionError } from "../../src/session/errors.js";
import { timeline } from "../../src/session/timeline.js";
import type { UartEvent } from "../../src/trace/schema.js";
import { SILENT_WORLD } from "../../src/world/silent-world.js";
import type { World } from "../../src/world/world.js";
import { echoMachine, echoRom, firmwareOf, tinyImage } from "./guest.js";
import { rewrite } from "./rewrite.js";
import { MS, open, record, replay, steps } from "./run.js";

const HAL = `
  - send: HAL
  - expect: IBM
  - pin: { 5: low }
  - adc: 0.25
  - rtc: { drift: -1 }
  - note: half of it
  - reset
  - send: "012"
  - expect: /1.3/
end: 12ms
`;

const machine = echoMachine();
const recorded = record(machine, steps(HAL));

test("a scenario talks to the guest, and the console is heard", (t) => {
	t.deepEqual(recorded.end, { reason: "scenario end" });
	t.is(recorded.console, "IBM123");
});

test("replay reproduces a recording", (t) => {
	let console = "";
	const ticks: number[] = [];
	const result = replay(recorded.bytes, machine, {
		onConsole: (byte) => {
			console += String.fromCharCode(byte);
		},
		onProgress: (tick) => ticks.push(tick),
	});
	t.true(result.reproduced);
	t.is(result.divergence, undefined);
	t.is(console, recorded.console);
	t.is(result.inputs, 10);
	t.is(result.tick, result.ending!.end!.tick);
	t.deepEqual(
		ticks,
		[...ticks].sort((a, b) => a - b),
	);
});

test("the same scenario records the same bytes", (t) => {
	t.deepEqual(record(machine, steps(HAL)).bytes, recorded.bytes);
});

test("at one tick the checkpoint comes before the inputs", (t) => {
	const at: World = { next: () => undefined, act: () => [], onConsole() {} };
	let due = true;
	const world: World = {
		...at,
		next: () => (due ? 800_000 : undefined),
		act: () => {
			due = false;
			return [{ kind: "input", input: { kind: "pin", pin: 5, level: 1 } }];
		},
	};
	const items = [...timeline(open(record(machine, world, 10 * MS).bytes))];
	const event = items.findIndex((item) => item.kind === "event");
	const before = items[event - 1];
	t.deepEqual([before.kind, before.kind === "checkpoint" && before.tick], ["checkpoint", 800_000]);
});

test("worlds act in their order, all hear, and the first end counts", (t) => {
	const log: string[] = [];
	const heard = new Set<string>();
	const typed = { kind: "uart", line: 0, byte: 0x41, baud: 115200 } as const;
	const at = (name: string, tick: number | undefined): World => ({
		next: () => tick,
		act: (now) => {
			log.push(`${name} ${now}`);
			tick = undefined;
			return [{ kind: "input", input: typed }];
		},
		onConsole: () => heard.add(name),
		...(name === "c" ? { end: { reason: "c's" } } : {}),
	});
	t.is(record(machine, [at("a", 800_000), at("b", 800_000)], 10 * MS).end, undefined);
	t.deepEqual(log, ["a 800000", "b 800000"]);
	t.deepEqual([...heard], ["a", "b"]);
	t.deepEqual(record(machine, [at("a", undefined), at("c", undefined)], 10 * MS).end, { reason: "c's" });
});

test("a world that waits for the console hides no other's tick", (t) => {
	const acted: number[] = [];
	const waiting: World = { ...SILENT_WORLD, next: () => 0 };
	const exact: World = {
		...SILENT_WORLD,
		next: () => (acted.length === 0 ? 1_234_560 : undefined),
		act: (now) => {
			acted.push(now);
			return [];
		},
	};
	record(machine, [waiting, exact], 10 * MS);
	t.true(acted[0] >= 1_234_560 && acted[0] < 1_234_600, `${acted}`);
});

test("one that looks every millisecond moves nothing of what others do", (t) => {
	const scenario = (): ReturnType<typeof steps> => steps(HAL);
	const restless: World = { ...SILENT_WORLD, next: () => 0 };
	const events = (bytes: Uint8Array): unknown[] =>
		[...timeline(open(bytes))].filter(({ kind }) => kind === "event");
	const watched = record(machine, [scenario(), restless]);
	t.is(watched.console, recorded.console);
	t.deepEqual(events(watched.bytes), events(recorded.bytes));
});

test("how often checkpoints are taken moves nothing", (t) => {
	const inputs = (bytes: Uint8Array) => [...timeline(open(bytes))].filter((item) => item.kind === "event");
	const expected = inputs(recorded.bytes);
	fc.assert(
		fc.property(fc.integer({ min: 50_000, max: 5_000_000 }), (checkpointTicks) => {
			t.deepEqual(inputs(record(echoMachine({ checkpointTicks }), steps(HAL)).bytes), expected);
		}),
		{ numRuns: 8 },
	);
});

test("whatever is sent, at whatever speed, replays", (t) => {
	const inputs = fc.array(
		fc.record({
			gap: fc.integer({ min: 0, max: 400_000 }),
			byte: fc.integer({ min: 0, max: 255 }),
			baud: fc.constantFrom(74880, 115200, 9600),
		}),
		{ maxLength: 40 },
	);
	fc.assert(
		fc.property(inputs, (list) => {
			const bytes = record(machine, timed(list), 20 * MS).bytes;
			const result = replay(bytes, machine);
			t.true(result.reproduced, describeDivergence(result.divergence ?? {}).join("\n"));
		}),
		{ numRuns: 20 },
	);
});

test("an input that was changed shows at the next checkpoint, by component and field", (t) => {
	const bytes = rewrite(recorded.bytes, {
		event: (recordedEvent) => {
			const { event } = recordedEvent;
			if (event.kind !== "uart" || event.byte !== 0x32) return recordedEvent;
			return { ...recordedEvent, event: { ...event, byte: 0x37 } satisfies UartEvent };
		},
	});
	const { reproduced, divergence } = replay(bytes, machine);
	t.false(reproduced);
	t.true(divergence?.checkpoint?.components.includes("uart0.tx"));
	t.false(divergence?.checkpoint?.components.includes("flash"));
	t.true(divergence?.checkpoint?.fields.some(({ name }) => name.startsWith("uart0.tx.ring")));
	t.is(divergence?.output?.stream, "uart0");
	t.is(divergence?.output?.index, 5);
	const lines = describeDivergence(divergence!);
	t.true(lines.some((line) => line.includes("components that differ") && line.includes("uart0")));
	t.true(lines.some((line) => line.includes("replayed: 0x38")));
});

test("an output that was changed is found, though every state agrees", (t) => {
	const bytes = rewrite(recorded.bytes, { byte: (byte, index) => (index === 4 ? byte ^ 1 : byte) });
	const { reproduced, divergence } = replay(bytes, machine);
	t.false(reproduced);
	t.is(divergence?.checkpoint, undefined);
	t.is(divergence?.output?.index, 4);
});

test("a wrong end is found", (t) => {
	const bytes = rewrite(recorded.bytes, {
		end: (end) => ({ ...end, whole: end.whole ^ 1n, digests: { ...end.digests, console: "00" } }),
	});
	const { divergence } = replay(bytes, machine);
	t.is(divergence?.end?.differences.length, 2);
	t.regex(describeDivergence(divergence!).join("\n"), /console digest: recorded 00/);
});

test("a recording that was cut off replays as far as it goes", (t) => {
	const long = record(machine, steps("  - wait: 3s\n"), 4000 * MS);
	const whole = open(long.bytes).readAll().chunks;
	t.true(whole.length > 2);
	const result = replay(rewrite(long.bytes, { cutBefore: 2 }), machine);
	t.true(result.reproduced);
	t.false(result.ending?.complete);
	t.true(result.tick >= whole[1].lastTick);
});

test("replay can stop early", (t) => {
	const result = replay(recorded.bytes, machine, { until: 3 * MS });
	t.true(result.reproduced);
	t.true(result.tick >= 3 * MS && result.tick < 3 * MS + 100);
	t.is(result.ending, undefined);
});

const refusals = {
	"another firmware": { firmware: firmwareOf(tinyImage("v1.2.4 on 2020-02-03")), rom: echoRom() },
	"another ROM": { ...machine, rom: { ...echoRom(), sha256: "0".repeat(64) } },
};

for (const [name, images] of Object.entries(refusals)) {
	test(`${name} is refused`, (t) => {
		const error = t.throws(() => replay(recorded.bytes, images), { instanceOf: SessionError });
		t.is(error.code, "not-recorded-build");
	});
}

test("another model of the chip is refused", (t) => {
	const older = rewrite(recorded.bytes, { header: (header) => ({ ...header, model: header.model + 1 }) });
	const error = t.throws(() => replay(older, machine), { instanceOf: SessionError });
	t.regex(error.message, /model/);
});

/** A world that sends each byte some ticks after the one before. */
function timed(list: readonly { gap: number; byte: number; baud: number }[]): World {
	let tick = 0;
	const queue = list.map(({ gap, byte, baud }) => {
		tick += gap;
		return { tick: Math.max(1, tick), input: { kind: "uart", line: 0, byte, baud } as const };
	});
	return {
		next: () => queue[0]?.tick,
		act: (now) => {
			const due = queue.filter((item) => item.tick <= now);
			queue.splice(0, due.length);
			return due.map(({ input }) => ({ kind: "input", input }));
		},
		onConsole() {},
	};
}

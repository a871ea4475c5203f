/** fast-check generators for everything a trace can hold. */
import fc from "fast-check";
import {
	type Anchor,
	type Plain,
	POWER_INPUTS,
	POWER_OUTPUTS,
	type TraceEvent,
	type TraceHeader,
	type TraceWriter,
} from "../../src/trace/index.js";

const bit = fc.constantFrom(0 as const, 1 as const);
const level = fc.constantFrom(0 as const, 1 as const, "z" as const);
const byte = fc.integer({ min: 0, max: 255 });
const u32 = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xffff_ffff }));
const baud = fc.constantFrom(9600, 74_880, 115_200, 0xffff_ffff);
const blob = fc.uint8Array({ maxLength: 40 });
const name = fc.string({ unit: "grapheme", maxLength: 20 });
const key = name.filter((text) => text !== "__proto__");
const dictionary = <T>(value: fc.Arbitrary<T>) =>
	fc.dictionary(key, value, { noNullPrototype: true, maxKeys: 4 });

const { plain } = fc.letrec<{ plain: Plain }>((tie) => ({
	plain: fc.oneof(
		{ depthSize: "small", maxDepth: 5 },
		fc.constant(null),
		fc.boolean(),
		fc.maxSafeInteger().map((n) => n + 0),
		fc.double().map((n) => (n === 0 ? 0 : n)),
		name,
		blob,
		fc.array(tie("plain"), { maxLength: 4 }),
		dictionary(tie("plain")),
	),
}));

/** Every kind of event. */
export const EVENTS: { readonly [K in TraceEvent["kind"]]: fc.Arbitrary<Extract<TraceEvent, { kind: K }>> } =
	{
		uart: fc.record({ kind: fc.constant("uart"), line: bit, byte, baud }),
		pin: fc.record({ kind: fc.constant("pin"), pin: fc.integer({ min: 0, max: 16 }), level }),
		adc: fc.record({ kind: fc.constant("adc"), microvolts: fc.integer({ min: 0, max: 1_000_000 }) }),
		spi: fc.record({ kind: fc.constant("spi"), bytes: blob }),
		frame: fc.record({
			kind: fc.constant("frame"),
			bytes: blob,
			rssi: fc.integer({ min: -128, max: 127 }),
			channel: fc.integer({ min: 1, max: 14 }),
			rate: byte,
		}),
		rtc: fc.record({ kind: fc.constant("rtc"), periodFs: fc.integer({ min: 1, max: 1e12 }) }),
		power: fc.record({
			kind: fc.constant("power"),
			event: fc.constantFrom(...POWER_INPUTS),
			straps: fc.integer({ min: 0, max: 7 }),
		}),
		world: fc.record({ kind: fc.constant("world"), topic: name, data: plain }),
		note: fc.record({ kind: fc.constant("note"), text: name }),
		mark: fc.record({ kind: fc.constant("mark"), text: name }),
	};

export const anchor: fc.Arbitrary<Anchor> = fc.record(
	{
		consoleTail: blob,
		sinceTicks: fc.maxSafeNat(),
		frames: fc.maxSafeNat(),
		idle: fc.boolean(),
		edges: fc
			.uniqueArray(fc.integer({ min: 0, max: 16 }))
			.chain((pins) =>
				fc.tuple(
					...pins
						.sort((a, b) => a - b)
						.map((pin) => fc.record({ pin: fc.constant(pin), count: fc.maxSafeNat() })),
				),
			),
	},
	{ requiredKeys: ["consoleTail", "sinceTicks"] },
);

/** Steps between ticks: often the same, so that runs form; sometimes far. */
const step = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(0, 160, 13_889) },
	{ weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 40 }) },
);

/** What a pin follows by itself: bits behind the last are 0. */
const bits = fc
	.record({
		kind: fc.constant("bits" as const),
		pin: fc.constantFrom(0, 3, 16),
		source: fc.uint8Array({ minLength: 1, maxLength: 9 }),
		spare: fc.nat(7),
		bitTicks: fc.integer({ min: 1, max: 5000 }),
		late: fc.nat(4999),
		repeat: fc.boolean(),
	})
	.map(({ source, spare, late, ...rest }) => {
		const bytes = Uint8Array.from(source);
		bytes[bytes.length - 1] &= 0xff << spare;
		const elapsed = late % 2 === 0 ? 0 : late % rest.bitTicks;
		return { ...rest, bytes, count: 8 * bytes.length - spare, elapsed };
	});

/** One call of an output method, without its tick. */
export const output = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant("uart" as const), line: bit, byte, baud }) },
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant("pin" as const), pin: fc.constantFrom(0, 2, 16), level }),
	},
	bits,
	fc.record({
		kind: fc.constant("frame" as const),
		bytes: blob,
		channel: fc.integer({ min: 0, max: 14 }),
		rate: byte,
	}),
	fc.record({ kind: fc.constant("spi" as const), bytes: blob }),
	fc.record({
		kind: fc.constant("flash" as const),
		offset: fc.integer({ min: 0, max: 0xf0_0000 }),
		length: fc.integer({ min: 1, max: 0x1_0000 }),
	}),
	fc.record({ kind: fc.constant("power" as const), event: fc.constantFrom(...POWER_OUTPUTS) }),
);
export type Output = typeof output extends fc.Arbitrary<infer T> ? T : never;

/** Calls the output method a generated output stands for. */
export function send(to: TraceWriter["outputs"], tick: number, o: Output): void {
	if (o.kind === "uart") to.uart(tick, o.line, o.byte, o.baud);
	else if (o.kind === "pin") to.pin(tick, o.pin, o.level);
	else if (o.kind === "bits") to.bits(tick, o.pin, o);
	else if (o.kind === "frame") to.frame(tick, o.bytes, o.channel, o.rate);
	else if (o.kind === "spi") to.spi(tick, o.bytes);
	else if (o.kind === "flash") to.flash(tick, o.offset, o.length);
	else to.power(tick, o.event);
}

const hash = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);

const headerWithout: fc.Arbitrary<TraceHeader> = fc.record({
	model: u32,
	firmware: fc.record(
		{ sha256, size: fc.integer({ min: 0, max: 16 * 1024 * 1024 }), version: name },
		{ requiredKeys: ["sha256", "size"] },
	),
	rom: fc.record({ sha256, name }),
	board: name,
	flashSize: fc.constant(1024 * 1024),
	flash: fc
		.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 })
		.map((parts) => parts.map((bytes, i) => ({ offset: i * 50, bytes }))),
	seed: hash,
	straps: fc.integer({ min: 0, max: 7 }),
	mac: fc.array(byte, { minLength: 6, maxLength: 6 }).map((b) =>
		Buffer.from(b)
			.toString("hex")
			.replace(/..(?=.)/g, "$&:"),
	),
	rtcPeriodFs: fc.integer({ min: 1, max: 1e12 }),
	recorder: fc.record({ name, version: name }),
	checkpointTicks: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
	state: fc.record({
		components: fc.uniqueArray(name, { maxLength: 5 }),
		fields: fc.uniqueArray(name, { maxLength: 8 }),
	}),
	notes: dictionary(name),
});

/** With GPIO16 wired to the reset pin, or not. */
export const header: fc.Arbitrary<TraceHeader> = fc
	.tuple(headerWithout, fc.constantFrom({}, { wakeWire: false as const }))
	.map(([rest, wire]) => ({ ...rest, ...wire }));

/** What a recorder does, step after step; the tick moves on by `step` before each. */
export const action = fc.record({
	step,
	act: fc.oneof(
		{
			weight: 6,
			arbitrary: fc.record({
				what: fc.constant("event" as const),
				event: fc.oneof(...(Object.values(EVENTS) as fc.Arbitrary<TraceEvent>[]), EVENTS.uart, EVENTS.uart),
				anchor: fc.option(anchor, { nil: undefined, freq: 5 }),
			}),
		},
		{ weight: 6, arbitrary: fc.record({ what: fc.constant("output" as const), output }) },
		{
			weight: 2,
			arbitrary: fc.record({
				what: fc.constant("checkpoint" as const),
				whole: hash,
				hashes: fc.array(fc.oneof(fc.constant(1n), hash), { minLength: 5, maxLength: 5 }),
				fields: fc.array(u32, { minLength: 8, maxLength: 8 }),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ what: fc.constant("flush" as const) }) },
	),
});
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

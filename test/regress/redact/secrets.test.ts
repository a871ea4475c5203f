import test from "ava";
import fc from "fast-check";
import type { Secret } from "../../../src/regress/redact/secret.js";
import { Secrets } from "../../../src/regress/redact/secrets.js";
import { Tally } from "../../../src/regress/redact/tally.js";
import type { Plain, RecordedEvent } from "../../../src/trace/schema.js";

const none = new Tally();
const named = (text: string): Secret => ({ text, kind: "named" });

test("property: no secret is left, and nothing changes its length or anything else", (t) => {
	const secret = fc.stringMatching(/^[a-w]{1,6}$/);
	const bytes = fc.uint8Array({ maxLength: 60 });
	fc.assert(
		fc.property(secret, fc.array(bytes, { minLength: 1 }), (text, parts) => {
			const clear = Buffer.concat(parts.flatMap((part) => [part, Buffer.from(text)]));
			const found = new Tally();
			const hidden = new Secrets([named(text)]).inBytes(clear, found, "said");
			t.is(Buffer.from(hidden).indexOf(text), -1);
			t.is(hidden.length, clear.length);
			t.true(found.count >= parts.length);
			for (const [i, byte] of hidden.entries()) t.true(byte === clear[i] || byte === 0x78);
			t.deepEqual(new Secrets([named(text)]).inBytes(hidden, none, "said"), hidden);
		}),
	);
});

test("in whatever a world model was given", (t) => {
	const value: Plain = {
		ssid: "home",
		keys: ["secret", { deep: Buffer.from("a secret b") }],
		secret: 5,
		n: null,
	};
	t.deepEqual(new Secrets([named("secret")]).inPlain(value, none, "air"), {
		ssid: "home",
		keys: ["xxxxxx", { deep: new Uint8Array(Buffer.from("a xxxxxx b")) }],
		xxxxxx: 5,
		n: null,
	});
	t.throws(() => new Secrets([named("")]), { instanceOf: RangeError });
});

test("what was typed slowly, with other inputs between", (t) => {
	const typed = (text: string, from: number): RecordedEvent[] =>
		[...Buffer.from(text)].map((byte, i) => ({
			tick: from + i,
			event: { kind: "uart", line: 0, byte, baud: 115_200 },
		}));
	const events: RecordedEvent[] = [
		...typed("pass", 0),
		{ tick: 5, event: { kind: "pin", pin: 4, level: 1 } },
		...typed("word!", 6),
		{ tick: 20, event: { kind: "note", text: "the password" } },
	];
	const found = new Tally();
	const hidden = new Secrets([named("password")]).inEvents(events, found);
	t.is(found.count, 2);
	t.deepEqual(
		[...found.places(0)],
		[
			["typed", 1],
			["notes", 1],
		],
	);
	t.is(
		hidden.map(({ event }) => (event.kind === "uart" ? String.fromCharCode(event.byte) : "")).join(""),
		"xxxxxxxx!",
	);
	t.deepEqual(hidden[4], events[4]);
	t.deepEqual(hidden[10].event, { kind: "note", text: "the xxxxxxxx" });
});

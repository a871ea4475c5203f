import test from "ava";
import { describeEvent, describeHeader, describeSurvey } from "../../src/session/inspect.js";
import { surveyTrace } from "../../src/session/survey.js";
import type { TraceEvent } from "../../src/trace/schema.js";
import { echoMachine } from "./guest.js";
import { open, record, steps } from "./run.js";

test("a trace in words", (t) => {
	const reader = open(
		record(echoMachine({ notes: { why: "a test" } }), steps("  - send: A\n  - note: hi\n")).bytes,
	);
	const header = Object.fromEntries(describeHeader(reader.header));
	t.is(header["note why"], "a test");
	t.regex(header.flash, /^512 KB, 0 bytes/);
	const survey = Object.fromEntries(describeSurvey(surveyTrace(reader)));
	t.is(survey.events, "1 uart, 1 note");
	t.regex(survey.end, /^scenario end, state [0-9a-f]{16}$/);
});

const EVENTS: [TraceEvent, string][] = [
	[{ kind: "uart", line: 0, byte: 0x41, baud: 9600 }, "uart0 0x41 'A' at 9600 baud"],
	[{ kind: "uart", line: 1, byte: 3, baud: 9600 }, "uart1 0x03 at 9600 baud"],
	[{ kind: "pin", pin: 4, level: "z" }, "pin GPIO4 open"],
	[{ kind: "pin", pin: 4, level: 1 }, "pin GPIO4 high"],
	[{ kind: "pin", pin: 4, level: 0 }, "pin GPIO4 low"],
	[{ kind: "adc", microvolts: 250_000 }, "adc 0.25 V"],
	[{ kind: "spi", bytes: new Uint8Array(30) }, `spi 30 bytes ${"00".repeat(24)}...`],
	[
		{ kind: "frame", bytes: Uint8Array.of(0x80), rssi: -40, channel: 6, rate: 11 },
		"frame channel 6, rate 11, -40 dBm, 1 bytes 80",
	],
	[{ kind: "rtc", periodFs: 6_496_000_000 }, "rtc period 6.496 us"],
	[{ kind: "power", event: "reset-pin", straps: 1 }, "power reset-pin, straps 0b001"],
	[{ kind: "world", topic: "wifi", data: null }, "world wifi"],
	[{ kind: "note", text: "a\n" }, 'note "a\\n"'],
	[{ kind: "mark", text: "m" }, 'mark "m"'],
];

for (const [event, text] of EVENTS) test(`event: ${text}`, (t) => t.is(describeEvent(event), text));

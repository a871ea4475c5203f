/** What the guest programs said when their committed traces were recorded: all went well. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { openTrace } from "../../../src/trace/reader.js";
import { guestNames } from "../../../tools/guests/build.js";
import { parseTap, problems } from "./tap.js";

for (const name of guestNames()) {
	test(`${name}: the trace has its TAP, without a failure`, async (t) => {
		const reader = await openTrace(readFileSync(join("traces", "guests", `${name}.mpk`)));
		const bytes = [...reader.chunks()].flatMap(({ outputs }) => outputs.uart[0].map(({ byte }) => byte));
		const text = String.fromCharCode(...bytes);
		t.deepEqual(problems(parseTap(text.slice(text.indexOf("TAP version 13")))), [], text);
	});
}

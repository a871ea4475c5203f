import { existsSync, readFileSync } from "node:fs";
import test from "ava";
import { open, record, steps } from "../session/run.js";
import { Desk, machine } from "./desk.js";

const session = record(
	machine,
	steps("  - send: user HAL\n  - wait: 15ms\n  - note: HAL was here\n  - send: end\n  - wait: 15ms\n"),
	1000 * 160_000,
).bytes;

test("a secret is gone from a trace, which replays", (t) => {
	const desk = new Desk(t);
	desk.write("session.mpk", session);
	const { code, out, err } = desk.run(
		"redact",
		"session.mpk",
		"-o",
		"public.mpk",
		"--secret",
		"HAL",
		"--json",
	);
	t.is(code, 1, err);
	t.like(JSON.parse(out), { found: 2, left: 0, same: false, output: "public.mpk" });
	const { chunks } = open(readFileSync(desk.path("public.mpk"))).readAll();
	const typed = chunks.flatMap(({ events }) =>
		events.flatMap(({ event }) => (event.kind === "uart" ? [event.byte] : [])),
	);
	t.is(String.fromCharCode(...typed), "user xxxend");
	t.true(
		chunks.some(({ events }) =>
			events.some(({ event }) => event.kind === "note" && event.text === "xxx was here"),
		),
	);
	t.is(desk.run("public.mpk").code, 0);
});

test("a secret that the firmware puts together by itself is not given away", (t) => {
	const desk = new Desk(t);
	desk.write("session.mpk", session);
	const { code, out } = desk.run("redact", "session.mpk", "-o", "public.mpk", "--secret", "foe");
	t.is(code, 6, out);
	t.regex(out, /^a secret is still there, 1 times/);
	t.false(existsSync(desk.path("public.mpk")));
	t.is(desk.run("redact", "session.mpk", "-o", "public.mpk").code, 2);
	t.is(desk.run("redact", "session.mpk", "-o", "public.mpk", "--rules", "none.yaml").code, 2);
});

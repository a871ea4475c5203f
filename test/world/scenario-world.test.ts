import test from "ava";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import type { ChipPort, WorldAction } from "../../src/world/world.js";

const PORT: ChipPort = { baud: () => 115200, frameTicks: () => 1000 };
const S = 160_000_000;

/** Plays a scenario against a guest that answers each line it is sent. */
class Play {
	readonly world: ScenarioWorld;
	readonly actions: { tick: number; action: WorldAction }[] = [];
	tick = 0;
	#line = "";

	constructor(
		text: string,
		readonly answers: Record<string, string> = {},
	) {
		this.world = new ScenarioWorld(parseScenario(text, "s.yaml"));
	}

	say(text: string): void {
		for (const byte of Buffer.from(text)) this.world.onConsole(byte);
	}

	/** Runs to the world's end, or until it wants nothing more before `until`. */
	run(until: number): void {
		for (let next = this.world.next(); next !== undefined && next <= until; next = this.world.next()) {
			this.tick = Math.max(this.tick, next);
			for (const action of this.world.act(this.tick, PORT)) this.#take(action);
		}
	}

	#take(action: WorldAction): void {
		this.actions.push({ tick: this.tick, action });
		if (action.kind !== "input" || action.input.kind !== "uart") return;
		const character = String.fromCharCode(action.input.byte);
		if (character !== "\r") {
			this.#line += character;
			return;
		}
		this.say(this.answers[this.#line] ?? "?");
		this.#line = "";
	}
}

test("steps follow each other", (t) => {
	const play = new Play(
		`steps:
  - line: ping
  - expect: pong
  - wait: 1s
  - pin: { 4: low, 5: high }
  - adc: 1
  - rtc: { period: 7 }
  - note: here
  - power-cycle
end: 1s
`,
		{ ping: "po\r\nng pong" },
	);
	play.run(10 * S);
	t.deepEqual(play.world.end, { reason: "scenario end" });
	const [first] = play.actions;
	t.is(first.tick, 1000);
	const after = play.actions.slice(5);
	t.deepEqual(
		after.map(({ tick }) => tick),
		Array(6).fill(5000 + S),
	);
	t.deepEqual(
		after.map(({ action }) => (action.kind === "input" ? action.input.kind : action.kind)),
		["pin", "pin", "adc", "rtc", "note", "power"],
	);
	t.is(play.tick, 5000 + 2 * S);
	t.is(play.world.next(), undefined);
});

test("expect uses up what it matched, and CR LF is one LF", (t) => {
	const play = new Play('steps:\n  - expect: "a\\nb"\n  - expect: /b(.)/\n  - expect: a\n');
	play.run(0);
	play.say("a\r");
	play.run(0);
	play.say("\nbc b2a");
	play.run(0);
	t.deepEqual(play.world.end, { reason: "scenario end" });
});

test("a character cut in two by slices is one character", (t) => {
	const play = new Play("steps:\n  - expect: né\n");
	const [n, first, second] = Buffer.from("né");
	for (const byte of [n, first]) play.world.onConsole(byte);
	play.run(0);
	t.is(play.world.end, undefined);
	play.world.onConsole(second);
	play.run(0);
	t.deepEqual(play.world.end, { reason: "scenario end" });
});

test("a step that fails says which, where, what, how long, and the last words", (t) => {
	const play = new Play("name: n\nsteps:\n  - wait: 1s\n  - expect: never\n    timeout: 5s\n");
	play.say("some\r\nwords");
	play.run(100 * S);
	t.is(play.tick, 6 * S);
	t.is(play.world.end?.reason, "scenario failed");
	t.is(
		play.world.end?.failure,
		'scenario "n": step 2 of 2 (expect, line 4) did not see "never" within 5 s of guest time; ' +
			"the console's last words were:\nsome\nwords",
	);
});

test("a guest that said nothing is said to have said nothing", (t) => {
	const play = new Play("steps:\n  - expect: /x/\n    timeout: 1s\n");
	play.run(100 * S);
	t.regex(play.world.end?.failure ?? "", /did not see \/x\/ .* the console said nothing$/);
});

test("a send that takes too long fails", (t) => {
	const play = new Play(`steps:\n  - send: ${"x".repeat(200)}\n    timeout: 1ms\n`);
	play.run(S);
	t.regex(play.world.end?.failure ?? "", /step 1 of 1 \(send, line 2\) could not send everything/);
});

test("a chatty guest is heard to the end", (t) => {
	const play = new Play("steps:\n  - wait: 1s\n  - expect: done\n");
	play.run(0);
	play.say(`${"spam ".repeat(50_000)}done`);
	play.run(S);
	t.deepEqual(play.world.end, { reason: "scenario end" });
});

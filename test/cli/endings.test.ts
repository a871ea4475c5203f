import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import test from "ava";
import { runCli } from "../../src/cli/run.js";
import { Desk, MAIN, posixTest } from "./desk.js";

/** Streams of a terminal, as a person would have them. */
class FakeTerminal {
	readonly stdin = Object.assign(new Readable({ read() {} }), {
		isTTY: true,
		modes: [] as boolean[],
		setRawMode(raw: boolean) {
			this.modes.push(raw);
		},
	});
	readonly stdout = new PassThrough();
	readonly stderr = new PassThrough();
	text = "";

	constructor() {
		this.stdout.on("data", (data: Buffer) => {
			this.text += data.toString("latin1");
		});
	}
}

test.serial(
	"at a terminal: raw mode, keys to the guest, Ctrl-] leaves, and the terminal is as before",
	async (t) => {
		const desk = new Desk(t);
		process.env.ESP8266_REPLAY_CACHE = desk.env.ESP8266_REPLAY_CACHE;
		const terminal = new FakeTerminal();
		const trace = desk.path("live.mpk");
		const rom = desk.path("echo.rom");
		const args = ["record", "v1.2.3", "--rom", rom, "-o", trace, "--fast", "--flash-size", "512K"];
		const running = runCli(args, terminal);
		terminal.stdin.push("HAL\x03");
		while (!terminal.text.includes("IBM\x04")) await new Promise((resolve) => setTimeout(resolve, 5));
		terminal.stdin.push("x\x1dy");
		t.is(await running, 0);
		t.deepEqual(terminal.stdin.modes[0], true);
		t.is(terminal.stdin.modes.at(-1), false);
		t.is(process.listenerCount("SIGINT"), 0);
		t.is(desk.run("replay", trace).code, 0);
		const events = JSON.parse(desk.run("inspect", trace, "--events", "--json").out).events as {
			event: { byte: number };
		}[];
		t.is(String.fromCharCode(...events.map(({ event }) => event.byte)).slice(0, 4), "HAL\x03");
		t.false(events.some(({ event }) => event.byte === 0x79));
	},
);

posixTest("a signal ends a recording cleanly", async (t) => {
	const desk = new Desk(t);
	desk.write("long.yaml", "steps:\n  - wait: 10h\n");
	const child = spawn(
		process.execPath,
		[MAIN, "record", "v1.2.3", "--rom", "echo.rom", "--scenario", "long.yaml", "--flash", "f"],
		{
			cwd: desk.folder,
			env: { ...process.env, ...desk.env },
			stdio: "ignore",
		},
	);
	while (!existsSync(desk.path("long.mpk"))) await new Promise((resolve) => setTimeout(resolve, 20));
	await new Promise((resolve) => setTimeout(resolve, 300));
	child.kill("SIGTERM");
	const code = await new Promise((resolve) => child.once("exit", resolve));
	t.is(code, 125);
	t.true(existsSync(desk.path("f")));
	const json = JSON.parse(desk.run("long.mpk", "--json").out);
	t.like(json, { outcome: "reproduced", complete: true, reason: "user" });
});

posixTest("a reader that goes away is no error", (t) => {
	const desk = new Desk(t);
	const command = `"${process.execPath}" "${MAIN}" inspect hal.mpk --events --json | head -c 1; exit "\${PIPESTATUS[0]}"`;
	const { status, stderr } = spawnSync("bash", ["-c", command], {
		cwd: desk.folder,
		env: { ...process.env, ...desk.env },
		encoding: "utf8",
	});
	t.is(stderr, "");
	t.is(status, 0);
});

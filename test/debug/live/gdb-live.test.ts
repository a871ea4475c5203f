/** GDB 16 on runs that are being recorded. */
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { runCli } from "../../../src/cli/run.js";
import { WRITTEN_TO } from "../../../src/debug/live/live-run.js";
import { openTrace } from "../../../src/trace/reader.js";
import { IMAGES } from "../../images.js";
import { tempFolder } from "../../temp.js";
import { gdbTest, runScript, serve } from "../gdb/gdb16.js";

const UART = fileURLToPath(new URL("../../../../tools/guests/bin/uart.bin", import.meta.url));
const SCENARIO = `
steps:
  - wait: 50ms
  - send: hello
  - wait: 100ms
`;

async function endOf(trace: string) {
	return (await openTrace(readFileSync(trace))).readAll().ending.end;
}

function scenarioFile(t: ExecutionContext): string {
	const path = join(tempFolder(t), "hello.yaml");
	writeFileSync(path, SCENARIO);
	return path;
}

gdbTest("a scenario is recorded as without GDB, whatever is walked in it", async (t, gdb) => {
	const folder = tempFolder(t);
	const [plain, walked] = [join(folder, "plain.mpk"), join(folder, "walked.mpk")];
	const scenario = scenarioFile(t);
	t.is(await runCli(["record", UART, "--scenario", scenario, "-o", plain, "--quiet"]), 0);
	const served = await serve(t, ["record", UART, "--scenario", scenario, "-o", walked, "--wait"]);
	const said = await runScript(t, gdb, served.port, [
		"break *uart_div_modify",
		"continue",
		"monitor tick",
		"stepi",
		"reverse-stepi",
		"delete",
		"reverse-continue",
		"info registers pc",
		"watch *(int*)0x3fffde10",
		"continue",
		"delete",
		"monitor stop on input",
		"continue",
		"continue",
		"monitor input",
		"monitor stop never",
		"continue",
		"reverse-stepi",
		"monitor tick",
	]);
	t.regex(said, /Breakpoint 1, 0x400039d8 in uart_div_modify \(\)/);
	t.regex(said, /of guest time\), of .*, live, \d+ instructions/);
	t.regex(said, /pc +0x40000080/);
	t.regex(said, /Hardware watchpoint 2/);
	t.regex(said, /an input is given: tick 80\d+ /);
	t.regex(said, /2 of \d inputs given/);
	t.regex(said, /Reached end of recorded history/);
	t.is(await served.ended, 0);
	t.deepEqual(await endOf(walked), await endOf(plain));
	t.is(await runCli(["replay", walked, "--quiet"]), 0);
});

/** The board's serial line, as a program has it. */
async function serialLine(t: ExecutionContext, said: () => string) {
	const [, port] = /serial line is .*:(\d+);/.exec(said()) ?? [];
	const socket = connect(Number(port), "127.0.0.1");
	t.teardown(() => socket.destroy());
	let heard = "";
	socket.on("data", (data) => {
		heard += data.toString("latin1");
	});
	return {
		type: (text: string) => void socket.write(text),
		expect: async (text: RegExp) => {
			for (let i = 0; i < 1200 && !text.test(heard); i++) await new Promise((r) => setTimeout(r, 50));
			t.regex(heard, text);
			heard = "";
		},
	};
}

gdbTest(
	"MicroPython on a serial line: GDB comes, looks, goes, and comes again to write",
	async (t, gdb) => {
		const trace = join(tempFolder(t), "live.mpk");
		const served = await serve(t, [
			"record",
			"v1.23.0",
			"--serial",
			"tcp:0",
			"--fast",
			"-o",
			trace,
			"--seed",
			"1",
		]);
		const line = await serialLine(t, served.said);
		await line.expect(/>>> $/);
		const first = await runScript(t, gdb, served.port, [
			"monitor tick",
			"monitor console 30",
			"monitor seek 100ms",
			"maintenance flush register-cache",
			"stepi",
			"detach",
		]);
		t.regex(first, /live/);
		t.regex(first, />>> /);
		line.type("print(6 * 7)\r");
		await line.expect(/\r\n42\r\n>>> $/);
		t.regex(
			await runScript(t, gdb, served.port, [
				"set var *(int*)0x3fffdfe0 = 0x01020304",
				"monitor tick",
				"detach",
			]),
			/not the recorded run/,
		);
		t.regex(served.said(), /memory written at .*: the recording has ended before that/);
		line.type("print(7 * 7)\r");
		await line.expect(/\r\n49\r\n>>> $/);
		served.process.kill("SIGTERM");
		t.is(await served.ended, 0);
		t.is((await endOf(trace))?.reason, WRITTEN_TO);
		t.is(await runCli(["replay", trace, "--quiet"]), 0);
	},
	IMAGES["v1.23.0"],
);

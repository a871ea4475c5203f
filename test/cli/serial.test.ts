import { spawn } from "node:child_process";
import { connect } from "node:net";
import test from "ava";
import { Desk, MAIN, posixTest } from "./desk.js";

for (const [args, message] of [
	[["--serial", "com1"], /--serial com1: must be pty, tcp:PORT or rfc2217:PORT/],
	[["--serial", "pty", "--scenario", "hal.yaml"], /--serial and --scenario exclude each other/],
] as const) {
	test(`record ${args.join(" ")} is refused`, (t) => {
		const { code, err } = new Desk(t).run("record", "v1.2.3", "--rom", "echo.rom", ...args);
		t.is(code, 2);
		t.regex(err, message);
		t.is(err.trim().split("\n").length, 1);
	});
}

posixTest("record --serial: says how to connect, and a signal leaves a whole trace", async (t) => {
	const desk = new Desk(t);
	const args = [
		"record",
		"v1.2.3",
		"--rom",
		"echo.rom",
		"--flash-size",
		"512K",
		"--serial",
		"tcp:0",
		"-o",
		"s.mpk",
	];
	const child = spawn(process.execPath, [MAIN, ...args], {
		cwd: desk.folder,
		env: { ...process.env, ...desk.env },
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	const closed = new Promise((resolve) => child.once("close", resolve));
	const port = await new Promise<number>((resolve) => {
		child.stderr.on("data", (bytes: Buffer) => {
			said += bytes.toString();
			const [, digits] = /serial line is socket:\/\/127\.0\.0\.1:(\d+); Ctrl-C ends/.exec(said) ?? [];
			if (digits) resolve(Number(digits));
		});
	});
	const socket = connect(port, "127.0.0.1");
	socket.write("HAL");
	let answer = "";
	for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
		answer += (bytes as Buffer).toString();
		if (answer.length === 3) break;
	}
	t.is(answer, "IBM");
	child.kill("SIGINT");
	t.is(await closed, 0);
	socket.destroy();
	t.regex(said, /s\.mpk: .* of guest time; user/);
	t.regex(desk.run("replay", "s.mpk").out, /all outputs as recorded, 3 inputs/);
});

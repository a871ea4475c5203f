/** WebREPL as a person sets it up, and a real WebSocket client. */
import { randomBytes } from "node:crypto";
import { firmwareTest, IMAGES } from "../images.js";
import { Board, HOME, RELEASES } from "./board.js";
import { WebRepl } from "./webrepl-client.js";

// Before v1.23 the firmware leaves what it writes to lwIP's timer (modlwip.c calls tcp_output only when the buffer is
// nearly full), so each 256 bytes of a file that is got take 150 ms of guest time, instead of 60.
const SPEC = { ...HOME, network: { ...HOME.network, forward: ["tcp:0:8266"] } };

for (const version of RELEASES) {
	firmwareTest(
		IMAGES[version],
		`${version}: WebREPL is set up, runs code, takes and gives a file`,
		async (t, images) => {
			const board = new Board(t, images, SPEC);
			await board.start();
			await board.join();
			await board.line("import webrepl_setup", "\r\n> ");
			await board.line("E", "(4-9 chars): ");
			await board.line("secret", ": ");
			await board.line("secret", "(y/n) ");
			await board.line("y", "Started webrepl");
			await board.until(">>> ");
			await board.line("import network, time");
			await board.paste("while not network.WLAN(0).isconnected(): time.sleep_ms(20)");
			const { hostPort } = board.surroundings.forwarded[0];
			const repl = await WebRepl.open(hostPort, "secret");
			await repl.until(">>> ");
			t.is(await repl.run("print(6 * 7)"), "42\r\n>>> ");
			const data = randomBytes(100_000);
			await repl.put("data.bin", data);
			t.is(Buffer.compare(await repl.get("data.bin"), data), 0);
			t.is(await repl.run("import os; print(os.stat('data.bin')[6])"), "100000\r\n>>> ");
			repl.close();
			const refused = await WebRepl.open(hostPort, "wrong");
			await t.throwsAsync(() => refused.until(">>> "), { message: /closed/ });
			const result = await board.finish();
			t.true(result.reproduced);
			t.log(`${board.seconds.toFixed(1)} guest s, ${result.inputs} inputs, ${result.trace.length} bytes`);
		},
	);
}

/** The frozen MQTT client and Debian's mosquitto on this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import test from "ava";
import { firmwareTest, IMAGES } from "../images.js";
import { tempFolder } from "../temp.js";
import { Board, HOME, RELEASES } from "./board.js";

const MOSQUITTO = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"].find(
	existsSync,
);
const ON_HOST = { ...HOME, network: { ...HOME.network, mode: "host" as const } };

const CLIENT = `def talk(port):
    from umqtt.simple import MQTTClient
    c = MQTTClient('chip', 'host.internal', port)
    c.set_callback(lambda topic, msg: print('got', topic, msg))
    c.connect(); c.subscribe(b'news'); c.publish(b'news', b'of the day'); c.wait_msg(); c.disconnect()
    print('done')`;

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const { port } = server.address() as { port: number };
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** A broker on a free port, as soon as it listens. */
async function broker(folder: string): Promise<{ port: number; process: ChildProcess }> {
	const port = await freePort();
	const file = join(folder, "mosquitto.conf");
	writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
	const child = spawn(MOSQUITTO!, ["-v", "-c", file], { stdio: ["ignore", "ignore", "pipe"] });
	await new Promise<void>((resolve, reject) => {
		child.stderr.on("data", (data) => String(data).includes("running") && resolve());
		child.once("error", reject);
		child.once("exit", () => reject(new Error("mosquitto ended")));
	});
	return { port, process: child };
}

for (const version of RELEASES) {
	const name = `${version}: umqtt publishes to mosquitto and hears itself`;
	if (MOSQUITTO === undefined) {
		test.skip(`${name} [skipped: mosquitto is not installed]`, (t) => t.pass());
		continue;
	}
	firmwareTest(IMAGES[version], name, async (t, images) => {
		const { port, process: child } = await broker(tempFolder(t));
		try {
			const board = new Board(t, images, ON_HOST);
			await board.start();
			await board.join();
			await board.paste(CLIENT);
			await board.line(`talk(${port})`, "got b'news' b'of the day'");
			await board.until("done");
			t.true((await board.finish()).reproduced);
		} finally {
			child.removeAllListeners("exit");
			child.kill();
		}
	});
}

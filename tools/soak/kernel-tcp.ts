/**
 * Our TCP/IP against the Linux kernel's, in real time, over a wire that loses, repeats and reorders:
 *
 *     node dist/tools/soak/kernel-tcp.js [--loss 0.05] [--duplication 0.05] [--delay 20] [--seed 1] [-- ROUTE OPTIONS]
 *
 * ROUTE OPTIONS go to `ip route`: "advmss 536 window 2144" makes the kernel as small as the chip. Needs Linux,
 * python3, iproute2, and unshare with user namespaces or root.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { TICKS_PER_MS } from "../../src/chip/time.js";
import type { EthernetPort } from "../../src/world/ethernet.js";
import { parseIpv4 } from "../../src/world/network/addresses.js";
import { tcpScript } from "../../src/world/network/clients/raw-client.js";
import { Network } from "../../src/world/network/network.js";
import { tcpEcho, udpEcho } from "../../src/world/network/servers/echo.js";
import { generatedBytes } from "../../src/world/network/servers/generated.js";
import { scriptServer } from "../../src/world/network/servers/script.js";
import { SeededRandom } from "../../src/world/random.js";
import { soakArguments } from "./arguments.js";

const PEER = new URL("../../../tools/soak/kernel_peer.py", import.meta.url).pathname;
/** Bytes the kernel's own server gets and echoes. */
const INBOUND = 300_000;

const {
	values,
	positionals: route,
	whole,
} = soakArguments({
	usage: "[--loss 0.05] [--duplication 0.05] [--delay 20] [--seed 1] [-- ROUTE OPTIONS]",
	options: {
		loss: { type: "string", default: "0" },
		duplication: { type: "string", default: "0" },
		/** Most milliseconds that a frame is held back. */
		delay: { type: "string", default: "0" },
		seed: { type: "string", default: "1" },
	},
	places: [0, Number.POSITIVE_INFINITY],
});
const faults = {
	loss: Number(values.loss),
	duplication: Number(values.duplication),
	delay: Number(values.delay),
};

const network = new Network({ mode: "isolated", seed: BigInt(whole(values.seed)) });
const random = new SeededRandom(BigInt(whole(values.seed)), "wire");
const host = network.gateway!.host;
network.server({
	names: ["soak.test"],
	tcp: { 7: tcpEcho(), 9: scriptServer([{ expect: "go" }, "abort"]) },
	udp: { 7: udpEcho() },
});

const peer = spawn("unshare", ["-rn", "python3", PEER, ...route], { stdio: ["pipe", "pipe", "pipe"] });
const started = performance.now();
const now = () => Math.floor((performance.now() - started) * TICKS_PER_MS);
let failures = 0;

/** Passes a frame on, or not, once or twice, now or later. */
function disturb(pass: () => void): void {
	for (let copies = 1 + Number(random.chance(faults.duplication)); copies > 0; copies--) {
		if (random.chance(faults.loss)) continue;
		if (faults.delay === 0) pass();
		else setTimeout(pass, random.below(faults.delay * 1000) / 1000);
	}
}

const port: EthernetPort = network.segment.plug({
	receive(_now, frame) {
		const header = Buffer.alloc(2);
		header.writeUInt16BE(frame.length);
		disturb(() => peer.stdin.write(Buffer.concat([header, frame])));
	},
	next: () => undefined,
	act: () => {},
});

let pending = Buffer.alloc(0);
peer.stdout.on("data", (chunk: Buffer) => {
	pending = Buffer.concat([pending, chunk]);
	while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
		const frame = Uint8Array.from(pending.subarray(2, 2 + pending.readUInt16BE(0)));
		pending = pending.subarray(2 + frame.length);
		disturb(() => port(now(), frame));
	}
	turn();
});

function turn(): void {
	for (let next = network.next(); next !== undefined && next <= now(); next = network.next()) {
		network.act(now());
		if (next === 0) return;
	}
}
const clock = setInterval(turn, 1);

function report(name: string, result: unknown): void {
	if (result !== true) failures++;
	console.log(
		`${result === true ? "ok  " : "FAIL"} ${name}${result === true ? "" : ` ${JSON.stringify(result)}`}`,
	);
}

/** The other way round: from here to the kernel's server. */
function connectIn(done: () => void): void {
	const body = generatedBytes(INBOUND);
	const server = { address: parseIpv4("10.0.2.15")!, port: 8266 };
	tcpScript(host, server, [{ send: body }, "end", { take: body.length }, "expect end"], (result) => {
		report(
			`a connection to the kernel, ${INBOUND} bytes`,
			result.done && Buffer.from(result.received).equals(body),
		);
		done();
	});
}

createInterface(peer.stderr).on("line", (line) => {
	if (!line.startsWith("[")) {
		console.log(line);
		return;
	}
	const [name, result] = JSON.parse(line) as [string, unknown];
	if (name !== "end") {
		report(`${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`, result);
		return;
	}
	connectIn(() => {
		clearInterval(clock);
		peer.kill();
		process.exitCode = failures > 0 ? 1 : 0;
	});
});
peer.on("exit", () => clearInterval(clock));

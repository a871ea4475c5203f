/** How a network is put together: modes, other networks, segments of their own, and what is refused. */

import { connect } from "node:net";
import test from "ava";
import { TICKS_PER_MS } from "../../../src/chip/time.js";
import { formatIpv4, parseIpv4 } from "../../../src/world/network/addresses.js";
import { tcpScript } from "../../../src/world/network/clients/raw-client.js";
import { DhcpServer } from "../../../src/world/network/dhcp/dhcp-server.js";
import { Network } from "../../../src/world/network/network.js";
import { tcpEcho } from "../../../src/world/network/servers/echo.js";
import { Lab } from "./lab.js";

test("no network: a segment, and nobody on it", async (t) => {
	const lab = new Lab({ mode: "none" });
	t.is(lab.network.gateway, undefined);
	t.throws(() => lab.network.server({ names: ["a.test"] }), { name: "NetworkError", message: /"none"/ });
	await t.throwsAsync(lab.network.forward("tcp:0:80"), { name: "NetworkError", message: /"none"/ });
	t.is(lab.network.next(), 0, "the trace is told so");
	lab.run(TICKS_PER_MS);
	t.deepEqual(lab.topics(), ['net/network {"mode":"none","subnet":"10.0.2.0/24"}']);
	t.is(lab.network.next(), undefined);
	await lab.network.close();
});

test("another subnet", (t) => {
	const lab = new Lab({ subnet: "172.16.0.0/16" });
	const station = lab.station();
	t.is(formatIpv4(station.address), "172.16.0.15");
	t.is(formatIpv4(station.addressing!.router!), "172.16.0.2");
});

test("what cannot be used is said", (t) => {
	const seed = 1n;
	for (const subnet of ["", "10.0.0.0/25", "10.0.0.0/0", "10.0.0.0", "x/24"]) {
		t.throws(() => new Network({ mode: "isolated", seed, subnet }), { name: "NetworkError" }, subnet);
	}
	const { network } = new Lab();
	for (const address of ["1.2.3", "host", "1.2.3.4.5"]) {
		t.throws(() => network.server({ names: ["a"], address }), { name: "NetworkError", message: /IPv4/ });
	}
	network.server({ names: ["Upper.test"], address: "192.0.2.1" });
	t.throws(() => network.server({ names: ["upper.TEST"] }), { name: "NetworkError", message: /upper.test/ });
	for (const address of ["192.0.2.1", "10.0.2.2", "255.255.255.255"]) {
		t.throws(() => network.server({ names: ["b"], address }), { name: "NetworkError", message: /is taken/ });
	}
	for (const address of ["192.168.4.2", "192.168.4/24", "/24"]) {
		t.throws(() => network.host({ mac: 2, address }), {
			name: "NetworkError",
			message: /192\.168\.4\.2\/24/,
		});
	}
});

test("the same seed gives the same frames at the same ticks, another one others", (t) => {
	const run = (seed: bigint) => {
		const frames: string[] = [];
		const lab = new Lab({
			seed,
			tap: (tick, frame) => frames.push(`${tick} ${Buffer.from(frame).toString("hex")}`),
		});
		lab.network.server({ names: ["a.test"], tcp: { 7: tcpEcho() } });
		const station = lab.station();
		let done = false;
		const server = { address: parseIpv4("198.51.100.10")!, port: 7 };
		tcpScript(station, server, [{ send: "x" }, { expect: "x" }, "end", "expect end"], (result) => {
			done = result.done;
		});
		lab.runUntil(() => done);
		return frames;
	};
	t.deepEqual(run(5n), run(5n));
	t.notDeepEqual(run(5n), run(6n));
});

test("a neighbour that is not there is unreachable", (t) => {
	const lab = new Lab();
	const station = lab.station();
	let reason: string | undefined;
	tcpScript(station, { address: parseIpv4("10.0.2.200")!, port: 80 }, [], (result) => {
		reason = result.reason;
	});
	lab.runUntil(() => reason !== undefined, 10);
	t.is(reason, "unreachable");
});

test("a host behind the chip's own access point gets its address there, and carries a forwarded port", async (t) => {
	const lab = new Lab();
	t.teardown(() => lab.network.close());
	const segment = lab.network.addSegment();
	// Stands for the chip: it gives addresses and listens.
	const chip = lab.network.host({
		mac: 0x5e_cf_7f_00_00_01,
		segment,
		address: "192.168.4.1/24",
		observed: false,
	}).host;
	new DhcpServer({ host: chip, first: parseIpv4("192.168.4.2")! });
	const echo = tcpEcho();
	chip.tcp.listen((request) => {
		request.accept(echo({ agenda: chip.agenda, random: undefined as never }, request.remote)!);
	});
	const phone = lab.network.host({ mac: 0x02_00_00_00_05_00, segment });
	const forward = await lab.network.forward("tcp:0:80", { via: phone.host });
	phone.dhcp.start();
	lab.runUntil(() => phone.host.address !== 0);
	t.is(formatIpv4(phone.host.address), "192.168.4.2");
	let heard = "";
	const socket = connect(forward.spec.hostPort, "127.0.0.1");
	socket.on("data", (data) => {
		heard += data;
	});
	socket.end("through the phone");
	await lab.runLive(() => heard === "through the phone");
	t.regex(
		lab.topics().join("\n"),
		/"chip":"192\.168\.4\.1:80","world":"192\.168\.4\.2:\d+","opener":"world"/,
	);
});

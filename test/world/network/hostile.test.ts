/** Frames that no honest station sends: the gateway goes on, and what it keeps and says stays bounded. */
import assert from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { parseIpv4 } from "../../../src/world/network/addresses.js";
import { tcpScript } from "../../../src/world/network/clients/raw-client.js";
import { encodeEthernet } from "../../../src/world/network/codec/ethernet.js";
import { encodeIcmp } from "../../../src/world/network/codec/icmp.js";
import { encodeIpv4 } from "../../../src/world/network/codec/ipv4.js";
import { encodeTcp } from "../../../src/world/network/codec/tcp.js";
import { encodeUdp } from "../../../src/world/network/codec/udp.js";
import { tcpEcho, udpEcho } from "../../../src/world/network/servers/echo.js";
import { httpServer } from "../../../src/world/network/servers/http.js";
import { MqttBroker } from "../../../src/world/network/servers/mqtt.js";
import { ntpServer } from "../../../src/world/network/servers/ntp.js";
import { Lab } from "./lab.js";

const GATEWAY_MAC = 0x02_00_00_00_00_02;
const STATION = parseIpv4("10.0.2.15")!;
const noise = fc.uint8Array({ maxLength: 300 });
const address = fc.oneof(
	fc
		.constantFrom("10.0.2.2", "10.0.2.15", "198.51.100.10", "255.255.255.255", "0.0.0.0", "224.0.0.1")
		.map((text) => parseIpv4(text)!),
	fc.integer({ min: 0, max: 0xffff_ffff }),
);
const port = fc.oneof(fc.constantFrom(53, 67, 68, 7, 80, 123, 1883), fc.nat(65535));

/** What is inside of a packet: right outside, anything within. */
const inside = fc.oneof(
	fc.record({ protocol: fc.nat(255), payload: noise }),
	fc
		.record({ sourcePort: port, destinationPort: port, payload: noise })
		.map((udp) => ({ protocol: 17, udp })),
	fc
		.record({
			sourcePort: port,
			destinationPort: port,
			seq: fc.integer({ min: 0, max: 0xffff_ffff }),
			ack: fc.integer({ min: 0, max: 0xffff_ffff }),
			flags: fc.nat(31),
			window: fc.nat(65535),
			payload: noise,
		})
		.map((tcp) => ({ protocol: 6, tcp })),
	fc
		.record({
			type: fc.nat(20),
			code: fc.nat(20),
			rest: fc.uint8Array({ minLength: 4, maxLength: 4 }),
			payload: noise,
		})
		.map((icmp) => ({ protocol: 1, icmp })),
);

const packet = fc
	.record({
		source: address,
		destination: address,
		inside,
		moreFragments: fc.boolean(),
		fragmentOffset: fc.constantFrom(0, 0, 0, 8, 65_528),
		identification: fc.nat(5),
	})
	.map(({ source, destination, inside, ...fragment }) => {
		const { protocol } = inside;
		const payload =
			"udp" in inside
				? encodeUdp(inside.udp, source, destination)
				: "tcp" in inside
					? encodeTcp(inside.tcp, source, destination)
					: "icmp" in inside
						? encodeIcmp(inside.icmp)
						: inside.payload;
		return encodeIpv4({ source, destination, protocol, payload, ttl: 1, dontFragment: false, ...fragment });
	});

const frame = fc.oneof(
	noise,
	fc
		.record({
			destination: fc.constantFrom(GATEWAY_MAC, 0xffff_ffff_ffff),
			source: fc.constantFrom(1, GATEWAY_MAC, 0x02_00_00_00_00_77),
			type: fc.constantFrom(0x0800, 0x0806, 0x86dd),
			payload: fc.oneof(noise, packet),
		})
		.map(encodeEthernet),
	packet.map((payload) =>
		encodeEthernet({ destination: GATEWAY_MAC, source: 0x02_00_00_00_00_77, type: 0x0800, payload }),
	),
);

test("after any frames an honest station is served as before", (t) => {
	const property = fc.property(fc.array(frame, { maxLength: 40 }), (frames) => {
		let sent = 0;
		const lab = new Lab({ tap: () => sent++ });
		lab.network.server({
			names: ["a.test"],
			tcp: { 7: tcpEcho(), 80: httpServer({ "/": {} }), 1883: new MqttBroker().service },
			udp: { 7: udpEcho(), 123: ntpServer(0) },
		});
		const attacker = lab.network.segment.plug({ receive() {}, next: () => undefined, act() {} });
		for (const bytes of frames) {
			attacker(lab.now, bytes);
			lab.run(10_000_000);
		}
		// Retransmissions of half-open connections, questions for addresses that nobody has: some, not many.
		assert(sent < 20 + 30 * frames.length, `${sent} frames for ${frames.length}`);
		const station = lab.station(0x02_00_00_00_00_99);
		let done = false;
		const server = { address: parseIpv4("198.51.100.10")!, port: 7 };
		tcpScript(station, server, [{ send: "x" }, { expect: "x" }, "end", "expect end"], (result) => {
			done = result.done;
		});
		lab.runUntil(() => done);
	});
	t.notThrows(() => fc.assert(property, { numRuns: 150 }));
});

test("messages of any shape to the name server and the address server are no exception", (t) => {
	const lab = new Lab();
	const station = lab.station();
	const property = fc.property(
		fc.constantFrom(53, 67),
		fc.uint8Array({ maxLength: 600 }),
		fc.boolean(),
		(to, bytes, dns) => {
			const message = Uint8Array.from(bytes);
			// A plausible head takes the noise further in.
			if (dns) message.set([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0].slice(0, message.length));
			station.udp.send(
				{ address: STATION, port: 68 },
				{ address: parseIpv4("10.0.2.2")!, port: to },
				message,
			);
			lab.run(1_000_000);
		},
	);
	t.notThrows(() => fc.assert(property, { numRuns: 2000 }));
});

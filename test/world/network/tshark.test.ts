/** What goes over the segment, as Wireshark reads it: nothing malformed, every checksum right. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { parseIpv4 } from "../../../src/world/network/addresses.js";
import { httpFetch } from "../../../src/world/network/clients/http-client.js";
import { tcpScript, udpClient } from "../../../src/world/network/clients/raw-client.js";
import { tcpEcho, udpEcho } from "../../../src/world/network/servers/echo.js";
import { generatedBytes } from "../../../src/world/network/servers/generated.js";
import { httpServer } from "../../../src/world/network/servers/http.js";
import { ntpServer } from "../../../src/world/network/servers/ntp.js";
import { tempFolder } from "../../temp.js";
import { Lab } from "./lab.js";

const tshark = spawnSync("tshark", ["--version"]).status === 0;
const tsharkTest = tshark ? test : test.skip;
const title = (name: string): string => (tshark ? name : `${name} [skipped: tshark is not installed]`);

const STATUSES = [
	"ip.checksum.status",
	"tcp.checksum.status",
	"udp.checksum.status",
	"icmp.checksum.status",
] as const;
const FIELDS = [
	...STATUSES,
	"frame.protocols",
	"_ws.malformed",
	"tcp.analysis.retransmission",
	"icmp.type",
	"ip.flags.mf",
	"tcp.flags.reset",
	"http.chunk_size",
] as const;

/** What tshark says of each packet, all checksums looked at. */
function dissect(file: string): Record<(typeof FIELDS)[number], string>[] {
	const checked = ["ip", "tcp", "udp"].flatMap((protocol) => ["-o", `${protocol}.check_checksum:TRUE`]);
	const fields = FIELDS.flatMap((field) => ["-e", field]);
	const { stdout } = spawnSync("tshark", ["-r", file, ...checked, "-T", "fields", ...fields], {
		encoding: "utf8",
	});
	return stdout
		.split("\n")
		.slice(0, -1)
		.map((line) => {
			const values = line.split("\t");
			return Object.fromEntries(FIELDS.map((field, i) => [field, values[i]])) as Record<
				(typeof FIELDS)[number],
				string
			>;
		});
}

/** The frames of a segment as a pcap file. Source: draft-ietf-opsawg-pcap. */
function pcap(frames: readonly { readonly tick: number; readonly bytes: Uint8Array }[]): Buffer {
	const header = Buffer.alloc(24);
	header.writeUInt32LE(0xa1b2c3d4, 0);
	header.writeUInt16LE(2, 4);
	header.writeUInt16LE(4, 6);
	header.writeUInt32LE(65535, 16);
	header.writeUInt32LE(1, 20);
	const records = frames.flatMap(({ tick, bytes }) => {
		const record = Buffer.alloc(16);
		const us = Math.floor(tick / 160);
		record.writeUInt32LE(Math.floor(us / 1e6), 0);
		record.writeUInt32LE(us % 1e6, 4);
		record.writeUInt32LE(bytes.length, 8);
		record.writeUInt32LE(bytes.length, 12);
		return [record, bytes];
	});
	return Buffer.concat([header, ...records]);
}

tsharkTest(title("every kind of packet is dissected, with right checksums"), (t) => {
	const frames: { tick: number; bytes: Uint8Array }[] = [];
	const lab = new Lab({ tap: (tick, bytes) => frames.push({ tick, bytes }) });
	const body = generatedBytes(20_000);
	lab.network.server({
		names: ["all.test"],
		tcp: { 7: tcpEcho(), 80: httpServer({ "/": { body, chunked: true } }) },
		udp: { 7: udpEcho(), 123: ntpServer(1_700_000_000) },
	});
	const station = lab.station();
	const address = parseIpv4("198.51.100.10")!;
	let open = 0;
	const begun = () => {
		open++;
		return () => open--;
	};
	const fetched = begun();
	httpFetch(station, { address, port: 80 }, { path: "/" }, fetched);
	const refused = begun();
	tcpScript(station, { address, port: 81 }, [], refused);
	const pinged = begun();
	station.icmp.ping(station.address, address, pinged);
	for (const [port, bytes] of [
		[7, generatedBytes(4000)],
		[123, Uint8Array.from({ length: 48 }, (_, i) => (i === 0 ? 0x23 : 0))],
	] as const) {
		const answered = begun();
		udpClient(station, answered)!.send({ address, port }, bytes);
	}
	// Nobody listens there: the answer is an ICMP message.
	udpClient(station, () => {})!.send({ address, port: 99 }, generatedBytes(30));
	lab.runUntil(() => open === 0);
	const file = join(tempFolder(t), "segment.pcap");
	writeFileSync(file, pcap(frames));

	const packets = dissect(file);
	t.is(packets.length, frames.length);
	const those = (field: (typeof FIELDS)[number], value = /./) =>
		packets.filter((packet) => value.test(packet[field]));
	t.deepEqual(those("_ws.malformed"), []);
	// 0 is bad, 1 is good, 2 was not looked at; a packet quoted by ICMP has two.
	for (const status of STATUSES) t.deepEqual(those(status, /0/), [], status);
	t.deepEqual(those("tcp.analysis.retransmission"), []);
	for (const protocol of ["arp", "dhcp", "ntp", "http", "icmp", "tcp", "udp"]) {
		t.true(those("frame.protocols", new RegExp(`:${protocol}\\b`)).length > 0, protocol);
	}
	t.true(those("icmp.type", /^3/).length > 0);
	t.true(those("ip.flags.mf", /1|True/).length > 0);
	t.true(those("tcp.flags.reset", /1|True/).length > 0);
	t.is(those("http.chunk_size").length, 1, "the chunked body was put together");
});

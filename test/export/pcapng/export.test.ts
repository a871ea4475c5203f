import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { rateHalfMbps } from "../../../src/chip/peripherals/wdev-rates.js";
import { tempFolder } from "../../temp.js";
import { blocksOf, conversation, exported, packetOf, traceOf } from "./captured.js";

const NETWORKS = {
	open: {},
	wpa: { security: "wpa", passphrase: "correct horse" },
	wpa2: { security: "wpa2", passphrase: "correct horse" },
	"wpa-wpa2": { security: "wpa-wpa2", passphrase: "correct horse" },
} as const;

test("the file: a section, two interfaces, packets in order, each block as long as it says", (t) => {
	const b = conversation(NETWORKS.wpa2);
	const { file, counts } = exported(traceOf(b, "one"));
	const [section, air, ethernet, ...packets] = blocksOf(file);
	t.is(section.type, 0x0a0d0d0a);
	t.is(section.body.getUint32(0, true), 0x1a2b3c4d);
	t.deepEqual([air.type, air.body.getUint16(0, true)], [1, 127]);
	t.deepEqual([ethernet.type, ethernet.body.getUint16(0, true)], [1, 1]);
	t.true(packets.every(({ type }) => type === 6));
	const read = packets.map(packetOf);
	t.is(counts.air, b.frames.length);
	t.is(read.filter((packet) => packet.interface === 0).length, counts.air);
	t.is(read.filter((packet) => packet.interface === 1).length, counts.ethernet);
	const onAir = read.filter((packet) => packet.interface === 0);
	for (const [i, { tick, from }] of b.frames.entries()) {
		t.is(onAir[i].time, BigInt(Math.floor(tick * 6.25)));
		t.is(onAir[i].direction, from === "one" ? "out" : "in");
	}
});

test("Ethernet: each packet of the chip's once, repetitions and its own echo left out", (t) => {
	for (const network of Object.values(NETWORKS)) {
		const { file } = exported(traceOf(conversation(network), "one"));
		const texts = blocksOf(file)
			.filter(({ type }) => type === 6)
			.map(packetOf)
			.filter((packet) => packet.interface === 1)
			.filter(({ bytes }) => bytes[12] === 8)
			.map(({ direction, bytes }) => `${direction} ${Buffer.from(bytes.subarray(42)).toString()}`);
		t.deepEqual(texts.slice(0, 6), Array.from({ length: 3 }, () => ["out question", "in answer"]).flat());
		t.deepEqual(texts.slice(6).sort(), ["in to all", "out said three times"]);
	}
});

const tshark = spawnSync("tshark", ["--version"]).status === 0;
const tsharkTest = tshark ? test : test.skip;
const title = (name: string): string => (tshark ? name : `${name} [skipped: tshark is not installed]`);

const FIELDS = {
	interface: "frame.interface_name",
	malformed: "_ws.malformed",
	severity: "_ws.expert.severity",
	type: "wlan.fc.type_subtype",
	status: "wlan.fixed.status_code",
	flags: "wlan.flags",
	eapol: "wlan_rsna_eapol.keydes.msgnr",
	udp: "udp.srcport",
	time: "frame.time_epoch",
	mactime: "radiotap.mactime",
	speed: "wlan_radio.data_rate",
	frequency: "radiotap.channel.freq",
	signal: "radiotap.dbm_antsignal",
} as const;

type Row = Readonly<Record<keyof typeof FIELDS, string>>;

/** What tshark makes of every packet. */
function dissect(t: ExecutionContext, file: Uint8Array): Row[] {
	const path = join(tempFolder(t), "air.pcapng");
	writeFileSync(path, file);
	const fields = Object.values(FIELDS).flatMap((field) => ["-e", field]);
	const args = ["-n", "-o", "ip.check_checksum:TRUE", "-r", path, "-T", "fields", ...fields];
	const { status, stdout, stderr } = spawnSync("tshark", args, { encoding: "utf8" });
	if (status !== 0) throw new Error(stderr);
	const lines = stdout.split("\n").filter((line) => line !== "");
	return lines.map((line) => {
		const values = line.split("\t");
		return Object.fromEntries(Object.keys(FIELDS).map((name, i) => [name, values[i] ?? ""])) as Row;
	});
}

const WARNING = 0x0060_0000;
const AUTHENTICATION = 0x0b;
const ASSOCIATION_RESPONSE = 0x01;
const PROTECTED = 0x40;

for (const [name, network] of Object.entries(NETWORKS)) {
	tsharkTest(title(`tshark reads ${name}: association, handshake and data, and nothing malformed`), (t) => {
		const b = conversation(network);
		const { file, counts } = exported(traceOf(b, "one"));
		const rows = dissect(t, file);
		t.is(rows.length, counts.air + counts.ethernet);
		const bad = rows.filter(({ malformed, severity }) => malformed !== "" || Number(severity) >= WARNING);
		t.deepEqual(bad, []);
		const air = rows.filter((row) => row.interface === "air");
		const ofType = (type: number): Row[] => air.filter((row) => Number(row.type) === type);
		t.is(ofType(AUTHENTICATION).filter(({ status }) => Number(status) === 0).length, 2);
		t.is(ofType(ASSOCIATION_RESPONSE).filter(({ status }) => Number(status) === 0).length, 1);
		t.is(air.filter(({ flags }) => Number(flags) & PROTECTED).length, 0);
		const messages = air.map(({ eapol }) => eapol).filter((number) => number !== "");
		t.deepEqual(messages, { open: [], wpa: ["1", "2", "3", "4", "1", "2"] }[name] ?? ["1", "2", "3", "4"]);
		const ethernet = rows.filter((row) => row.interface === "ethernet");
		t.is(ethernet.filter(({ udp }) => udp !== "").length, 8);
		t.true(air.filter(({ udp }) => udp !== "").length > 8, "retries are on the air");
		b.frames.forEach(({ tick, rate, from, rssi }, i) => {
			const { time, mactime, speed, frequency, signal } = air[i];
			t.is(Math.round(Number(time) * 1e9), Math.floor(tick * 6.25));
			t.is(Number(mactime), Math.floor(tick / 160));
			t.is(Number(speed), rateHalfMbps(rate) / 2);
			t.is(frequency, "2462");
			t.is(signal, from === "one" ? "" : `${rssi}`);
		});
	});
}

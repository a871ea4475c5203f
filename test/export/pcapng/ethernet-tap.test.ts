import test from "ava";
import { EthernetTap } from "../../../src/export/pcapng/ethernet-tap.js";
import { withoutProtection } from "../../../src/export/pcapng/plain.js";
import { radiotap } from "../../../src/export/pcapng/radiotap.js";
import type { DataFrame } from "../../../src/world/air/dot11/data.js";
import { encodeLlc } from "../../../src/world/air/dot11/llc.js";
import { seal } from "../../../src/world/air/sealing.js";

const CHIP = "5c:cf:7f:00:00:01";
const SOFT_AP = "5e:cf:7f:00:00:01";
const AP = "02:00:00:00:00:01";
const OTHER = "02:00:00:00:00:02";
const HOST = "02:00:00:00:01:01";
const ALL = "ff:ff:ff:ff:ff:ff";
const TO_DS = 1;
const FROM_DS = 2;
const RETRY = 8;
const PROTECTED = 0x40;

let sequence = 0;

function data(flags: number, address1: string, address2: string, address3: string): DataFrame {
	const body = encodeLlc({ etherType: 0x1234, payload: Uint8Array.of(1, 2, 3) });
	sequence++;
	return {
		kind: "data",
		subtype: 0,
		flags,
		duration: 0,
		address1,
		address2,
		address3,
		sequence,
		fragment: 0,
		body,
	};
}

const toHost = "02000000010" + "15ccf7f000001" + "1234010203";
const hex = (bytes: Uint8Array | undefined): string | undefined =>
	bytes && Buffer.from(bytes).toString("hex");

test("a station: what it sends, and what its network sends to it and to all", (t) => {
	const tap = new EthernetTap();
	t.is(tap.heard(data(FROM_DS, ALL, AP, HOST)), undefined, "it is in no network yet");
	t.is(hex(tap.sent(data(TO_DS, AP, CHIP, HOST))), toHost);
	t.truthy(tap.heard(data(FROM_DS, CHIP, AP, HOST)));
	t.truthy(tap.heard(data(FROM_DS, ALL, AP, HOST)));
	t.is(tap.heard(data(FROM_DS, ALL, AP, CHIP)), undefined, "its own echo");
	t.is(tap.heard(data(FROM_DS, ALL, OTHER, HOST)), undefined, "another network's");
	t.is(tap.heard(data(FROM_DS, HOST, AP, OTHER)), undefined, "somebody else's");
});

test("repetitions count once", (t) => {
	const tap = new EthernetTap();
	const first = data(TO_DS, AP, CHIP, HOST);
	t.truthy(tap.sent(first));
	t.is(tap.sent({ ...first, flags: first.flags | RETRY }), undefined);
	const answer = data(FROM_DS, CHIP, AP, HOST);
	t.truthy(tap.heard({ ...answer, flags: answer.flags | RETRY }), "the first one that was heard");
	t.is(tap.heard({ ...answer, flags: answer.flags | RETRY }), undefined);
});

test("a soft-AP: its own packets, not what it passes on", (t) => {
	const tap = new EthernetTap();
	t.truthy(tap.sent(data(FROM_DS, ALL, SOFT_AP, SOFT_AP)));
	t.is(tap.sent(data(FROM_DS, ALL, SOFT_AP, HOST)), undefined);
	t.truthy(tap.heard(data(TO_DS, SOFT_AP, HOST, SOFT_AP)));
});

test("null frames, foreign LLC and frames between access points are no packets", (t) => {
	const tap = new EthernetTap();
	const frame = data(TO_DS, AP, CHIP, HOST);
	t.is(tap.sent({ ...frame, subtype: 4, body: new Uint8Array() }), undefined);
	t.is(tap.sent({ ...frame, body: Uint8Array.of(0x42, 0x42, 3) }), undefined);
	t.is(tap.sent({ ...frame, flags: TO_DS | FROM_DS, address4: CHIP }), undefined);
	t.is(tap.sent({ ...frame, flags: TO_DS | PROTECTED, body: Uint8Array.of(1) }), undefined);
});

test("a protected frame without its protection", (t) => {
	const plain = data(TO_DS, AP, CHIP, HOST);
	for (const cipher of ["ccmp", "tkip"] as const) {
		const body = seal({ cipher, keyId: 0, packetNumber: 6 }, plain.body);
		const bytes = withoutProtection({ ...plain, flags: TO_DS | PROTECTED, body });
		t.is(bytes?.[1], TO_DS);
		t.is(hex(bytes?.subarray(24)), hex(plain.body));
	}
	t.is(withoutProtection(plain), undefined);
	t.is(withoutProtection({ ...plain, flags: PROTECTED, body: Uint8Array.of(1, 2) }), undefined);
});

test("radiotap headers", (t) => {
	const facts = { time: 0x0102n, rate: 0, channel: 1, rssi: -50 };
	t.is(
		hex(radiotap(facts)),
		"00001700" + "2f000000" + "0201000000000000" + "00" + "02" + "6c09" + "a000" + "ce",
	);
	const sent = { time: 1n, rate: 12, channel: 14, rssi: undefined };
	t.is(hex(radiotap(sent)), "00001600" + "0f000000" + "0100000000000000" + "00" + "6c" + "b409" + "c000");
	t.is(radiotap({ ...facts, rate: 5 })[16], 2, "the short preamble");
});

/** An access point seen by a hand-made station. */
import test from "ava";
import { TICKS_PER_US } from "../../../src/chip/time.js";
import { encodePsPoll } from "../../../src/world/air/dot11/control.js";
import type { Element } from "../../../src/world/air/dot11/elements.js";
import { encodeFrame } from "../../../src/world/air/dot11/frame.js";
import { encodeLlc } from "../../../src/world/air/dot11/llc.js";
import type { ManagementBody } from "../../../src/world/air/dot11/management-body.js";
import { rateElements, ssidElement } from "../../../src/world/air/dot11/network-elements.js";
import { readSecurity, securityElement } from "../../../src/world/air/dot11/security-elements.js";
import { readTim } from "../../../src/world/air/dot11/tim.js";
import type { AccessPointOptions } from "../../../src/world/air/options.js";
import { networkRates } from "../../../src/world/air/rates.js";
import { AirBench, TestHost } from "./bench.js";

const AP = "02:00:00:00:00:01";
const CHIP = "5c:cf:7f:00:00:01";
const WIRED = "02:00:00:00:02:01";
const ALL = "ff:ff:ff:ff:ff:ff";
const TO_DS = 1;
const SLEEPY = 0x10;
const MORE_DATA = 0x20;
const CHANNEL = 4;

type BodyOf<T, Body = ManagementBody> = Body extends { readonly type: infer Types }
	? T extends Types
		? Body
		: never
	: never;

/** A station that says what it is told, and acknowledges what it hears. */
class Hand {
	readonly b = new AirBench();
	readonly wired = new TestHost();
	readonly ap;
	#sequence = 0;

	constructor(options: Partial<AccessPointOptions> = {}) {
		const wired = this.wired.segment;
		this.ap = this.b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: CHANNEL, wired, ...options });
		this.b.acknowledges = CHIP;
		this.b.run(1);
	}

	management(body: ManagementBody, { flags = 0, destination = AP } = {}): void {
		this.#send({
			kind: "management",
			flags,
			duration: 0,
			destination,
			source: CHIP,
			bssid: destination,
			sequence: this.#sequence++,
			fragment: 0,
			body,
		});
	}

	data(text: string, { flags = TO_DS, subtype = 0, destination = WIRED, body = {} } = {}): void {
		const llc = encodeLlc({ etherType: 0x1234, payload: Buffer.from(text) });
		this.#send({
			kind: "data",
			subtype,
			flags,
			duration: 0,
			address1: AP,
			address2: CHIP,
			address3: destination,
			sequence: this.#sequence++,
			fragment: 0,
			body: subtype & 4 ? new Uint8Array() : llc,
			...body,
		});
	}

	poll(aid: number): void {
		this.b.send(encodePsPoll(aid, AP, CHIP), CHANNEL);
		this.b.run(20);
	}

	authenticate(algorithm = 0, transaction = 1): void {
		this.management({ type: "authentication", algorithm, transaction, status: 0, elements: [] });
	}

	associate(elements: readonly Element[] = ASSOCIATION): void {
		this.management({ type: "association-request", capability: 1, listenInterval: 3, elements });
	}

	join(): void {
		this.authenticate();
		this.associate();
	}

	#send(frame: Parameters<typeof encodeFrame>[0]): void {
		this.b.send(encodeFrame(frame), CHANNEL);
		this.b.run(20);
	}

	/** The last management body of a type that came from the access point. */
	last<T extends ManagementBody["type"]>(type: T): BodyOf<T> | undefined {
		const frame = this.b.management("net", type).at(-1);
		return frame?.kind === "management" ? (frame.body as BodyOf<T>) : undefined;
	}

	/** Texts of data frames from the access point, repetitions left out, with their flags. */
	get heard(): { text: string; flags: number; to: string }[] {
		return this.b.sent("net").flatMap((frame) =>
			frame.kind === "data" && !(frame.flags & 8) && frame.body.length > 8
				? [
						{
							text: Buffer.from(frame.body.subarray(8)).toString(),
							flags: frame.flags & ~2,
							to: frame.address1,
						},
					]
				: [],
		);
	}
}

const ASSOCIATION = [ssidElement(Buffer.from("net")), ...rateElements(networkRates("bg"))];
const RSN = { kind: "rsn", group: 4, pairwise: [4], keyManagement: [2], capabilities: 0 } as const;

test("beacons come every 102.4 ms of the access point's own clock, and say what it is", (t) => {
	const h = new Hand();
	h.b.run(2000);
	const beacons = h.b.management("net", "beacon");
	t.true(beacons.length >= 19);
	let last: bigint | undefined;
	for (const { tick, ...frame } of beacons) {
		if (frame.kind !== "management" || frame.body.type !== "beacon") return t.fail();
		const { timestamp, interval, capability } = frame.body;
		t.is(interval, 100);
		t.is(capability, 1);
		// Of the time stamp's first bit: 192 us of preamble and 24 bytes at 1 Mb/s after the start.
		const start = Number(timestamp) - 384;
		t.true(start % 102_400 < 3000, `${start % 102_400} us late`);
		if (last !== undefined) {
			const beaconsBetween = Math.round(Number(timestamp - last) / 102_400);
			t.is(beaconsBetween, 1);
		}
		last = timestamp;
		t.true(tick / TICKS_PER_US > 0);
	}
	const [a, b] = beacons.slice(-2).map(({ tick, ...frame }) => {
		const stamp = frame.kind === "management" && frame.body.type === "beacon" ? frame.body.timestamp : 0n;
		return { tick, stamp };
	});
	t.true(
		Math.abs(Number(b.stamp - a.stamp) - (b.tick - a.tick) / TICKS_PER_US) <= 1,
		"its clock is the guest's",
	);
});

test("who is asked for: anybody, this name, another one; and a hidden network", (t) => {
	for (const [hidden, name, answered] of [
		[false, "", true],
		[false, "net", true],
		[false, "other", false],
		[true, "", false],
		[true, "net", true],
	] as const) {
		const h = new Hand({ hidden });
		const elements = [ssidElement(Buffer.from(name)), ...rateElements(networkRates("bg"))];
		h.management({ type: "probe-request", elements }, { destination: ALL });
		const answer = h.last("probe-response");
		t.is(answer !== undefined, answered, `${hidden} ${name}`);
		if (answer) t.is(Buffer.from(answer.elements[0].body).toString(), "net");
		h.b.run(200);
		t.is(h.last("beacon")?.elements[0].body.length, hidden ? 0 : 3);
	}
});

test("beacons carry the elements of the network's security", (t) => {
	for (const [security, rsn, wpa] of [
		["open", undefined, undefined],
		["wpa", undefined, { kind: "wpa", group: 2, pairwise: [2], keyManagement: [2] }],
		["wpa2", RSN, undefined],
		["wpa-wpa2", { ...RSN, group: 2 }, { kind: "wpa", group: 2, pairwise: [2], keyManagement: [2] }],
	] as const) {
		const h = new Hand({ security, ...(security === "open" ? {} : { passphrase: "password" }) });
		h.b.run(150);
		const { elements, capability } = h.last("beacon")!;
		t.deepEqual(readSecurity(elements, "rsn"), rsn);
		t.deepEqual(readSecurity(elements, "wpa"), wpa);
		t.is(capability, security === "open" ? 0x01 : 0x11);
	}
});

test("authentication other than open is refused", (t) => {
	const h = new Hand();
	h.authenticate(1);
	t.like(h.last("authentication"), { algorithm: 1, transaction: 2, status: 13 });
	h.authenticate(0, 3);
	t.like(h.last("authentication"), { transaction: 4, status: 14 });
	t.is(h.b.reports.length, 2);
	h.authenticate();
	t.like(h.last("authentication"), { algorithm: 0, transaction: 2, status: 0 });
});

test("association: without authentication, with another name, with too few rates", (t) => {
	const h = new Hand();
	h.associate();
	t.is(h.last("deauthentication")?.reason, 6);
	h.authenticate();
	h.associate([ssidElement(Buffer.from("other")), ...rateElements(networkRates("bg"))]);
	t.like(h.last("association-response"), { status: 1, aid: 0xc000 });
	h.associate([ssidElement(Buffer.from("net")), ...rateElements(networkRates("g"))]);
	t.is(h.last("association-response")?.status, 18);
	h.associate();
	t.like(h.last("association-response"), { status: 0, aid: 0xc001 });
});

test("association with a protected network: what is asked for must be what is offered", (t) => {
	const h = new Hand({ security: "wpa2", passphrase: "password" });
	h.authenticate();
	for (const [element, status] of [
		[[], 40],
		[[securityElement({ kind: "wpa", group: 2, pairwise: [2], keyManagement: [2] })], 40],
		[[securityElement({ ...RSN, group: 2 })], 41],
		[[securityElement({ ...RSN, pairwise: [2] })], 42],
		[[securityElement({ ...RSN, keyManagement: [1] })], 43],
		[[{ id: 48, body: Uint8Array.of(1) }], 40],
		[[securityElement(RSN)], 0],
	] as const) {
		h.associate([...ASSOCIATION, ...element]);
		t.is(h.last("association-response")?.status, status);
	}
});

test("data: from members only, to the distribution system only", (t) => {
	const h = new Hand();
	h.data("too early");
	t.is(h.last("deauthentication")?.reason, 6);
	h.authenticate();
	h.data("still too early");
	t.is(h.last("disassociation")?.reason, 7);
	t.deepEqual(h.wired.texts, []);
});

function member(options: Partial<AccessPointOptions> = {}): Hand {
	const h = new Hand(options);
	h.join();
	return h;
}

test("a member's packets go to the wire, and the wire's to it", (t) => {
	const h = member();
	h.data("hello");
	h.data("all", { destination: ALL });
	h.data("to itself", { destination: CHIP });
	t.deepEqual(h.wired.texts, ["hello", "all"]);
	t.deepEqual(h.heard, [
		{ text: "all", flags: 0, to: ALL },
		{ text: "to itself", flags: 0, to: CHIP },
	]);
	h.wired.say(h.b.now, WIRED, CHIP, "down");
	h.b.run(20);
	t.is(h.heard.at(-1)?.text, "down");
	t.deepEqual(h.b.reports, []);
});

test("a member's mistakes are reported and go nowhere", (t) => {
	const h = member();
	h.data("from a distribution system", { flags: 3 });
	h.data("protected", { flags: 0x41 });
	h.data("a fragment", { flags: 0x05 });
	h.data("no LLC", { body: { body: Uint8Array.of(1, 2, 3) } });
	h.poll(9);
	t.deepEqual(
		h.b.reports.map(({ text }) => text),
		[
			`${CHIP}: a data frame that does not go to the distribution system`,
			`${CHIP}: a protected frame without a key`,
			`${CHIP}: a fragment`,
			`${CHIP}: LLC 010203 is not SNAP`,
			`${CHIP}: PS-Poll with the association identifier 9`,
		],
	);
	t.deepEqual(h.wired.texts, []);
});

test("power save: packets are held, announced, and given out one by one or all at once", (t) => {
	const h = member();
	h.data("", { subtype: 4, flags: TO_DS | SLEEPY });
	t.true(h.ap.stations[0].asleep);
	for (const text of ["1", "2", "3"]) h.wired.say(h.b.now, WIRED, CHIP, text);
	h.b.run(120);
	t.deepEqual(h.heard, []);
	t.deepEqual(readTim(h.last("beacon")!.elements)?.aids, [1]);
	h.poll(1);
	t.deepEqual(h.heard, [{ text: "1", flags: MORE_DATA, to: CHIP }]);
	h.poll(1);
	h.poll(1);
	t.deepEqual(h.heard.slice(1), [
		{ text: "2", flags: MORE_DATA, to: CHIP },
		{ text: "3", flags: 0, to: CHIP },
	]);
	h.b.run(120);
	t.deepEqual(readTim(h.last("beacon")!.elements)?.aids, []);
	for (const text of ["4", "5"]) h.wired.say(h.b.now, WIRED, CHIP, text);
	h.data("", { subtype: 4 });
	t.false(h.ap.stations[0].asleep);
	t.deepEqual(
		h.heard.slice(3).map(({ text }) => text),
		["4", "5"],
	);
});

test("power save: frames to all wait for the DTIM, and follow its beacon", (t) => {
	const h = member({ dtimPeriod: 3 });
	h.data("", { subtype: 4, flags: TO_DS | SLEEPY });
	h.b.run(310);
	h.wired.say(h.b.now, WIRED, ALL, "a");
	h.wired.say(h.b.now, WIRED, ALL, "b");
	h.b.run(320);
	t.deepEqual(h.heard, [
		{ text: "a", flags: MORE_DATA, to: ALL },
		{ text: "b", flags: 0, to: ALL },
	]);
	const frames = h.b.sent("net");
	const at = frames.findIndex((frame) => frame.kind === "data" && frame.address1 === ALL);
	const before = frames[at - 1];
	if (before.kind !== "management" || before.body.type !== "beacon") return t.fail();
	t.like(readTim(before.body.elements), { dtimCount: 0, dtimPeriod: 3, group: true });
	const counts = h.b
		.management("net", "beacon")
		.map((frame) =>
			frame.kind === "management" && frame.body.type === "beacon"
				? readTim(frame.body.elements)!.dtimCount
				: -1,
		);
	for (let i = 1; i < counts.length; i++) t.is(counts[i], (counts[i - 1] + 2) % 3);
});

test("a sleeper that was silent for too long is asked by the traffic map, and dropped when it sleeps on", (t) => {
	const h = member({ inactivityMs: 1000 });
	h.data("", { subtype: 4, flags: TO_DS | SLEEPY });
	const asked = (): boolean => readTim(h.last("beacon")!.elements)!.aids.includes(1);
	h.b.run(900);
	t.false(asked());
	h.b.run(400);
	t.true(asked());
	h.poll(1);
	const [empty] = h.b.sent("net").filter((frame) => frame.kind === "data" && frame.subtype === 4);
	t.like(empty, { flags: 2, address1: CHIP });
	h.b.run(300);
	t.false(asked());
	t.true(h.ap.stations[0].asleep);
	h.b.run(5000);
	t.deepEqual(h.ap.stations, []);
	t.is(h.last("deauthentication")?.reason, 4);
});

test("a sleeper's packets are bounded", (t) => {
	const h = member();
	h.data("", { subtype: 4, flags: TO_DS | SLEEPY });
	for (let n = 0; n < 100; n++) h.wired.say(h.b.now, WIRED, CHIP, `${n}`);
	h.b.run(10);
	h.data("", { subtype: 4 });
	h.b.run(200);
	t.deepEqual(
		h.heard.map(({ text }) => text),
		Array.from({ length: 64 }, (_, n) => `${36 + n}`),
	);
});

test("a member that authenticates anew, or leaves, is no member any more", (t) => {
	for (const act of [
		(h: Hand) => h.authenticate(),
		(h: Hand) => h.management({ type: "deauthentication", reason: 3, elements: [] }),
		(h: Hand) => h.management({ type: "disassociation", reason: 8, elements: [] }),
	]) {
		const h = member();
		t.is(h.ap.stations.length, 1);
		act(h);
		t.deepEqual(h.ap.stations, []);
		t.is(h.b.story.at(-1), `net: left ${CHIP}`);
	}
});

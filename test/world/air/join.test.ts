/** Stations join access points over the air: both sides of every protocol against each other. */
import test from "ava";
import { TICKS_PER_SECOND } from "../../../src/chip/time.js";
import type { AccessPointOptions } from "../../../src/world/air/options.js";
import { AirBench, MS, TestHost } from "./bench.js";

const AP = "02:00:00:00:00:01";
const STATION = "02:00:00:00:01:01";
const OTHER = "02:00:00:00:01:02";
const WIRED = "02:00:00:00:02:01";
const PASSPHRASE = "correct horse";

type Protected = Pick<AccessPointOptions, "security" | "passphrase">;
const NETWORKS: Record<string, Protected> = {
	open: {},
	wpa: { security: "wpa", passphrase: PASSPHRASE },
	wpa2: { security: "wpa2", passphrase: PASSPHRASE },
	"wpa-wpa2": { security: "wpa-wpa2", passphrase: PASSPHRASE },
};

for (const [name, network] of Object.entries(NETWORKS)) {
	for (const mode of ["b", "g", "bg"] as const) {
		test(`${name}, 802.11${mode}: a station joins, and data goes all ways`, (t) => {
			const b = new AirBench();
			const { passphrase } = network;
			const wired = new TestHost();
			const host = new TestHost();
			const otherHost = new TestHost();
			b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 6, mode, ...network, wired: wired.segment });
			const key = passphrase === undefined ? {} : { passphrase };
			b.air.addStation({ name: "one", mac: STATION, ssid: "net", ...key, wired: host.segment });
			b.air.addStation({
				name: "two",
				mac: OTHER,
				ssid: "net",
				...key,
				wired: otherHost.segment,
				channel: 6,
			});
			b.run(3000, () => b.events.length === 4);
			t.deepEqual(
				b.story.sort(),
				[`net: joined ${STATION}`, `net: joined ${OTHER}`, `one: joined ${AP}`, `two: joined ${AP}`].sort(),
			);
			host.say(b.now, STATION, WIRED, "up");
			wired.say(b.now, WIRED, STATION, "down");
			host.say(b.now, STATION, OTHER, "across");
			wired.say(b.now, WIRED, "ff:ff:ff:ff:ff:ff", "to all");
			host.say(b.now, STATION, "ff:ff:ff:ff:ff:ff", "from one to all");
			wired.say(b.now, WIRED, "02:00:00:00:00:99", "to nobody");
			b.run(300);
			t.deepEqual(wired.texts, ["up", "from one to all"]);
			t.deepEqual(host.texts.sort(), ["down", "to all"]);
			t.deepEqual(otherHost.texts.sort(), ["across", "from one to all", "to all"]);
			t.deepEqual(b.reports, []);
		});
	}
}

test("a hidden network is found by its name", (t) => {
	const b = new AirBench();
	b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 11, hidden: true });
	b.air.addStation({ name: "one", mac: STATION, ssid: "net" });
	b.run(3000);
	t.true(b.story.includes(`one: joined ${AP}`));
});

test("another passphrase: the handshake times out, or the station is told at once", (t) => {
	for (const [wrongKey, reason, after] of [
		["time-out", 15, 4000],
		["deauthenticate", 2, 0],
	] as const) {
		const b = new AirBench();
		b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1, ...NETWORKS.wpa2, wrongKey });
		b.air.addStation({
			name: "one",
			mac: STATION,
			ssid: "net",
			passphrase: "another one",
			channel: 1,
			reconnect: false,
		});
		b.run(6000);
		t.deepEqual(b.story, [`net: wrong-passphrase ${STATION}`, `one: wrong-passphrase ${AP}`]);
		t.is(b.events[1].detail, `deauthentication, reason ${reason}`);
		const waited = b.events[0].tick / MS;
		t.true(waited > after && waited < after + 200, `${waited}`);
	}
});

test("no network of that name, or none that can be joined", (t) => {
	const b = new AirBench();
	b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1, ...NETWORKS.wpa2 });
	const absent = b.air.addStation({ name: "one", mac: STATION, ssid: "other" });
	const keyless = b.air.addStation({ name: "two", mac: OTHER, ssid: "net" });
	b.run(5000);
	t.deepEqual(b.events, []);
	for (const station of [absent, keyless]) t.not(station.state, "connected");
	const probes = b.management("one", "probe-request");
	t.deepEqual(new Set(b.frames.filter(({ from }) => from === "one").map(({ channel }) => channel)).size, 13);
	t.true(probes.length > 20, "it goes on looking");
});

test("an access point that vanishes is missed, and joined again when it returns", (t) => {
	const b = new AirBench();
	const ap = b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 3, ...NETWORKS.wpa2 });
	const station = b.air.addStation({ name: "one", mac: STATION, ssid: "net", passphrase: PASSPHRASE });
	b.run(3000);
	t.is(station.state, "connected");
	ap.vanish();
	const before = b.frames.length;
	b.run(3200);
	t.deepEqual(
		b.frames.slice(before).filter(({ from }) => from === "net"),
		[],
	);
	t.is(b.story.at(-1), `one: left ${AP}`);
	ap.return();
	b.run(4000);
	t.deepEqual(b.story.slice(-2).sort(), [`net: joined ${STATION}`, `one: joined ${AP}`]);
	t.is(station.bssid, AP);
	t.deepEqual(
		b.remarks.flatMap((remark) =>
			remark.kind === "world" && remark.topic === "air/fault" ? [remark.data] : [],
		),
		[
			{ node: "net", fault: "vanish" },
			{ node: "net", fault: "return" },
		],
	);
});

test("a station that is sent away comes back; one that leaves stays away", (t) => {
	for (const how of ["deauthenticate", "disassociate"] as const) {
		const b = new AirBench();
		const ap = b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1 });
		const station = b.air.addStation({ name: "one", mac: STATION, ssid: "net" });
		b.run(500);
		t.is(ap.stations.length, 1);
		ap[how]();
		b.run(100);
		t.deepEqual(ap.stations, []);
		t.true(b.story.includes(`one: left ${AP}`));
		b.run(2000);
		t.deepEqual(ap.stations, [{ address: STATION, aid: 1, authorized: true, asleep: false }]);
		station.leave();
		b.run(5000);
		t.deepEqual(ap.stations, []);
		t.is(station.state, "idle");
		station.join();
		b.run(500);
		t.is(station.state, "connected");
	}
});

test("a channel switch: announced ones take the stations along by their own search, sudden ones too", (t) => {
	for (const beacons of [0, 5]) {
		const b = new AirBench();
		const ap = b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1 });
		b.air.addStation({ name: "one", mac: STATION, ssid: "net" });
		b.run(1000);
		ap.switchChannel(9, beacons);
		b.run(10_000);
		t.is(b.frames.filter(({ from }) => from === "net").at(-1)?.channel, 9);
		t.deepEqual(b.story.slice(-2).sort(), [`net: joined ${STATION}`, `one: joined ${AP}`]);
	}
});

test("a silent station is asked, and dropped when it does not answer", (t) => {
	const b = new AirBench();
	const ap = b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1, inactivityMs: 2000 });
	const station = b.air.addStation({ name: "one", mac: STATION, ssid: "net" });
	b.run(10_000);
	t.is(ap.stations.length, 1, "it acknowledged");
	station.lose("sent", { probability: 1 });
	b.run(4000);
	t.deepEqual(ap.stations, []);
	t.is(
		b.events.find(({ node, event }) => node === "net" && event === "left")?.detail,
		"deauthentication, reason 4",
	);
});

test("the group key is renewed while data goes on", (t) => {
	const b = new AirBench();
	const wired = new TestHost();
	const host = new TestHost();
	b.air.addAccessPoint({
		ssid: "net",
		bssid: AP,
		channel: 1,
		...NETWORKS.wpa2,
		groupRekeyMs: 1000,
		wired: wired.segment,
	});
	b.air.addStation({ name: "one", mac: STATION, ssid: "net", passphrase: PASSPHRASE, wired: host.segment });
	b.run(1000);
	for (let n = 0; n < 50; n++) {
		wired.say(b.now, WIRED, "ff:ff:ff:ff:ff:ff", `${n}`);
		b.run(100);
	}
	t.deepEqual(
		host.texts,
		Array.from({ length: 50 }, (_, n) => `${n}`),
	);
	t.deepEqual(b.reports, []);
	const keys = b
		.sent("net")
		.flatMap((frame) =>
			frame.kind === "data" && frame.address1.startsWith("ff") ? [frame.body[3] >>> 6] : [],
		);
	t.deepEqual(new Set(keys), new Set([1, 2]));
});

test("through loss, duplication, reordering and delay every packet arrives, or is known to be lost", (t) => {
	const b = new AirBench();
	const wired = new TestHost();
	const host = new TestHost();
	const ap = b.air.addAccessPoint({
		ssid: "net",
		bssid: AP,
		channel: 1,
		...NETWORKS.wpa2,
		wired: wired.segment,
	});
	b.air.addStation({ name: "one", mac: STATION, ssid: "net", passphrase: PASSPHRASE, wired: host.segment });
	b.run(1000);
	const talk = (): string[] => {
		// What was asked of the access point happens first.
		b.run(1);
		const before = host.heard.length;
		for (let n = 0; n < 100; n++) {
			wired.say(b.now, WIRED, STATION, `${n}`);
			b.run(20);
		}
		b.run(500);
		return host.texts.slice(before);
	};
	const all = Array.from({ length: 100 }, (_, n) => `${n}`);
	t.deepEqual(talk(), all);
	ap.lose("sent", { probability: 0.2 });
	ap.lose("heard", { probability: 0.2 });
	t.deepEqual(talk(), all, "retries make up for loss, and duplicates are dropped");
	ap.lose("sent", { probability: 0 });
	ap.lose("heard", { probability: 0 });
	ap.disturb("sent", { duplicate: 0.3 });
	const doubled = talk();
	t.true(doubled.length > 110 && doubled.length < 150, `${doubled.length}`);
	t.deepEqual([...new Set(doubled)], all);
	ap.disturb("sent", { reorder: 0.3 });
	const reordered = talk();
	t.notDeepEqual(reordered, all);
	t.deepEqual([...reordered].sort(), [...all].sort());
	ap.disturb("sent", { delayUs: [5000, 60_000] });
	const delayed = talk();
	t.notDeepEqual(delayed, all);
	t.deepEqual([...delayed].sort(), [...all].sort());
	ap.disturb("sent", {});
	t.deepEqual(talk(), all);
	ap.lose("sent", { next: 1000 });
	t.deepEqual(talk(), []);
});

test("the same seed gives the same air, another one another", (t) => {
	const run = (seed: bigint) => {
		const b = new AirBench(seed);
		const ap = b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1, ...NETWORKS.wpa2 });
		b.air.addStation({ name: "one", mac: STATION, ssid: "net", passphrase: PASSPHRASE });
		b.run(500);
		ap.lose("sent", { probability: 0.3 });
		b.run(2000);
		return b.frames;
	};
	t.deepEqual(run(5n), run(5n));
	t.notDeepEqual(run(5n), run(6n));
});

test("a station's host must send as the station", (t) => {
	const b = new AirBench();
	const host = new TestHost();
	b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1 });
	b.air.addStation({ name: "one", mac: STATION, ssid: "net", wired: host.segment });
	b.run(1000);
	host.say(b.now, OTHER, WIRED, "a lie");
	b.run(10);
	t.deepEqual(
		b.reports.map(({ node, text }) => ({ node, text })),
		[{ node: "one", text: `its host sends as ${OTHER}` }],
	);
});

test("a station that is told when to join does so then", (t) => {
	const b = new AirBench();
	b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1 });
	b.air.addStation({ name: "late", mac: STATION, ssid: "net", joinAt: TICKS_PER_SECOND });
	b.air.addStation({ name: "never", mac: OTHER, ssid: "net", joinAt: "never" });
	b.run(990);
	t.deepEqual(b.sent("late"), []);
	b.run(2000);
	t.true(b.story.includes(`late: joined ${AP}`));
	t.deepEqual(b.sent("never"), []);
});

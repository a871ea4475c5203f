import test from "ava";
import { Air } from "../../../src/world/air/air.js";
import { AirOptionError } from "../../../src/world/air/options.js";

const GOOD = { ssid: "net", bssid: "02:00:00:00:00:01", channel: 6 };
const STATION = { mac: "02:00:00:00:01:01", ssid: "net" };

test("what an access point is told is checked, and says what is allowed", (t) => {
	for (const [options, message] of [
		[{ ssid: "" }, /^ssid must have 1 to 32 bytes: ""$/],
		[{ ssid: "é".repeat(17) }, /^ssid must have/],
		[{ bssid: "02:00:00:00:00" }, /^bssid must be six hex pairs/],
		[{ bssid: "03:00:00:00:00:01" }, /not a group/],
		[{ channel: 15 }, /^channel must be a whole number from 1 to 14: 15$/],
		[{ rssi: 1 }, /^rssi must be a whole number from -128 to 0: 1$/],
		[{ rssi: -50.5 }, /^rssi/],
		[{ security: "wpa2" }, /^a network with wpa2 needs a passphrase$/],
		[{ passphrase: "password" }, /^an open network has no passphrase$/],
		[{ security: "wpa2", passphrase: "short" }, /^passphrase must be 8 to 63/],
		[{ beaconInterval: 10 }, /^beaconInterval must be a whole number from 20 to 1000/],
		[{ dtimPeriod: 0 }, /^dtimPeriod/],
		[{ inactivityMs: 0 }, /^inactivityMs/],
		[{ groupRekeyMs: 0 }, /^groupRekeyMs/],
	] as const) {
		const air = new Air({ seed: 1n });
		t.throws(() => air.addAccessPoint({ ...GOOD, ...options }), { instanceOf: AirOptionError, message });
	}
});

test("stations and peers are checked too", (t) => {
	const air = new Air({ seed: 1n });
	const error = { instanceOf: AirOptionError };
	t.throws(() => air.addStation({ ...STATION, mac: "x" }), error);
	t.throws(() => air.addStation({ ...STATION, ssid: "" }), error);
	t.throws(() => air.addStation({ ...STATION, passphrase: "short" }), error);
	t.throws(() => air.addStation({ ...STATION, channel: 0 }), error);
	t.throws(() => air.addPeer({ mac: "x", channel: 1 }), error);
	t.throws(() => air.addPeer({ mac: STATION.mac, channel: 99 }), error);
	t.throws(() => air.addChip({ rssi: 5 }), error);
	const ap = air.addAccessPoint(GOOD);
	t.throws(() => ap.switchChannel(0), error);
	t.throws(() => ap.setRssi(3), error);
	t.throws(() => ap.lose("sent", { probability: 1.1 }), error);
	t.throws(() => ap.lose("sent", { next: -1 }), error);
	t.throws(() => ap.disturb("heard", { delayUs: [5, 4] }), error);
	t.throws(() => ap.disturb("heard", { duplicate: Number.NaN }), error);
	t.throws(() => ap.disturb("heard", { reorder: 2 }), error);
});

test("names and addresses are unique; two networks of one name are told apart by their address", (t) => {
	const air = new Air({ seed: 1n });
	air.addChip();
	t.throws(() => air.addChip(), { message: 'there is a "chip" on the air already' });
	const first = air.addAccessPoint(GOOD);
	const second = air.addAccessPoint({ ...GOOD, bssid: "02:00:00:00:00:02" });
	t.is(first.name, "net");
	t.is(second.name, "02:00:00:00:00:02");
	t.is(air.node("net"), first);
	t.is(air.node("nobody"), undefined);
	t.throws(() => air.addAccessPoint({ ...GOOD, name: "third" }), {
		message: '"third" has the address of "net"',
	});
	t.throws(() => air.addStation({ ...STATION, name: "net" }), { instanceOf: AirOptionError });
});

test("an air tells every trace what is on it, and marks what is secret", (t) => {
	const air = new Air({ seed: 1n });
	const early = air.addChip();
	air.addAccessPoint({ ...GOOD, security: "wpa2", passphrase: "password" });
	air.addStation({ ...STATION, passphrase: "password" });
	const late = air.addChip({ name: "late" });
	const told = (chip: typeof early) =>
		chip.act(0).flatMap((action) => (action.kind === "world" ? [[action.topic, action.data]] : []));
	const expected = [
		["air/access-point", { ...GOOD, security: "wpa2", name: "net", secret: { passphrase: "password" } }],
		["air/station", { ...STATION, name: STATION.mac, secret: { passphrase: "password" } }],
	];
	t.deepEqual(told(early), expected);
	t.deepEqual(told(late), expected);
});

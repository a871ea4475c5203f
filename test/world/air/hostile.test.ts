/** Frames that were on the air once, come again damaged: nothing throws, nobody is stuck. */
import test from "ava";
import fc from "fast-check";
import { AirBench, TestHost } from "./bench.js";

const AP = "02:00:00:00:00:01";
const STATION = "02:00:00:00:01:01";
const network = { ssid: "net", security: "wpa-wpa2", passphrase: "correct horse" } as const;

test("damaged and repeated frames of a whole life harm neither side", (t) => {
	const b = new AirBench();
	const [wired, host] = [new TestHost(), new TestHost()];
	const ap = b.air.addAccessPoint({ ...network, bssid: AP, channel: 1, wired: wired.segment });
	const { ssid, passphrase } = network;
	const station = b.air.addStation({
		name: "one",
		mac: STATION,
		ssid,
		passphrase,
		channel: 1,
		wired: host.segment,
	});
	b.run(1000);
	host.say(b.now, STATION, "02:00:00:00:02:01", "hello");
	wired.say(b.now, "02:00:00:00:02:01", STATION, "hello");
	ap.renewGroupKey();
	b.run(200);
	station.leave();
	b.run(100);
	station.join();
	b.run(1000);
	const life = b.frames.map(({ bytes }) => bytes);
	t.true(life.length > 60);
	const damaged = fc
		.record({
			bytes: fc.constantFrom(...life),
			changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
			length: fc.option(fc.nat()),
			rate: fc.integer({ min: 0, max: 15 }),
		})
		.map(({ bytes, changes, length, rate }) => {
			const frame = bytes.slice(0, length === null ? bytes.length : length % (bytes.length + 1));
			for (const [at, value] of changes) if (frame.length > 0) frame[at % frame.length] = value;
			return { frame, rate };
		});
	fc.assert(
		fc.property(damaged, ({ frame, rate }) => {
			b.send(frame, 1, rate);
			b.run(3);
		}),
		{ numRuns: 3000 },
	);
	t.true(b.reports.length > 50);
	// Without encryption a forged packet number or farewell counts: both sides begin anew.
	b.run(15_000);
	station.leave();
	b.run(100);
	station.join();
	b.run(2000);
	t.is(station.state, "connected");
	t.true(ap.stations.some(({ address, authorized }) => address === STATION && authorized));
	const before = host.texts.length;
	wired.say(b.now, "02:00:00:00:02:01", STATION, "still here");
	b.run(100);
	t.deepEqual(host.texts.slice(before), ["still here"]);
});

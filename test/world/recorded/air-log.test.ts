/** What the air tells a trace, read back. */
import test from "ava";
import { Air } from "../../../src/world/air/air.js";
import { AirLog, type Fault } from "../../../src/world/recorded/air-log.js";
import { RecordedWorldError } from "../../../src/world/recorded/errors.js";
import { applyFault } from "../../../src/world/recorded/faults.js";
import type { World } from "../../../src/world/world.js";

const AP = { ssid: "home", bssid: "02:00:00:00:00:01", channel: 6, name: "ap" } as const;
const STATION = { mac: "02:00:00:00:01:01", ssid: "chip", name: "tablet", joinAt: "never" } as const;
const PEER = { mac: "02:00:00:00:02:01", channel: 3, name: "peer" } as const;
const PORT = { baud: () => 115200, frameTicks: () => 1 };

/** Everything that a world tells the trace at a tick. */
function told(world: World, log: AirLog, now = 1): Fault[] {
	return world.act(now, PORT).flatMap((action) => {
		const fault = action.kind === "world" ? log.add(action.topic, action.data) : undefined;
		return fault ? [fault] : [];
	});
}

test("access points, stations and peers come back as they were asked for", (t) => {
	const air = new Air({ seed: 1n });
	const chip = air.addChip();
	const ap = { ...AP, security: "wpa2", passphrase: "secret-word", hidden: true, rssi: -40 } as const;
	air.addAccessPoint(ap);
	air.addStation({ ...STATION, passphrase: "other-word", reconnect: false });
	air.addPeer(PEER);
	const log = new AirLog();
	t.deepEqual(told(chip, log), []);
	t.deepEqual(log.accessPoints, [{ ...ap, network: false }]);
	t.deepEqual(log.stations, [{ ...STATION, passphrase: "other-word", reconnect: false }]);
	t.deepEqual(log.peers, [PEER]);
});

test("every fault can be done again to a node of the same kind, and is noted the same", (t) => {
	const faults = (act: (air: Air) => void): Fault[] => {
		const air = new Air({ seed: 1n });
		const chip = air.addChip();
		air.addAccessPoint(AP);
		air.addStation(STATION);
		told(chip, new AirLog());
		act(air);
		return told(chip, new AirLog(), 2);
	};
	const first = faults((air) => {
		const node = air.node("ap") as ReturnType<Air["addAccessPoint"]>;
		node.setRssi(-70);
		node.lose("sent", { probability: 0.5 });
		node.disturb("heard", { delayUs: [1, 5], duplicate: 0.1 });
		node.switchChannel(3, 2);
		node.renewGroupKey();
		node.deauthenticate();
		node.disassociate();
		node.vanish();
		node.return();
		const station = air.node("tablet") as ReturnType<Air["addStation"]>;
		station.join();
		station.leave();
	});
	t.is(first.length, 11);
	t.deepEqual(
		faults((air) => {
			for (const fault of first) applyFault(air.node(fault.node)!, fault);
		}),
		first,
	);
});

test("what no recorder writes is refused", (t) => {
	const log = new AirLog();
	for (const [topic, data] of [
		["air/access-point", { ssid: "x" }],
		["air/station", "tablet"],
		["air/fault", { node: 3, fault: "vanish" }],
		["air/other", {}],
	] as const) {
		t.throws(() => log.add(topic, data), { instanceOf: RecordedWorldError });
	}
	const air = new Air({ seed: 1n });
	const station = air.addStation(STATION);
	for (const fault of ["vanish", "no such fault", "rssi"]) {
		t.throws(() => applyFault(station, { node: "tablet", fault, data: {} }), {
			instanceOf: RecordedWorldError,
		});
	}
});

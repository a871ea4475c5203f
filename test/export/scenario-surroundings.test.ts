/** Committed recordings on the air, exported as scenarios and read again. */
import { readFileSync } from "node:fs";
import test from "ava";
import { exportScenario } from "../../src/export/scenario.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { open } from "../session/run.js";

/** A recording, exported, as a scenario; and the one it was recorded from. */
function both(name: string, original = name) {
	const { text, leftOut } = exportScenario(open(readFileSync(`traces/wifi/${name}.mpk`)));
	const file = `traces/wifi/${original}.yaml`;
	return {
		exported: parseScenario(text, "exported.yaml"),
		written: parseScenario(readFileSync(file, "utf8"), file),
		leftOut,
	};
}

test("access points and what was done to them come back", (t) => {
	const { exported, written, leftOut } = both("join");
	t.is(leftOut, 0);
	const names = (scenario: typeof written) =>
		scenario.surroundings?.accessPoints.map(({ ssid, bssid, channel, security, passphrase, rssi }) => ({
			ssid,
			bssid,
			channel,
			security,
			passphrase,
			rssi,
		}));
	t.deepEqual(names(exported), names(written));
	const deeds = (scenario: typeof written) =>
		scenario.steps.flatMap((step) => (step.kind === "air" ? step.deeds : []));
	t.true(deeds(written).length > 1);
	t.deepEqual(deeds(exported), deeds(written));
});

test("stations come back; what the world opened at the chip's ports is counted", (t) => {
	const { exported, written, leftOut } = both("soft-ap");
	t.deepEqual(
		exported.surroundings?.stations.map(({ mac, passphrase }) => [mac, passphrase]),
		written.surroundings?.stations.map(({ mac, passphrase }) => [mac, passphrase]),
	);
	t.is(leftOut, written.steps.filter(({ kind }) => kind === "fetch").length);
});

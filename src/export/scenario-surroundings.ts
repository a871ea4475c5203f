/** What was around the chip of a recorded run, in a scenario's words. Servers are left out: what they are, no trace says. */
import type { PlainMap } from "../trace/schema.js";
import type { Fault } from "../world/recorded/air-log.js";
import type { WorldLog } from "../world/recorded/world-log.js";
import type { AccessPointSpec, StationSpec } from "../world/surroundings/spec.js";
import { exactTime } from "../world/units.js";

type Entries = Readonly<Record<string, unknown>>;

/** The keys `access_points`, `stations` and `network`; none for a chip that was alone. */
export function scenarioSurroundings(log: WorldLog): Entries {
	if (log.isEmpty) return {};
	const { accessPoints, stations } = log.air;
	const { mode, subnet } = log.network;
	return {
		...(accessPoints.length > 0 ? { access_points: accessPoints.map(accessPoint) } : {}),
		...(stations.length > 0 ? { stations: stations.map(station) } : {}),
		network: { mode, ...(subnet === undefined ? {} : { subnet }) },
	};
}

function accessPoint({ wrongKey, network = true, ...spec }: AccessPointSpec): Entries {
	const { ssid, name, bssid, channel, security, passphrase, rssi, hidden, mode } = spec;
	const same = { ssid, name, bssid, channel, security, passphrase, rssi, hidden, mode };
	return defined({ ...same, wrong_key: wrongKey, network: network ? undefined : false });
}

function station({ name, ssid, passphrase, mac, channel, rssi, joinAt, reconnect }: StationSpec): Entries {
	const join = typeof joinAt === "number" && joinAt > 0 ? exactTime(joinAt) : joinAt || undefined;
	return defined({ name, ssid, passphrase, mac, channel, rssi, join, reconnect });
}

const WORDS = ["vanish", "return", "deauthenticate", "join", "leave"];
/** Faults with one figure, and how the step calls it. */
const FIGURES: Readonly<Record<string, string>> = { rssi: "rssi", "switch-channel": "channel" };

/** The step of a fault; undefined where there is none. */
export function faultStep({ node, fault, data }: Fault): Entries | undefined {
	if (WORDS.includes(fault)) return { air: { [node]: fault } };
	const figure = FIGURES[fault];
	if (figure !== undefined) return { air: { [node]: { [figure]: data[figure] } } };
	if (fault === "loss") return { air: { [node]: renamed(data, { probability: "lose", next: "lose_next" }) } };
	if (fault !== "disturbance") return undefined;
	const names = { delayUs: "delay_us", duplicate: "duplicate", reorder: "reorder" };
	return { air: { [node]: renamed(data, names) } };
}

function renamed(data: PlainMap, names: Readonly<Record<string, string>>): Entries {
	return Object.fromEntries(
		Object.entries(names).flatMap(([from, to]) => (data[from] === undefined ? [] : [[to, data[from]]])),
	);
}

function defined(entries: Entries): Entries {
	return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

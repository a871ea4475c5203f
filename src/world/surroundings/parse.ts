/** The surroundings in a scenario: its access_points, stations and network. */
import type { Security } from "../air/options.js";
import type { NetworkMode } from "../network/network.js";
import { present, YamlMap } from "../scenario/yaml-map.js";
import type { YamlEntries, YamlNode, YamlReader } from "../scenario/yaml-reader.js";
import { parseServer } from "./parse-server.js";
import { type AccessPointSpec, NO_SURROUNDINGS, type StationSpec, type SurroundingsSpec } from "./spec.js";

/** Keys of a scenario that are read here. */
export const SURROUNDINGS_KEYS = ["access_points", "stations", "network"] as const;

const ACCESS_POINT_KEYS = [
	"ssid",
	"name",
	"bssid",
	"channel",
	"security",
	"passphrase",
	"rssi",
	"hidden",
	"mode",
	"wrong_key",
	"network",
];
const STATION_KEYS = ["name", "ssid", "passphrase", "mac", "channel", "rssi", "join", "reconnect", "address"];
const NETWORK_KEYS = ["mode", "subnet", "allow", "servers", "forward"];

const SECURITIES = ["open", "wpa", "wpa2", "wpa-wpa2"] as const;
const MODES = ["none", "isolated", "host"] as const;
const RADIO_MODES = ["b", "g", "bg"] as const;
const WRONG_KEY = ["deauthenticate", "time-out"] as const;
const DEFAULT_CHANNEL = 6;

/** Reads what a scenario says of its surroundings; undefined when it says nothing. */
export function parseSurroundings(yaml: YamlReader, top: YamlEntries): SurroundingsSpec | undefined {
	if (!SURROUNDINGS_KEYS.some((key) => top.has(key))) return undefined;
	const list = <T>(key: string, read: (node: YamlNode, index: number) => T): readonly T[] => {
		const entry = top.get(key);
		return entry ? yaml.list(entry.value, key, entry.key).map(read) : [];
	};
	const network = top.get("network");
	return {
		accessPoints: list("access_points", (node, i) => parseAccessPoint(yaml, node, i)),
		stations: list("stations", (node, i) => parseStation(yaml, node, i)),
		network: network ? parseNetwork(yaml, network.value, network.key) : NO_SURROUNDINGS.network,
	};
}

function parseAccessPoint(yaml: YamlReader, node: YamlNode, index: number): AccessPointSpec {
	const entries = new YamlMap(yaml, node, "an access point", ACCESS_POINT_KEYS);
	return {
		ssid: entries.text("ssid") ?? yaml.fail(node, "an access point must have an ssid"),
		bssid: entries.text("bssid") ?? defaultBssid(index),
		channel: entries.number("channel") ?? DEFAULT_CHANNEL,
		...present("name", entries.text("name")),
		...present("security", entries.word("security", SECURITIES) as Security | undefined),
		...present("passphrase", entries.text("passphrase")),
		...present("rssi", entries.number("rssi")),
		...present("hidden", entries.flag("hidden")),
		...present("mode", entries.word("mode", RADIO_MODES)),
		...present("wrongKey", entries.word("wrong_key", WRONG_KEY)),
		...present("network", entries.flag("network")),
	};
}

function parseStation(yaml: YamlReader, node: YamlNode, index: number): StationSpec {
	const entries = new YamlMap(yaml, node, "a station", STATION_KEYS);
	return {
		name: entries.text("name") ?? `station ${index + 1}`,
		ssid: entries.text("ssid") ?? yaml.fail(node, "a station must have the ssid of the network it joins"),
		mac: entries.text("mac") ?? `02:00:00:00:01:${hexByte(index + 1)}`,
		...present("passphrase", entries.text("passphrase")),
		...present("channel", entries.number("channel")),
		...present("rssi", entries.number("rssi")),
		...present(
			"joinAt",
			entries.read("join", (value, at) => readJoin(yaml, value, at)),
		),
		...present("reconnect", entries.flag("reconnect")),
		...present("address", entries.text("address")),
	};
}

/** A time, or "never": then a step lets it join. */
function readJoin(yaml: YamlReader, node: YamlNode, at: YamlNode): number | "never" {
	return yaml.scalar(node) === "never" ? "never" : yaml.time(node, "join", at);
}

function parseNetwork(yaml: YamlReader, node: YamlNode, at: YamlNode): SurroundingsSpec["network"] {
	const entries = new YamlMap(yaml, node, "network", NETWORK_KEYS, at);
	return {
		mode: (entries.word("mode", MODES) as NetworkMode | undefined) ?? "isolated",
		...present("subnet", entries.text("subnet")),
		...present("allow", entries.texts("allow")),
		servers: entries.list("servers")?.map((server) => parseServer(yaml, server)) ?? [],
		forward: entries.texts("forward") ?? [],
	};
}

/** The address of the access point with this index, when none is said. */
export function defaultBssid(index: number): string {
	return `02:00:00:00:00:${hexByte(index + 1)}`;
}

const hexByte = (value: number): string => (value & 0xff).toString(16).padStart(2, "0");
